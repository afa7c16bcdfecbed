"""How a shard is read, against answers that an emulator does not give."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from localshift.errors import SqlError
from localshift.streaming.kinesis import Kinesis, Page, Shard

OPEN = Shard("shardId-000000000000", (), is_closed=False)
CLOSED = Shard("shardId-000000000000", (), is_closed=True)


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stubber]:
    """What the client of Kinesis is answered, one after the other."""
    client = boto3.client(
        "kinesis", region_name="us-east-1", aws_access_key_id="a", aws_secret_access_key="b"
    )
    monkeypatch.setattr("localshift.streaming.kinesis.boto3.client", lambda *_, **__: client)
    with Stubber(client) as stubber:
        yield stubber
        stubber.assert_no_pending_responses()


def iterator(answers: Stubber, name: str, after: str | None = None) -> None:
    expected = {"StreamName": "s", "ShardId": OPEN.id, "ShardIteratorType": "TRIM_HORIZON"}
    if after is not None:
        expected |= {
            "ShardIteratorType": "AFTER_SEQUENCE_NUMBER",
            "StartingSequenceNumber": after,
        }
    answers.add_response("get_shard_iterator", {"ShardIterator": name}, expected)


def records(answers: Stubber, at: str, *numbers: str, then: str | None, behind: int = 0) -> None:
    answer: dict[str, Any] = {
        "Records": [
            {
                "SequenceNumber": number,
                "Data": b"{}",
                "PartitionKey": "k",
                "ApproximateArrivalTimestamp": datetime(2026, 1, 1, tzinfo=UTC),
            }
            for number in numbers
        ],
        "MillisBehindLatest": behind,
    }
    if then is not None:
        answer["NextShardIterator"] = then
    answers.add_response("get_records", answer, {"ShardIterator": at})


def read(shard: Shard, after: str | None = None) -> list[tuple[list[str], bool]]:
    pages: Iterator[Page] = Kinesis().pages("s", shard, after)
    return [([record["SequenceNumber"] for record in page.records], page.ended) for page in pages]


def test_open_shard_is_read_until_it_is_not_behind(answers: Stubber) -> None:
    iterator(answers, "i1")
    records(answers, "i1", "1", "2", then="i2", behind=9)
    records(answers, "i2", then="i3", behind=5)
    records(answers, "i3", "3", then="i4")
    assert read(OPEN) == [(["1", "2"], False), ([], False), (["3"], False)]


def test_reading_goes_on_after_a_position(answers: Stubber) -> None:
    iterator(answers, "i1", after="7")
    records(answers, "i1", "8", then="i2")
    assert read(OPEN, after="7") == [(["8"], False)]


def test_closed_shard_is_read_to_its_end(answers: Stubber) -> None:
    iterator(answers, "i1")
    records(answers, "i1", "1", then="i2")
    records(answers, "i2", "2", then=None)
    assert read(CLOSED) == [(["1"], False), (["2"], True)]


def test_shard_that_is_closed_meanwhile_has_ended(answers: Stubber) -> None:
    iterator(answers, "i1")
    records(answers, "i1", "1", then=None)
    assert read(OPEN) == [(["1"], True)]


def test_expired_iterator_is_replaced_after_the_last_record(answers: Stubber) -> None:
    iterator(answers, "i1")
    records(answers, "i1", "1", then="i2", behind=9)
    answers.add_client_error("get_records", "ExpiredIteratorException")
    iterator(answers, "i3", after="1")
    records(answers, "i3", "2", then="i4")
    assert read(OPEN) == [(["1"], False), (["2"], False)]


def test_iterator_that_expires_at_once_is_an_error(answers: Stubber) -> None:
    iterator(answers, "i1")
    answers.add_client_error("get_records", "ExpiredIteratorException")
    iterator(answers, "i2")
    answers.add_client_error("get_records", "ExpiredIteratorException", "too old")
    with pytest.raises(SqlError, match="ExpiredIteratorException: too old"):
        read(OPEN)


def test_refusal_of_kinesis_is_passed_on_in_its_words(answers: Stubber) -> None:
    answers.add_client_error("list_shards", "AccessDeniedException", "not yours")
    with pytest.raises(SqlError, match="AccessDeniedException: not yours"):
        Kinesis().shards("s")


def test_shards_know_their_parents(answers: Stubber) -> None:
    def shard(id_: str, **more: Any) -> dict[str, Any]:
        hashes = {"StartingHashKey": "0", "EndingHashKey": "1"}
        return {"ShardId": id_, "HashKeyRange": hashes, **more}

    closed = {"StartingSequenceNumber": "1", "EndingSequenceNumber": "2"}
    opened = {"StartingSequenceNumber": "3"}
    answers.add_response(
        "list_shards",
        {
            "Shards": [
                shard("a", SequenceNumberRange=closed),
                shard(
                    "c",
                    SequenceNumberRange=opened,
                    ParentShardId="a",
                    AdjacentParentShardId="b",
                ),
            ]
        },
    )
    assert Kinesis().shards("s") == [
        Shard("a", (), is_closed=True),
        Shard("c", ("a", "b"), is_closed=False),
    ]
