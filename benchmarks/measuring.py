"""Time two ways of doing the same in turns, so that a busy machine slows both."""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from time import perf_counter


@dataclass(frozen=True, slots=True)
class Measure:
    """A line of the report. `met` is None where there is no goal, or nothing could be measured."""

    what: str
    against: str
    value: str
    goal: str = ""
    met: bool | None = None


VERDICTS = {True: "[green]met", False: "[red]not met", None: ""}


def alternating(
    ours: Callable[[], object], theirs: Callable[[], object], times: int
) -> tuple[float, float]:
    """The median seconds of each; both run once before, unmeasured."""
    measured: tuple[list[float], list[float]] = ([], [])
    for turn in range(times + 1):
        for run, seconds in zip((ours, theirs), measured, strict=True):
            start = perf_counter()
            run()
            if turn:
                seconds.append(perf_counter() - start)
    return median(measured[0]), median(measured[1])


def overhead(what: str, ours: float, theirs: float, goal_ms: float) -> Measure:
    milliseconds = (ours - theirs) * 1000
    value = f"{milliseconds:.1f} ms more ({theirs * 1000:.1f} ms)"
    return Measure(what, "DuckDB", value, f"{goal_ms:g} ms more", milliseconds <= goal_ms)


def ratio(what: str, against: str, ours: float, theirs: float, goal: float) -> Measure:
    times = ours / theirs
    value = f"{times:.2f} times ({ours:.2f} s, {theirs:.2f} s)"
    return Measure(what, against, value, f"{goal:g} times", times <= goal)
