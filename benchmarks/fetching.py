"""What a client waits for a million rows: from localshift, and from a local PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

from psycopg2.extensions import connection as Connection  # noqa: N812 - it is a class

from benchmarks.measuring import Measure, alternating, ratio
from benchmarks.servers import Localshift, postgres_folder, running_postgres

_COLUMNS = """
create table fetched (id bigint, name varchar(40), fare decimal(12, 2), ratio double precision,
    started_at timestamp, started_on date, is_member boolean)
"""
_FIRST = """
insert into fetched values
    (1, 'station number one', 12.34, 0.1, '2026-11-21 08:00:00.5', '2026-11-21', true)
"""
_GROW = """
insert into fetched select id + {number}, name, fare + id, ratio + id / 7.0, started_at, started_on,
    not is_member from fetched
"""


def measure_fetch(
    server: Localshift, doublings: int, times: int, folder: Path
) -> Iterator[Measure]:
    """psycopg2 reads all rows of the same table, 2 ** doublings of them."""
    what = f"fetch of {2**doublings:,} rows by psycopg2"
    programs = postgres_folder()
    if programs is None:
        yield Measure(what, "PostgreSQL", "not measured: no PostgreSQL here", "2 times")
        return
    with running_postgres(programs, folder) as theirs:
        mine = server.connect()
        for connection in (mine, theirs):
            _fill(connection, doublings)
        seconds = alternating(lambda: _read(mine), lambda: _read(theirs), times)
        yield ratio(what, "PostgreSQL", *seconds, goal=2)
        mine.cursor().execute("drop table fetched")
        mine.close()
        theirs.close()


def _fill(connection: Connection, doublings: int) -> None:
    with connection.cursor() as cursor:
        for statement in (_COLUMNS, _FIRST, *(_GROW.format(number=2**n) for n in range(doublings))):
            cursor.execute(statement)


def _read(connection: Connection) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select * from fetched")
        while cursor.fetchmany(50_000):
            pass
