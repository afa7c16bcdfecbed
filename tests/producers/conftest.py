"""A stream to send to."""

from __future__ import annotations

import uuid

import boto3
import pytest


@pytest.fixture
def stream(aws: dict[str, str]) -> str:
    """The name of a new stream of four shards."""
    name = f"bikes-{uuid.uuid4().hex[:8]}"
    boto3.client("kinesis").create_stream(StreamName=name, ShardCount=4)
    boto3.client("kinesis").get_waiter("stream_exists").wait(StreamName=name)
    return name
