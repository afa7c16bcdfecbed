"""What is kept of a stream whose shards are split and merged."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import cycle
from threading import Event

import boto3

from tests.dbt.charging.conftest import STAGING, STREAMS, kept, producing, put, run, sessions
from tests.dbt.runner import Dbt
from tests.dbt.warehouse import Warehouse


def reshard(stream: str, shards: int) -> None:
    """Split or merge shards, until there are so many."""
    boto3.client("kinesis").update_shard_count(
        StreamName=stream, TargetShardCount=shards, ScalingType="UNIFORM_SCALING"
    )


@contextmanager
def resharding(stream: str) -> Iterator[None]:
    """Split and merge shards all the time."""
    done = Event()

    def go_on() -> None:
        for shards in cycle((4, 2, 3, 1)):
            reshard(stream, shards)
            if done.wait(1):
                return

    with ThreadPoolExecutor(1) as pool:
        resharding = pool.submit(go_on)
        try:
            yield
        finally:
            done.set()
        resharding.result()


def test_resharding_while_records_come_loses_and_doubles_nothing(
    project_dbt: Dbt, charging: Warehouse, charging_stream: str
) -> None:
    project_dbt("run", "--select", STREAMS)
    with resharding(charging_stream), producing(charging_stream, 2_500) as expected:
        for _ in range(2):
            project_dbt("run", "--select", STREAMS, STAGING)
    project_dbt("run", "--select", STREAMS, STAGING)

    assert kept(charging) == sorted(session.id for session in expected)
    [[shards]] = charging.rows(
        "select count(distinct shard_id) from analytics_staging.stg_charging__sessions"
    )
    assert shards > 4


def test_records_that_were_unread_when_their_shards_were_closed_are_kept(
    project_dbt: Dbt, charging: Warehouse, charging_stream: str
) -> None:
    read, unread, after = (sessions(30, seed) for seed in (1, 2, 3))
    put(charging_stream, [session.record for session in read])
    run(project_dbt)
    # Until the block ends, no other refresh can read what comes.
    charging.execute("begin")
    charging.execute("refresh materialized view analytics_streams.charging_records")
    put(charging_stream, [session.record for session in unread])
    reshard(charging_stream, 4)
    put(charging_stream, [session.record for session in after])
    charging.execute("commit")
    run(project_dbt)

    assert kept(charging) == sorted(session.id for session in read + unread + after)
