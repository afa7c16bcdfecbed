"""`python -m producers` as a process, and what it put on a stream of the AWS emulator."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import boto3

from tests.servers import PROJECT_DIR

STREAMS = ("BIKES_STREAM", "CHARGING_STREAM", "SENSORS_DELIVERY_STREAM")


def producers(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command. No stream is in its environment but those given."""
    return subprocess.run(
        [sys.executable, "-m", "producers", *arguments],
        cwd=PROJECT_DIR,
        env={name: v for name, v in os.environ.items() if name not in STREAMS} | environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def records(stream: str) -> list[list[dict[str, Any]]]:
    """The stream's records, in their order, one list for each shard."""
    kinesis = boto3.client("kinesis")
    shards = []
    for shard in kinesis.list_shards(StreamName=stream)["Shards"]:
        iterator: str | None = kinesis.get_shard_iterator(
            StreamName=stream, ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON"
        )["ShardIterator"]
        held: list[dict[str, Any]] = []
        while iterator:
            answer = kinesis.get_records(ShardIterator=iterator, Limit=10_000)
            held += [dict(record) for record in answer["Records"]]
            iterator = answer["NextShardIterator"] if answer["Records"] else None
        shards.append(held)
    return shards


def events(stream: str) -> list[dict[str, Any]]:
    """The records of all shards, read as JSON."""
    return [json.loads(record["Data"]) for shard in records(stream) for record in shard]
