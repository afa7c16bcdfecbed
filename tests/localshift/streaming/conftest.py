"""Streams of the emulator, and external schemas over them."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import boto3
import pytest

from tests.localshift.conftest import Run

if TYPE_CHECKING:
    from mypy_boto3_kinesis import KinesisClient
    from mypy_boto3_kinesis.type_defs import PutRecordsRequestEntryTypeDef

Put = Callable[..., None]


@pytest.fixture(scope="session")
def kinesis(aws: dict[str, str]) -> KinesisClient:
    return boto3.client("kinesis")


@pytest.fixture
def stream(kinesis: KinesisClient) -> Iterator[str]:
    """The name of a new stream of two shards."""
    name = f"station_data_{uuid.uuid4().hex[:8]}"
    kinesis.create_stream(StreamName=name, ShardCount=2)
    yield name
    if name in kinesis.list_streams()["StreamNames"]:
        kinesis.delete_stream(StreamName=name)


@pytest.fixture
def put(kinesis: KinesisClient, stream: str) -> Put:
    """Put records on the stream; the text of each is also its partition key."""

    def put(*texts: str) -> None:
        records: list[PutRecordsRequestEntryTypeDef] = [
            {"Data": text.encode(), "PartitionKey": text[:40]} for text in texts
        ]
        assert kinesis.put_records(StreamName=stream, Records=records)["FailedRecordCount"] == 0

    return put


@pytest.fixture
def source(run: Run, stream: str, schema: str) -> Iterator[str]:
    """The stream as a relation: of an external schema beside the test's own."""
    external = f"{schema}_stream"
    run(f"create external schema {external} from kinesis iam_role default")
    yield f'{external}."{stream}"'
    run("rollback", f"drop schema if exists {external}")
