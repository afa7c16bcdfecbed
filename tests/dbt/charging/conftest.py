"""A stream of charging sessions: what sends to it, and what dbt keeps of it."""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import boto3
import pytest

from producers.charging.sessions import Session, simulate
from producers.pace import send_paced
from producers.send import Record
from tests.dbt.runner import Dbt
from tests.dbt.warehouse import Warehouse
from tests.servers import PROJECT_DIR

NOW = datetime(2026, 11, 21, 8)
STAGING = "path:models/staging/charging"
STREAMS = "path:models/streams"


@pytest.fixture
def charging(warehouse: Warehouse, project_dbt: Dbt, charging_stream: str) -> Iterator[Warehouse]:
    """A warehouse that may read the stream, which is empty, and has read nothing of it."""
    empty(charging_stream)
    done = project_dbt.operation("setup_warehouse")
    assert done.success, done.said
    yield warehouse


def empty(stream: str) -> None:
    """Let the stream go of all that it has."""
    kinesis = boto3.client("kinesis")
    kinesis.delete_stream(StreamName=stream)
    kinesis.create_stream(StreamName=stream, ShardCount=2)


def sessions(count: int, seed: int = 1) -> list[Session]:
    return simulate(random.Random(seed), count, NOW, every_seconds=60)


def put(stream: str, records: list[Record]) -> None:
    sent = send_paced(records, stream, threads=2)
    assert sent.records == len(records), sent.error


def run(dbt: Dbt, *options: str) -> None:
    """As the job does: the first run makes the views, and each one after it reads."""
    dbt("run", "--select", STREAMS)
    dbt("run", "--select", STREAMS, STAGING, *options)


def kept(warehouse: Warehouse) -> list[str]:
    """The ids of the sessions that are kept, one for each record."""
    rows = warehouse.rows("select session_id from analytics_staging.stg_charging__sessions")
    return sorted(row[0] for row in rows)


@contextmanager
def producing(stream: str, count: int) -> Iterator[list[Session]]:
    """Let the producer send 250 records a second; at the end it has sent all of the sessions."""
    seed = 6
    command = [sys.executable, "-m", "producers", "charging", "--stream", stream]
    command += ["--records", str(count), "--rate", "250", "--seed", str(seed)]
    with subprocess.Popen(command, cwd=PROJECT_DIR) as producer:
        yield sessions(count, seed)
    assert producer.returncode == 0
