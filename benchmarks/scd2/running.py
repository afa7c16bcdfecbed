"""Run competitors on a history: its base is made, four batches are merged, each is checked."""

import os
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from time import perf_counter

from psycopg2.extensions import connection as Connection  # noqa: N812 - it is a class

from benchmarks.scd2 import checking
from benchmarks.scd2.competitors import Competitor, run_all
from benchmarks.scd2.workload import Batch, Workload, landing
from benchmarks.servers import Localshift

_BEFORE, _AFTER, _RIGHT = "landing.before_merge", "landing.after_merge", "landing.right_versions"


# Reads the catalog, as dbt does before it merges; it touches no version.
_CATALOG = re.compile(r"\b(pg_\w+|svv_\w+|information_schema)\b")
_COMMENT = re.compile(r"/\*.*?\*/")


@dataclass(frozen=True, slots=True)
class Spent:
    """What the warehouse spent on one statement."""

    seconds: float
    statement: str

    @property
    def on_catalog(self) -> bool:
        return _CATALOG.search(self.statement) is not None


@dataclass(frozen=True, slots=True)
class Merged:
    """What one merge cost and came to.

    `statements` are the warehouse's, the longest first; `wall` is the clock's time from the start
    to the end, dbt's own included; `cpu` the warehouse's processor time between.
    """

    competitor: str
    versions: int
    shape: str
    late: bool
    statements: Sequence[Spent]
    wall: float
    cpu: float
    changed: int
    wrong: int
    older_kept: bool
    load_average: float

    @property
    def seconds(self) -> float:
        """What the warehouse spent on the merge: all statements but those on its catalog."""
        return sum(spent.seconds for spent in self.statements if not spent.on_catalog)

    @property
    def catalog_seconds(self) -> float:
        return sum(spent.seconds for spent in self.statements if spent.on_catalog)


def make_events(server: Localshift, workload: Workload, advance: Callable[[int], None]) -> None:
    """Make the tables that all competitors read, and the events of the base history."""
    with closing(server.connect()) as connection:
        run_all(connection, landing())
        for start, stop in workload.chunks():
            query = workload.base_events(start, stop)
            run_all(connection, [f"insert into landing.events {query}"])
            advance(stop - start)


def merges(
    server: Localshift, workload: Workload, competitor: Competitor, advance: Callable[[int], None]
) -> Iterator[Merged]:
    """Make the competitor's history, merge the batches one after the other, drop the history."""
    with closing(server.connect()) as connection, closing(server.connect()) as watching:
        run_all(connection, [competitor.create()])
        for start, stop in workload.chunks():
            base = workload.base_versions(start, stop, by_bike=competitor.is_sorted_by_bike)
            fill = (
                f"insert into {competitor.table} select {competitor.layout} from ({base}) as base"
            )
            run_all(connection, [fill])
            advance(stop - start)
        run_all(connection, competitor.prepare)
        older = _row(watching, checking.older_versions(competitor, workload))
        merged = [
            _merged(server, connection, watching, workload, competitor, batch)
            for batch in workload.batches()
        ]
        older_kept = older == _row(watching, checking.older_versions(competitor, workload))
        yield from (replace(each, older_kept=older_kept) for each in merged)
        forget = f"delete from landing.events where _load_id > {workload.loads}"
        run_all(connection, [f"drop table {competitor.table}", *competitor.clear, forget])


def _merged(
    server: Localshift,
    connection: Connection,
    watching: Connection,
    workload: Workload,
    competitor: Competitor,
    batch: Batch,
) -> Merged:
    """Stage a batch, merge it, check it."""
    run_all(
        connection,
        [
            "truncate landing.batch",
            f"insert into landing.batch {workload.batch_events_of(batch)}",
            "insert into landing.events select * from landing.batch",
            *competitor.stage(batch),
            checking.remember(_BEFORE, competitor, workload, batch),
            checking.recompute(_RIGHT, workload, batch),
        ],
    )
    since = _last_query(watching)
    start, cpu = perf_counter(), server.cpu_seconds()
    competitor.merge(connection, batch)
    wall, cpu = perf_counter() - start, server.cpu_seconds() - cpu
    statements = _spent(watching, since)
    run_all(connection, [checking.remember(_AFTER, competitor, workload, batch)])
    [changed] = _row(watching, checking.changed_rows(_BEFORE, _AFTER))
    [wrong] = _row(watching, checking.wrong_versions(_RIGHT, _AFTER))
    run_all(connection, [f"drop table {table}" for table in (_BEFORE, _AFTER, _RIGHT)])
    return Merged(
        competitor=competitor.name,
        versions=workload.versions,
        shape=batch.shape,
        late=batch.late,
        statements=statements,
        wall=wall,
        cpu=cpu,
        changed=changed,
        wrong=wrong,
        older_kept=True,  # is known when all batches are through
        load_average=os.getloadavg()[0],
    )


def _last_query(watching: Connection) -> int:
    [last] = _row(watching, "select max(query_id) from sys_query_history")
    return int(last)


def _spent(watching: Connection, since: int) -> list[Spent]:
    """The statements of the other sessions after a query, the longest first."""
    with watching.cursor() as cursor:
        cursor.execute(f"""
            select elapsed_time, query_text from sys_query_history
            where query_id > {since} and session_id <> pg_backend_pid()
            order by elapsed_time desc""")
        return [Spent(elapsed / 1e6, _one_line(text)) for elapsed, text in cursor.fetchall()]


def _one_line(statement: str) -> str:
    return " ".join(_COMMENT.sub("", statement).split())


def _row(connection: Connection, query: str) -> tuple[int, ...]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return tuple(cursor.fetchone() or ())
