"""Batches, and what is sent again.

Refusals come from botocore's stub, because the emulator never refuses a record.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.exceptions import EndpointConnectionError
from botocore.stub import Stubber
from hypothesis import given
from hypothesis import strategies as st

from producers import puts
from producers.bikes.events import BikeEvent, Station
from producers.puts import MAX_ATTEMPTS, MAX_RECORDS
from producers.send import MAX_BYTES, Record, batches, send

if TYPE_CHECKING:
    from mypy_boto3_kinesis import KinesisClient

EVENTS = [
    BikeEvent(n, datetime(2026, 11, 21), "start", Station(1, 40.0, -73.0, "A")) for n in range(3)
]
RECORDS = [event.record for event in EVENTS]
ONE, TWO, THREE = (
    {"Data": record.data, "PartitionKey": record.partition_key} for record in RECORDS
)
TAKEN = {"ShardId": "shardId-000000000000", "SequenceNumber": "1"}
REFUSED = {"ErrorCode": "ProvisionedThroughputExceededException", "ErrorMessage": "too fast"}


@pytest.fixture
def client() -> KinesisClient:
    return boto3.client(
        "kinesis", region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="x"
    )


@pytest.fixture
def kinesis(client: KinesisClient, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stubber]:
    monkeypatch.setattr(puts, "pause_seconds", lambda _: 0)
    with Stubber(client) as stub:
        yield stub
        stub.assert_no_pending_responses()


def expect(stub: Stubber, records: list[Any], results: list[dict[str, str]]) -> None:
    stub.add_response(
        "put_records", {"Records": results}, {"StreamName": "bikes", "Records": records}
    )


def test_only_refused_records_are_sent_again(client: KinesisClient, kinesis: Stubber) -> None:
    expect(kinesis, [ONE, TWO, THREE], [TAKEN, REFUSED, TAKEN])
    expect(kinesis, [TWO], [REFUSED])
    expect(kinesis, [TWO], [TAKEN])
    heard: list[int] = []

    sent = send(client, "bikes", [RECORDS], heard.append)

    assert (sent.records, sent.retried, sent.error) == (3, 2, None)
    assert heard == [2, 1]


def test_refusal_that_lasts_ends_with_the_reason(client: KinesisClient, kinesis: Stubber) -> None:
    expect(kinesis, [ONE, TWO], [TAKEN, REFUSED])
    for _ in range(MAX_ATTEMPTS - 1):
        expect(kinesis, [TWO], [REFUSED])

    sent = send(client, "bikes", [RECORDS[:2]])

    assert (sent.records, sent.retried) == (1, MAX_ATTEMPTS - 1)
    assert sent.error == "ProvisionedThroughputExceededException: too fast, 10 times"


@pytest.mark.parametrize(
    ("code", "status"),
    [("ProvisionedThroughputExceededException", 400), ("InternalFailure", 500), ("Odd", 503)],
)
def test_request_that_fails_for_now_is_sent_again(
    client: KinesisClient, kinesis: Stubber, code: str, status: int
) -> None:
    kinesis.add_client_error("put_records", code, "later", http_status_code=status)
    expect(kinesis, [ONE, TWO, THREE], [TAKEN, TAKEN, TAKEN])

    sent = send(client, "bikes", [RECORDS])

    assert (sent.records, sent.retried, sent.error) == (3, 3, None)


def test_request_that_can_never_work_is_not_sent_again(
    client: KinesisClient, kinesis: Stubber
) -> None:
    kinesis.add_client_error("put_records", "ResourceNotFoundException", "Stream bikes not found")

    sent = send(client, "bikes", [RECORDS])

    assert sent.records == 0
    assert sent.error == "ResourceNotFoundException: Stream bikes not found"


def test_lost_connection_is_tried_again(
    client: KinesisClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(puts, "pause_seconds", lambda _: 0)
    answers: list[Any] = [
        EndpointConnectionError(endpoint_url="http://127.0.0.1:1"),
        {"Records": [TAKEN] * 3, "FailedRecordCount": 0},
    ]

    def put_records(**_: Any) -> Any:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(client, "put_records", put_records)

    assert send(client, "bikes", [RECORDS]).records == 3


def test_failure_of_one_lane_stops_the_others_and_counts_what_was_sent(
    client: KinesisClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse_bike_0(*, Records: list[Any], **_: Any) -> Any:  # noqa: N803 - boto3's name
        if Records[0]["PartitionKey"] == "0":
            raise client.exceptions.ResourceNotFoundException(
                {"Error": {"Code": "ResourceNotFoundException", "Message": "gone"}}, "PutRecords"
            )
        return {"Records": [TAKEN] * len(Records), "FailedRecordCount": 0}

    monkeypatch.setattr(client, "put_records", refuse_bike_0)

    sent = send(client, "bikes", [RECORDS[:1], RECORDS[1:]])

    assert sent.records in (0, 2)
    assert sent.error == "ResourceNotFoundException: gone"


def test_pauses_grow_and_stay_bounded() -> None:
    pauses = [puts.pause_seconds(attempt) for attempt in range(20)]

    assert 0.05 <= pauses[0] <= 0.1
    assert max(pauses) <= 5


records = st.builds(
    Record,
    data=st.integers(0, 3 * MAX_BYTES // 10).map(bytes),
    partition_key=st.text(min_size=1, max_size=20),
)


@given(st.lists(records, max_size=40))
def test_batches_hold_all_records_in_their_order_within_the_limit(given: list[Record]) -> None:
    cut = list(batches(given))

    assert [record for batch in cut for record in batch] == given
    assert all(batch and sum(r.size for r in batch) <= MAX_BYTES for batch in cut)


@given(st.integers(0, 2600))
def test_batches_are_full(count: int) -> None:
    sizes = [len(batch) for batch in batches([Record(b"x", "1")] * count)]

    assert sizes == [MAX_RECORDS] * (count // MAX_RECORDS) + [count % MAX_RECORDS] * (
        count % MAX_RECORDS > 0
    )


def test_partition_key_counts_against_the_limit() -> None:
    record = Record(bytes(MAX_BYTES // 2 - 10), "é" * 5)

    assert [len(batch) for batch in batches([record] * 3)] == [2, 1]


def test_events_of_a_bike_share_a_partition_key() -> None:
    assert EVENTS[2].record.partition_key == "2"
