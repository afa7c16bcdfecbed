"""What a statement costs more than its DuckDB SQL run by DuckDB itself."""

from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import count

from benchmarks.measuring import Measure, alternating, overhead, ratio
from benchmarks.servers import Localshift
from localshift.engine import Engine
from localshift.inspecting import duckdb_sql

_TABLE = """
create table trips (ride_id varchar(32), bike_id bigint, started_at timestamp, ended_at timestamp,
    station varchar(64), fare decimal(12, 2), is_member boolean)
"""

# About 1 KB, of the kind that dbt sends.
STATEMENT = """
with trips_of_the_year as (

    select
        ride_id,
        bike_id,
        started_at,
        ended_at,
        datediff(second, started_at, ended_at) as duration_seconds,
        date_trunc('day', started_at) as started_on,
        coalesce(station, 'unknown') as station,
        fare::decimal(10, 2) as fare,
        case when is_member then 'member' else 'casual' end as rider,
        {number} as run
    from trips
    where started_at >= '2026-01-01' and started_at < '2027-01-01'

),

ranked as (

    select
        *,
        row_number() over (partition by bike_id order by started_at desc) as recency
    from trips_of_the_year

)

select
    started_on,
    station,
    rider,
    count(*) as trips,
    sum(fare) as revenue,
    avg(duration_seconds) as mean_duration,
    max(ended_at) as last_ended_at
from ranked
where recency <= 10 and fare > 0
group by started_on, station, rider
having count(*) > 0
order by started_on, revenue desc
limit 100
"""


_GROW = """
insert into trips select ride_id, bike_id + {number}, started_at, ended_at, station, fare, is_member
from trips
"""

_BULK = """
select ride_id, bike_id % 1000 as bike, upper(station) as station,
    fare * 2 as fare, datediff(minute, started_at, ended_at) as minutes, is_member
from trips where fare > 0
"""


def measure_statements(server: Localshift, times: int) -> Iterator[Measure]:
    """A statement that was asked before, and one that is new each time; the table is empty."""
    with closing(Engine(":memory:")) as engine, server.connect().cursor() as cursor:
        _run(engine, _TABLE)
        cursor.execute(_TABLE)
        sql, plain = duckdb_sql(engine, STATEMENT.format(number=0))[-1], engine.cursor()
        new = count(1)
        for what, number, goal in (
            ("a statement that was asked before", lambda: 0, 3),
            ("a new statement of 1 KB", lambda: next(new), 8),
        ):

            def ask(number: Callable[[], int] = number) -> None:
                cursor.execute(STATEMENT.format(number=number()))
                cursor.fetchall()

            ours, theirs = alternating(ask, lambda: plain.execute(sql).fetchall(), times)
            yield overhead(what, ours, theirs, goal)
        cursor.execute("drop table trips")


def measure_bulk(server: Localshift, doublings: int, times: int) -> Iterator[Measure]:
    """CREATE TABLE AS over a table of 2 ** doublings rows."""
    fill = [_TABLE, "insert into trips values ('r', 1, getdate(), getdate(), 'a', 1.5, true)"]
    fill += [_GROW.format(number=2**number) for number in range(doublings)]
    with closing(Engine(":memory:")) as engine, server.connect().cursor() as cursor:
        for statement in fill:
            _run(engine, statement)
            cursor.execute(statement)
        sql, plain = duckdb_sql(engine, _BULK)[-1], engine.cursor()

        def make() -> None:
            cursor.execute(f"create table bulk as {_BULK}")
            cursor.execute("drop table bulk")

        def make_plainly() -> None:
            plain.execute(f"create table public.bulk as {sql}")
            plain.execute("drop table public.bulk")

        ours, theirs = alternating(make, make_plainly, times)
        yield ratio(f"CREATE TABLE AS, {2**doublings:,} rows", "DuckDB", ours, theirs, 1.1)
        cursor.execute("drop table trips")


def _run(engine: Engine, statement: str) -> None:
    with closing(engine.connect("admin", engine.database, {})) as session:
        session.execute(statement)
