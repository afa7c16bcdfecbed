"""How long localshift takes to listen: empty, and with a warehouse of many tables."""

from collections.abc import Iterator
from pathlib import Path

from benchmarks.measuring import Measure
from benchmarks.servers import running_localshift

_GOAL = 2


def measure_start(tables: int, folder: Path) -> Iterator[Measure]:
    path = str(folder / "start.duckdb")
    with running_localshift(":memory:") as server:
        yield _measure("start in memory", server.started_in)
    with running_localshift(path) as server, server.connect().cursor() as cursor:
        for number in range(tables):
            cursor.execute(f"create table t{number} (id bigint, name varchar(20), at timestamp)")
    with running_localshift(path) as server:
        yield _measure(f"start with {tables} tables", server.started_in)


def _measure(what: str, seconds: float) -> Measure:
    return Measure(what, "", f"{seconds:.1f} s", f"{_GOAL} s", seconds <= _GOAL)
