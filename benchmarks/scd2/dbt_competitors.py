"""This project's macro and dbt's own snapshot, run by the real dbt."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from psycopg2.extensions import connection as Connection  # noqa: N812 - it is a class

from benchmarks.scd2.competitors import STATE_COLUMNS, Competitor
from benchmarks.scd2.workload import OPEN_END, STATE, Batch
from tests.dbt.runner import Dbt, profile_pointing_to
from tests.servers import PROJECT_DIR

_STATE = ", ".join(STATE)
_EVENT = f"bike_id, occurred_at, {_STATE}"


class DbtCompetitors(NamedTuple):
    """The two that dbt runs."""

    type_2: Competitor
    snapshot: Competitor


@contextmanager
def dbt_competitors(port: int, folder: Path) -> Iterator[DbtCompetitors]:
    """Both, for the localshift on a port; the environment tells dbt of it."""
    shutil.copy(PROJECT_DIR / "profiles.example.yml", folder / "profiles.yml")
    with profile_pointing_to("127.0.0.1", port):
        dbt = Dbt(Path(__file__).parent / "project", folder, folder / "target")
        yield DbtCompetitors(_type_2(dbt), _snapshot(dbt))


def _run(dbt: Dbt, command: str, name: str) -> None:
    """Run one node. dbt ends a run that Ctrl-C stops without raising, so that is done here."""
    outcome = dbt.attempt(command, "--select", name, "--threads=1")
    if isinstance(outcome.exception, KeyboardInterrupt):
        raise KeyboardInterrupt
    if not outcome.success:
        messages = [node.message for node in getattr(outcome.result, "results", [])]
        raise RuntimeError(f"dbt {command}: {outcome.exception or messages}")


def _type_2(dbt: Dbt) -> Competitor:
    def merge(_connection: Connection, _batch: Batch) -> None:
        _run(dbt, "run", "bike_history")

    return Competitor(
        name="type_2 (ours)",
        table="analytics.bike_history",
        columns=f"""
            bike_id bigint not null, effective_at timestamp not null, end_at timestamp,
            {STATE_COLUMNS}, is_current boolean, _load_id bigint""",
        sortkey="end_at, bike_id",
        layout=f"bike_id, occurred_at, end_at, {_STATE}, is_current, _load_id",
        merge=merge,
    )


def _snapshot(dbt: Dbt) -> Competitor:
    """It sees the state of each bike at the time of the run, so that is kept in landing.bikes."""

    def merge(_connection: Connection, _batch: Batch) -> None:
        _run(dbt, "snapshot", "bike_snapshot")

    def stage(batch: Batch) -> list[str]:
        return [
            f"delete from landing.bikes where {batch.touched}",
            f"insert into landing.bikes {_latest('landing.batch')}",
        ]

    scd_id = "md5(coalesce(bike_id::varchar, '') || '|' || coalesce(occurred_at::varchar, ''))"
    ended = "case when not is_current then end_at end"
    return Competitor(
        name="dbt snapshot",
        table="analytics.bike_snapshot",
        columns=f"""
            bike_id bigint, occurred_at timestamp, {STATE_COLUMNS}, dbt_scd_id varchar(32),
            dbt_updated_at timestamp, dbt_valid_from timestamp, dbt_valid_to timestamp""",
        sortkey="dbt_valid_to, bike_id",
        layout=f"{_EVENT}, {scd_id}, occurred_at, occurred_at, {ended}",
        compared=(
            "bike_id, dbt_valid_from as effective_at,"
            f" coalesce(dbt_valid_to, '{OPEN_END}') as end_at, {_STATE}"
        ),
        merge=merge,
        prepare=(f"insert into landing.bikes {_latest('landing.events')}",),
        stage=stage,
        clear=("truncate landing.bikes",),
    )


def _latest(events: str) -> str:
    return f"""
        select {_EVENT}, _load_id from (
            select *, row_number() over (partition by bike_id order by occurred_at desc) as place
            from {events}
        ) as ranked where place = 1"""
