"""Who merges: each has a history in a layout of its own, and statements or a command to merge."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from psycopg2.extensions import connection as Connection  # noqa: N812 - it is a class

from benchmarks.scd2.workload import OPEN_END, STATE, Batch

COMPARED = ("bike_id", "effective_at", "end_at", *STATE)
STATE_COLUMNS = "status varchar(16), station_id integer, station_name varchar(64)"


@dataclass(frozen=True, slots=True)
class Competitor:
    """One way to merge.

    `layout` are its columns over the versions of workload.py, `compared` are those versions again
    over its columns. `stage` prepares a batch, which is not measured; `merge` is.
    """

    name: str
    table: str
    columns: str
    sortkey: str
    layout: str
    merge: Callable[[Connection, Batch], None]
    compared: str = ", ".join(COMPARED)
    prepare: Sequence[str] = ()
    stage: Callable[[Batch], Sequence[str]] = lambda _: ()
    clear: Sequence[str] = ()

    @property
    def is_sorted_by_bike(self) -> bool:
        return self.sortkey.startswith("bike_id")

    def create(self) -> str:
        return (
            f"create table {self.table} ({self.columns})"
            f" diststyle key distkey (bike_id) compound sortkey ({self.sortkey})"
        )


def run_all(connection: Connection, statements: Sequence[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def self_join() -> Competitor:
    """The procedure of the bike-share example: closes what the batch ends, joins it with itself.

    AWS big data blog, near-real-time bike share: `sp_load_bikedata`. The algorithm is its own; the
    columns have these names, and latitude and longitude are left out.
    """
    table = "analytics.bikes_by_self_join"
    closed = f"""
        create temp table closed as
        select bike_id, effective_at, ended_at as end_at, {", ".join(STATE)}
        from (
            select history.bike_id, history.effective_at, batch.occurred_at as ended_at,
                {", ".join(f"history.{column}" for column in STATE)},
                row_number() over (
                    partition by batch.bike_id order by batch.occurred_at
                ) as place
            from landing.batch as batch
            left join {table} as history
                on batch.bike_id = history.bike_id
                and history.effective_at <= batch.occurred_at
                and history.end_at > batch.occurred_at
        ) as held
        where place = 1"""
    delete = f"""
        delete from {table} using closed
        where {table}.bike_id = closed.bike_id and {table}.effective_at = closed.effective_at"""
    insert = f"""
        insert into {table}
        select bike_id, effective_at, end_at, {", ".join(STATE)}
        from (
            select event.bike_id, event.occurred_at as effective_at,
                coalesce(later.occurred_at, '{OPEN_END}') as end_at,
                {", ".join(f"coalesce(event.{c}, later.{c}) as {c}" for c in STATE)},
                row_number() over (
                    partition by event.bike_id, event.occurred_at order by later.occurred_at
                ) as place
            from landing.batch as event
            left join landing.batch as later
                on event.bike_id = later.bike_id and event.occurred_at < later.occurred_at
        ) as paired
        where place = 1
        union all
        select * from closed"""
    statements = (
        "drop table if exists closed", "begin", closed, delete, insert, "truncate landing.batch",
    )  # fmt: skip
    return Competitor(
        name="self-join procedure",
        table=table,
        columns=f"bike_id bigint, effective_at timestamp, end_at timestamp, {STATE_COLUMNS}",
        sortkey="bike_id, end_at, effective_at",
        layout=f"bike_id, occurred_at, end_at, {', '.join(STATE)}",
        merge=lambda connection, _: run_all(connection, statements),
    )
