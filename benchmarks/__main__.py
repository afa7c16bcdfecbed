"""`python -m benchmarks`: measure all, and show the goals that are met."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from benchmarks.copying import measure_copy
from benchmarks.fetching import measure_fetch
from benchmarks.measuring import VERDICTS, Measure
from benchmarks.servers import running_localshift
from benchmarks.starting import measure_start
from benchmarks.statements import measure_bulk, measure_statements


@click.command()
@click.option("--small", is_flag=True, help="A tenth of the rows: a look, not a measurement.")
def main(small: bool) -> None:
    """Measure localshift against plain DuckDB and a local PostgreSQL."""
    console = Console()
    table = Table("what", "against", "measured", "goal", "")
    with tempfile.TemporaryDirectory(prefix="benchmarks-") as folder:
        # Another user runs PostgreSQL in it.
        Path(folder).chmod(0o711)
        with console.status("measuring"):
            for measure in _measures(small, Path(folder)):
                console.print(f"{measure.what}: {measure.value}")
                row = (measure.what, measure.against, measure.value, measure.goal)
                table.add_row(*row, VERDICTS[measure.met])
    console.print(table)


def _measures(small: bool, folder: Path) -> Iterator[Measure]:
    with running_localshift(":memory:") as server:
        yield from measure_statements(server, times=10 if small else 50)
        yield from measure_bulk(server, doublings=18 if small else 22, times=5)
        yield from measure_fetch(server, 17 if small else 20, times=3, folder=folder)
    rows, files = (1_000_000, 10) if small else (10_000_000, 100)
    yield from measure_copy(rows, files, times=1 if small else 3, folder=folder)
    yield from measure_start(50 if small else 500, folder)


if __name__ == "__main__":
    main()
