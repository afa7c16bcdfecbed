"""What the history must be after a batch, in plain SQL that shares nothing with the macro.

All events of the bikes that the batch touches are sorted; each that says something new opens a
version, and the next of those ends it. No event is late by more than `reached_from`, so versions
that began before it are compared as a whole: by their number and a sum over them.
"""

from benchmarks.scd2.competitors import COMPARED, Competitor
from benchmarks.scd2.workload import OPEN_END, STATE, Batch, Workload

_COMPARED = ", ".join(COMPARED)
_STATE = ", ".join(STATE)


def remember(into: str, competitor: Competitor, workload: Workload, batch: Batch) -> str:
    """Keep the versions of the touched bikes as they are now."""
    return f"create table {into} as {_actual(competitor, workload, batch)}"


def recompute(into: str, workload: Workload, batch: Batch) -> str:
    """Make the versions of the touched bikes from all their events."""
    said = " || '|' || ".join(f"{column}::varchar" for column in STATE)
    return f"""
        create table {into} as
        with said as (
            select bike_id, occurred_at, {_STATE}, {said} as said
            from landing.events
            where {batch.touched} and occurred_at >= {workload.reached_from}
        ),
        compared as (
            select *, lag(said) over (partition by bike_id order by occurred_at) as said_before
            from said
        )
        select bike_id, occurred_at as effective_at,
            coalesce(
                lead(occurred_at) over (partition by bike_id order by occurred_at), '{OPEN_END}'
            ) as end_at,
            {_STATE}
        from compared
        where said_before is null or said <> said_before"""


def changed_rows(before: str, after: str) -> str:
    """How many rows the merge took away or wrote: an update does both, as in Redshift."""
    return f"""
        select count(*) from (
            (select * from {before} except select * from {after})
            union all
            (select * from {after} except select * from {before})
        ) as changed"""


def wrong_versions(right: str, actual: str) -> str:
    """How many versions are missing, too much, or not as they should be."""
    return f"""
        select count(*) from (
            select distinct bike_id, effective_at from (
                (select * from {right} except select * from {actual})
                union all
                (select * from {actual} except select * from {right})
            ) as differing
        ) as wrong"""


def older_versions(competitor: Competitor, workload: Workload) -> str:
    """The number of the versions that no batch reaches, and a sum over what they say."""
    effective = f"datediff(second, '2000-01-01', effective_at) % {_PRIMES[0]}"
    end = f"datediff(second, '2000-01-01', end_at) % {_PRIMES[1]}"
    said = "bike_id + station_id + len(status) + len(station_name)"
    return f"""
        select count(*), sum(({effective} + 7 * ({end})) * (({said}) % {_PRIMES[2]}))
        from (select {competitor.compared} from {competitor.table}) as versions
        where effective_at < {workload.reached_from}"""


# So small that the sum over a hundred million versions is no more than a bigint holds.
_PRIMES = (99_991, 99_989, 9_973)


def _actual(competitor: Competitor, workload: Workload, batch: Batch) -> str:
    return f"""
        select {_COMPARED} from (
            select {competitor.compared} from {competitor.table} where {batch.touched}
        ) as versions
        where effective_at >= {workload.reached_from}"""
