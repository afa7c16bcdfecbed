"""`python -m benchmarks.scd2`: measure all competitors, show the goals, write the page."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import click
from psycopg2.errors import QueryCanceled
from psycopg2.extensions import set_wait_callback
from psycopg2.extras import wait_select
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from benchmarks.measuring import VERDICTS
from benchmarks.scd2.competitors import self_join
from benchmarks.scd2.dbt_competitors import dbt_competitors
from benchmarks.scd2.dlt_competitor import dlt_scd2
from benchmarks.scd2.plotting import draw
from benchmarks.scd2.report import FIGURES, figures, goals, page
from benchmarks.scd2.running import Merged, make_events, merges
from benchmarks.scd2.workload import Workload
from benchmarks.servers import running_localshift

_SIZES = (1, 10, 100)
_RESULTS = Path(__file__).parents[1] / "results"
_GIGABYTES_PER_MILLION = 0.1


def _sizes(_context: click.Context, _option: click.Parameter, value: str) -> list[int]:
    try:
        return sorted({int(size) for size in value.split(",")})
    except ValueError:
        raise click.BadParameter("millions of versions, such as 1,10") from None


@click.command()
@click.option(
    "--sizes",
    default=",".join(map(str, _SIZES)),
    show_default=True,
    callback=_sizes,
    help="Millions of versions. The page is written when all of these were measured.",
)
def main(sizes: list[int]) -> None:
    """Measure type-2 merges: this project's, the bike-share example's, dbt's snapshot, dlt's."""
    set_wait_callback(wait_select)  # Ctrl-C cancels the statement that runs
    console = Console()
    needed = 1 + max(sizes) * _GIGABYTES_PER_MILLION
    free = shutil.disk_usage(tempfile.gettempdir()).free / 1e9
    console.print(
        f"Needs {needed:.0f} GB of disk in {tempfile.gettempdir()}, where {free:.0f} GB are free."
    )
    if free < needed:
        raise click.ClickException("not enough disk; TMPDIR names another folder")
    try:
        measured = _all_measured(sizes, console)
    except QueryCanceled:
        raise click.Abort from None
    _show(console, measured)
    if set(sizes) >= set(_SIZES):
        draw(measured, _RESULTS / "scd2.svg")
        (_RESULTS / "scd2.md").write_text(page(measured, _machine(measured), "scd2.svg"))


def _all_measured(sizes: list[int], console: Console) -> list[Merged]:
    measured: list[Merged] = []
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        for size in sizes:
            for merged in _measured(Workload(size * 1_000_000), progress):
                measured.append(merged)
                late = "5 % late" if merged.late else "in order"
                progress.print(size, merged.shape, late, *figures(merged)[:2], sep=" | ")
    return measured


def _measured(workload: Workload, progress: Progress) -> Iterator[Merged]:
    million = f"{workload.versions / 1e6:g} million"
    with (
        tempfile.TemporaryDirectory(prefix="scd2-", ignore_cleanup_errors=True) as name,
        running_localshift(str(Path(name) / "warehouse.duckdb")) as server,
        dbt_competitors(server.port, Path(name)) as of_dbt,
    ):
        task = progress.add_task(f"{million}: events", total=workload.versions)
        make_events(server, workload, lambda rows: progress.advance(task, rows))
        for competitor in (of_dbt.type_2, self_join(), of_dbt.snapshot, dlt_scd2()):
            progress.reset(task, description=f"{million}: {competitor.name}")
            yield from merges(
                server, workload, competitor, lambda rows: progress.advance(task, rows)
            )
        progress.remove_task(task)
        peak = server.peak_megabytes()
        if peak is not None:
            progress.print(f"{million}: the warehouse had {peak / 1000:.1f} GB of memory at most")


def _machine(measured: list[Merged]) -> str:
    loads = [merged.load_average for merged in measured]
    packages = ", ".join(
        f"{name} {version(name)}" for name in ("dbt-core", "dbt-redshift", "dlt", "duckdb")
    )
    return (
        f"{os.cpu_count()} cores, with a load average of {min(loads):.0f} to {max(loads):.0f}"
        f" while it ran; {packages}."
    )


def _show(console: Console, measured: list[Merged]) -> None:
    table = Table("million", "batch", *FIGURES)
    for merged in measured:
        batch = f"{merged.shape}{', late' if merged.late else ''}"
        table.add_row(f"{merged.versions / 1e6:g}", batch, *figures(merged))
    console.print(table)
    table = Table("what", "measured", "goal", "")
    for goal in goals(measured):
        table.add_row(goal.what, goal.value, goal.goal, VERDICTS[goal.met])
    console.print(table)


if __name__ == "__main__":
    main()
