"""The picture of the results: how the time of a merge grows with the history."""

from collections.abc import Sequence
from pathlib import Path

import matplotlib
from matplotlib import pyplot

from benchmarks.scd2.running import Merged

matplotlib.use("svg")
# The same figures give the same file.
pyplot.rcParams["svg.hashsalt"] = "scd2"

_COLOURS = ("#0b6e4f", "#c8553d", "#3d5a80", "#b08900")
_MARKS = ("o", "s", "^", "D")


def draw(merged: Sequence[Merged], file: Path) -> None:
    """Write an SVG with a panel for each kind of batch."""
    shapes = list(dict.fromkeys(each.shape for each in merged))
    names = list(dict.fromkeys(each.competitor for each in merged))
    figure, axes = pyplot.subplots(len(shapes), 2, figsize=(9, 7), sharex=True, sharey=True)
    for row, shape in zip(axes, shapes, strict=True):
        for panel, late in zip(row, (False, True), strict=True):
            for name, colour, mark in zip(names, _COLOURS, _MARKS, strict=False):
                of_it = [
                    each
                    for each in merged
                    if (each.competitor, each.shape, each.late) == (name, shape, late)
                ]
                panel.plot(
                    [each.versions / 1e6 for each in of_it],
                    [each.seconds for each in of_it],
                    color=colour,
                    marker=mark,
                    linestyle="--" if any(each.wrong for each in of_it) else "-",
                    label=name,
                )
            panel.set_title(f"{shape}, {'5 % late' if late else 'in order'}", fontsize=10)
            panel.set_xscale("log")
            panel.set_yscale("log")
            panel.grid(visible=True, alpha=0.3)
    for panel in axes[-1]:
        panel.set_xlabel("million versions in the history")
    for panel in axes[:, 0]:
        panel.set_ylabel("seconds of a merge")
    handles, labels = axes[0][0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="lower center", ncols=len(names), frameon=False)
    figure.suptitle("Merging 100,000 events into a type-2 history (dashed: wrong versions)")
    figure.tight_layout(rect=(0, 0.04, 1, 1))
    figure.savefig(file, metadata={"Date": None})
    pyplot.close(figure)
