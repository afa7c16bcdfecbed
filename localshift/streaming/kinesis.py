"""Kinesis, through boto3: the shards of a stream and the records of a shard.

Where Kinesis is, and with which credentials, is what the environment says; nothing is set here.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from localshift.aws_clients import RegionalClients
from localshift.errors import SqlError

if TYPE_CHECKING:
    from mypy_boto3_kinesis import KinesisClient
    from mypy_boto3_kinesis.type_defs import RecordTypeDef, ShardTypeDef

# boto3 itself tries again, more and more slowly, when a shard's throughput is exceeded.
_CONFIG = Config(retries={"mode": "standard", "max_attempts": 8})


@dataclass(frozen=True, slots=True)
class Shard:
    """A shard; `parents` are those that it was split from or merged of."""

    id: str
    parents: tuple[str, ...]
    is_closed: bool


@dataclass(frozen=True, slots=True)
class Page:
    """Records of a shard in their order; with `ended` the shard will never have more."""

    records: "list[RecordTypeDef]"
    ended: bool


class Kinesis:
    """Reads of streams. One serves all sessions, from any thread.

    Every method raises SqlError when Kinesis does not answer well: 42P01 when there is no such
    stream, else XX000 with its own code and message. A `region` of None is the environment's.
    """

    def __init__(self) -> None:
        self._client: RegionalClients[KinesisClient] = RegionalClients(
            lambda region: boto3.client("kinesis", region_name=region, config=_CONFIG)
        )

    def shards(self, stream: str, region: str | None = None) -> list[Shard]:
        """All shards, also the closed ones that still have records."""
        with _answered(stream):
            pages = self._client(region).get_paginator("list_shards").paginate(StreamName=stream)
            return [_shard(described) for page in pages for described in page["Shards"]]

    def pages(
        self, stream: str, shard: Shard, after: str | None, region: str | None = None
    ) -> Iterator[Page]:
        """The records after a sequence number, or all, up to what the shard has now."""
        with _answered(stream):
            client = self._client(region)
            iterator = _iterator(client, stream, shard.id, after)
            while True:
                try:
                    answer = client.get_records(ShardIterator=iterator)
                except client.exceptions.ExpiredIteratorException:
                    # It lasts five minutes, and the page before was worked on for longer.
                    iterator = _iterator(client, stream, shard.id, after)
                    answer = client.get_records(ShardIterator=iterator)
                # A closed shard is read to its end, where Kinesis gives no iterator.
                following = answer.get("NextShardIterator")
                yield Page(answer["Records"], ended=following is None)
                if following is None or (not shard.is_closed and answer["MillisBehindLatest"] == 0):
                    return
                iterator = following
                if answer["Records"]:
                    after = answer["Records"][-1]["SequenceNumber"]


def _shard(described: "ShardTypeDef") -> Shard:
    parents = (described.get("ParentShardId"), described.get("AdjacentParentShardId"))
    return Shard(
        described["ShardId"],
        tuple(parent for parent in parents if parent is not None),
        "EndingSequenceNumber" in described["SequenceNumberRange"],
    )


def _iterator(client: "KinesisClient", stream: str, shard: str, after: str | None) -> str:
    if after is None:
        return client.get_shard_iterator(
            StreamName=stream, ShardId=shard, ShardIteratorType="TRIM_HORIZON"
        )["ShardIterator"]
    return client.get_shard_iterator(
        StreamName=stream,
        ShardId=shard,
        ShardIteratorType="AFTER_SEQUENCE_NUMBER",
        StartingSequenceNumber=after,
    )["ShardIterator"]


@contextmanager
def _answered(stream: str) -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        code = error.response["Error"].get("Code", "")
        if code == "ResourceNotFoundException":
            raise SqlError("42P01", f'Kinesis stream "{stream}" does not exist') from None
        text = error.response["Error"].get("Message", "")
        raise SqlError("XX000", f"Kinesis: {code}: {text}", detail=f"Stream: {stream}") from None
    except BotoCoreError as error:
        raise SqlError("XX000", f"Kinesis: {error}", detail=f"Stream: {stream}") from None
