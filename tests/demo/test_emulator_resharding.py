"""Shards of the emulator's Kinesis that are split and merged, sent to and read with boto3."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
import pytest

from demo import emulator
from demo.emulator import Emulator
from tests.demo.conftest import point_to
from tests.servers import free_port

if TYPE_CHECKING:
    from mypy_boto3_kinesis.type_defs import ShardTypeDef

HASH_KEYS = 2**128


@pytest.fixture
def stream(aws_demo: Emulator) -> str:
    return make_stream()


def make_stream() -> str:
    """The name of a new stream of two shards."""
    name = f"stream-{uuid.uuid4().hex[:8]}"
    boto3.client("kinesis").create_stream(StreamName=name, ShardCount=2)
    return name


def put(stream: str, text: str) -> set[str]:
    """Put sixteen records all over the hash keys; the shards that took them."""
    answer = boto3.client("kinesis").put_records(
        StreamName=stream,
        Records=[
            {
                "Data": f"{text}{n}".encode(),
                "PartitionKey": "k",
                "ExplicitHashKey": str(HASH_KEYS // 16 * n),
            }
            for n in range(16)
        ],
    )
    return {record["ShardId"] for record in answer["Records"]}


def texts(text: str, first: int = 0, last: int = 15) -> list[str]:
    return [f"{text}{n}" for n in range(first, last + 1)]


def shards(stream: str) -> list[ShardTypeDef]:
    return boto3.client("kinesis").list_shards(StreamName=stream)["Shards"]


def open_shards(stream: str) -> list[str]:
    return [
        shard["ShardId"]
        for shard in shards(stream)
        if "EndingSequenceNumber" not in shard["SequenceNumberRange"]
    ]


def parents(stream: str) -> dict[str, list[str | None]]:
    return {
        shard["ShardId"]: [shard.get("ParentShardId"), shard.get("AdjacentParentShardId")]
        for shard in shards(stream)
    }


def iterator(stream: str, shard: str) -> str:
    return boto3.client("kinesis").get_shard_iterator(
        StreamName=stream, ShardId=shard, ShardIteratorType="TRIM_HORIZON"
    )["ShardIterator"]


def read(iterator: str | None) -> tuple[list[str], list[str]]:
    """What a closed shard has, three records at a time to its end, and its children."""
    kinesis = boto3.client("kinesis")
    found = []
    page: Any = {}
    while iterator is not None:
        page = kinesis.get_records(ShardIterator=iterator, Limit=3)
        found += [record["Data"].decode() for record in page["Records"]]
        iterator = page.get("NextShardIterator")
    return found, [child["ShardId"] for child in page["ChildShards"]]


def split(stream: str, shard: str, at: int) -> None:
    boto3.client("kinesis").split_shard(
        StreamName=stream, ShardToSplit=shard, NewStartingHashKey=str(at)
    )


def merge(stream: str, one: str, other: str) -> None:
    boto3.client("kinesis").merge_shards(
        StreamName=stream, ShardToMerge=one, AdjacentShardToMerge=other
    )


def test_split_shard_is_read_to_its_end_and_its_children_take_what_comes(stream: str) -> None:
    left, right = open_shards(stream)
    put(stream, "before")
    opened = iterator(stream, left)

    split(stream, left, HASH_KEYS // 4)

    first, second = (id_ for id_, of in parents(stream).items() if of == [left, None])
    assert open_shards(stream) == [right, first, second]
    assert put(stream, "after") == {right, first, second}
    assert read(opened) == (texts("before", 0, 7), [first, second])
    assert read(iterator(stream, left)) == (texts("before", 0, 7), [first, second])
    merge(stream, first, second)
    assert read(iterator(stream, first))[0] == texts("after", 0, 3)
    assert read(iterator(stream, second))[0] == texts("after", 4, 7)


def test_merged_shards_are_read_to_their_ends_and_their_child_takes_what_comes(
    stream: str,
) -> None:
    left, right = open_shards(stream)
    put(stream, "before")

    merge(stream, left, right)

    [child] = open_shards(stream)
    assert parents(stream)[child] == [left, right]
    assert put(stream, "after") == {child}
    assert read(iterator(stream, left)) == (texts("before", 0, 7), [child])
    assert read(iterator(stream, right)) == (texts("before", 8, 15), [child])
    split(stream, child, HASH_KEYS // 2)
    assert read(iterator(stream, child))[0] == texts("after")


def test_new_count_of_shards_is_made_of_equal_ones_and_keeps_those_before(stream: str) -> None:
    kinesis = boto3.client("kinesis")
    left, right = open_shards(stream)
    put(stream, "two")

    answer = kinesis.update_shard_count(
        StreamName=stream, TargetShardCount=3, ScalingType="UNIFORM_SCALING"
    )

    assert (answer["CurrentShardCount"], answer["TargetShardCount"]) == (2, 3)
    summary = kinesis.describe_stream_summary(StreamName=stream)["StreamDescriptionSummary"]
    assert summary["OpenShardCount"] == 3
    three = [shard for shard in shards(stream) if shard["ShardId"] in open_shards(stream)]
    begins = sorted(int(shard["HashKeyRange"]["StartingHashKey"]) for shard in three)
    assert begins == [HASH_KEYS // 3 * n for n in range(3)]
    assert put(stream, "three") == set(open_shards(stream))
    kinesis.update_shard_count(StreamName=stream, TargetShardCount=1, ScalingType="UNIFORM_SCALING")
    assert put(stream, "one") == set(open_shards(stream))
    assert read(iterator(stream, left))[0] + read(iterator(stream, right))[0] == texts("two")
    closed = [shard["ShardId"] for shard in shards(stream)][2:-1]
    found = [text for shard in closed for text in read(iterator(stream, shard))[0]]
    assert sorted(found) == sorted(texts("three"))


def test_closed_shard_tells_where_it_ended(stream: str) -> None:
    left, _ = open_shards(stream)
    put(stream, "before")
    records = boto3.client("kinesis").get_records(ShardIterator=iterator(stream, left))["Records"]

    split(stream, left, HASH_KEYS // 4)

    described = boto3.client("kinesis").describe_stream(StreamName=stream)["StreamDescription"]
    numbers = {shard["ShardId"]: shard["SequenceNumberRange"] for shard in described["Shards"]}
    _, _, first, second = numbers
    assert records[-1]["SequenceNumber"] < numbers[left]["EndingSequenceNumber"]
    for child in first, second:
        born = numbers[child]["StartingSequenceNumber"]
        assert numbers[left]["EndingSequenceNumber"] < born


def test_closed_shard_is_neither_split_nor_merged(stream: str) -> None:
    kinesis = boto3.client("kinesis")
    left, right = open_shards(stream)
    split(stream, left, HASH_KEYS // 4)
    before = shards(stream)

    with pytest.raises(kinesis.exceptions.ClientError, match="already been merged or split"):
        split(stream, left, HASH_KEYS // 4)
    with pytest.raises(kinesis.exceptions.ClientError, match="already been merged or split"):
        merge(stream, right, left)
    assert shards(stream) == before


def test_closed_shard_outlives_a_restart(state_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    port = free_port()
    point_to(emulator.start(state_dir, port), monkeypatch)
    stream = make_stream()
    left, _ = open_shards(stream)
    put(stream, "before")
    split(stream, left, HASH_KEYS // 4)
    before = shards(stream)

    emulator.stop(state_dir)
    emulator.start(state_dir, port)

    assert shards(stream) == before
    assert read(iterator(stream, left))[0] == texts("before", 0, 7)
    assert put(stream, "after") == set(open_shards(stream))
