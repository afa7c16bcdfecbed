"""The queue's edge, against a real queue."""

import json
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from loader import inbox as inbox_module
from loader.config import Feed, Limits
from loader.errors import TerminalError
from loader.inbox import Inbox
from tests.conftest import Queue

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

Send = Callable[..., None]


def event(key: str, size: int = 1, name: str = "ObjectCreated:Put") -> str:
    described = {"key": key, "size": size, "eTag": "e1", "sequencer": "01"}
    record = {
        "eventVersion": "2.1",
        "eventSource": "aws:s3",
        "eventTime": "2026-11-21T08:30:00Z",
        "eventName": name,
        "s3": {"bucket": {"name": "landing"}, "object": described},
    }
    return json.dumps({"Records": [record]})


@pytest.fixture
def send(sqs: "SQSClient", queue: Queue) -> Send:
    def send(*bodies: str) -> None:
        for body in bodies:
            sqs.send_message(QueueUrl=queue.url, MessageBody=body)

    return send


def an_inbox(sqs: "SQSClient", url: str, **limits: int) -> Inbox:
    feed = Feed(
        queue=url,
        files="s3://landing/bikes/",
        manifests="s3://landing/manifests/",
        table="landing.bike_events",
        columns={"bikeid": "integer"},
        limits=Limits.model_validate(limits),
    )
    return Inbox(sqs, feed)


def wait_until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_batch_ends_when_the_queue_is_empty(sqs: "SQSClient", queue: Queue, send: Send) -> None:
    send(*(event(f"bikes/{n}") for n in range(23)))
    inbox = an_inbox(sqs, queue.url)

    with inbox.batch() as batch:
        inbox.receive(batch)

        assert sorted(f.key for f in batch.files) == sorted(f"bikes/{n}" for n in range(23))
        assert batch.is_last


def test_a_batch_ends_at_the_limit_of_files(sqs: "SQSClient", queue: Queue, send: Send) -> None:
    send(*(event(f"bikes/{n}") for n in range(5)))
    inbox = an_inbox(sqs, queue.url, files=3)

    with inbox.batch() as batch:
        inbox.receive(batch)

        assert len(batch.files) == 3
        assert not batch.is_last


def test_a_batch_ends_at_the_limit_of_bytes(sqs: "SQSClient", queue: Queue, send: Send) -> None:
    send(*(event(f"bikes/{n}", size=1024 * 1024) for n in range(15)))
    inbox = an_inbox(sqs, queue.url, megabytes=2)

    with inbox.batch() as batch:
        inbox.receive(batch)

        assert 2 <= len(batch.files) <= 10  # one request more than needed at most
        assert not batch.is_last


def test_deleted_messages_are_gone_and_the_others_come_back_at_once(
    sqs: "SQSClient", queue: Queue, send: Send
) -> None:
    send(event("bikes/a"), event("bikes/b"))
    inbox = an_inbox(sqs, queue.url)

    with inbox.batch() as batch:
        inbox.receive(batch)
        inbox.delete(batch, [file for file in batch.files if file.key == "bikes/a"])

    depth = inbox.depth()
    assert (depth.waiting, depth.in_flight) == (1, 0)


def test_a_message_of_two_files_is_deleted_when_both_are_settled(
    sqs: "SQSClient", queue: Queue, send: Send
) -> None:
    one, two = (json.loads(event(key))["Records"][0] for key in ("bikes/a", "bikes/b"))
    send(json.dumps({"Records": [one, two]}))
    inbox = an_inbox(sqs, queue.url)

    with inbox.batch() as batch:
        inbox.receive(batch)
        first, second = batch.files
        inbox.delete(batch, [first])
        assert len(batch.messages) == 1
        inbox.delete(batch, [first, second])
        assert not batch.messages


def test_messages_that_announce_no_file_are_deleted_without_a_load(
    sqs: "SQSClient", queue: Queue, send: Send
) -> None:
    send(json.dumps({"Event": "s3:TestEvent"}), event("bikes/a", name="ObjectRemoved:Delete"))
    inbox = an_inbox(sqs, queue.url)

    with inbox.batch() as batch:
        inbox.receive(batch)
        inbox.delete(batch, [])

    assert inbox.depth().waiting == 0


def test_held_messages_stay_invisible_longer_than_the_queues_own_timeout(
    sqs: "SQSClient", queue: Queue, send: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    extended_at: list[float] = []
    real = sqs.change_message_visibility_batch
    send(event("bikes/a"))
    inbox = an_inbox(sqs, queue.url)

    def counted(**request: object) -> object:
        extended_at.append(time.monotonic())
        return real(**request)  # type: ignore[arg-type]

    with monkeypatch.context() as patch, inbox.batch() as batch:
        patch.setattr(sqs, "change_message_visibility_batch", counted)
        inbox.receive(batch)
        received_at = time.monotonic()
        # The queue's own timeout is two seconds.
        wait_until(lambda: bool(extended_at) and extended_at[-1] > received_at + 3)

        other = sqs.receive_message(QueueUrl=queue.url, WaitTimeSeconds=0)
        assert "Messages" not in other


def test_the_messages_of_a_killed_loader_come_back_within_a_minute(
    sqs: "SQSClient", queue: Queue, send: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    real = sqs.receive_message
    sqs.set_queue_attributes(QueueUrl=queue.url, Attributes={"VisibilityTimeout": "900"})
    inbox = an_inbox(sqs, queue.url)

    def noted(**request: object) -> object:
        asked.append(request["VisibilityTimeout"])
        return real(**request)  # type: ignore[arg-type]

    monkeypatch.setattr(sqs, "receive_message", noted)
    with inbox.batch() as batch:
        inbox.receive(batch)

    assert asked == [60]


def test_the_heartbeat_stops_before_sqs_would_refuse_it(
    sqs: "SQSClient", queue: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox_module, "LONGEST_HOLD_SECONDS", 0)
    inbox = an_inbox(sqs, queue.url)

    with inbox.batch():
        beats = [t for t in threading.enumerate() if t.name.endswith("(_keep_holding)")]
        wait_until(lambda: not any(thread.is_alive() for thread in beats))

    assert beats


def test_an_unreadable_message_ends_in_the_dead_letter_queue(
    sqs: "SQSClient", queue: Queue, send: Send
) -> None:
    send("not an S3 event", event("sensors/elsewhere"))
    inbox = an_inbox(sqs, queue.url)

    def receive_once() -> bool:
        with inbox.batch() as batch:
            inbox.receive(batch)
            inbox.delete(batch, [])
        return inbox.depth().dead == 2

    wait_until(receive_once)

    dead = sqs.receive_message(
        QueueUrl=queue.dead_letter_url, MaxNumberOfMessages=10, WaitTimeSeconds=1
    )["Messages"]
    assert {message["Body"] for message in dead} == {"not an S3 event", event("sensors/elsewhere")}
    assert len(inbox.unreadable) == 2


def test_an_unreadable_message_does_not_hold_up_the_others(
    sqs: "SQSClient", queue: Queue, send: Send
) -> None:
    send("not an S3 event", event("bikes/a"))
    inbox = an_inbox(sqs, queue.url)

    with inbox.batch() as batch:
        inbox.receive(batch)

        assert [file.key for file in batch.files] == ["bikes/a"]


def test_a_message_whose_receipt_is_no_longer_valid_is_left_to_come_again(
    sqs: "SQSClient", queue: Queue, send: Send
) -> None:
    send(event("bikes/a"))
    inbox = an_inbox(sqs, queue.url)

    with inbox.batch() as batch:
        inbox.receive(batch)
        sqs.purge_queue(QueueUrl=queue.url)
        inbox.delete(batch, batch.files)


def test_depth_of_a_queue_without_dead_letter_queue(sqs: "SQSClient") -> None:
    url = sqs.create_queue(QueueName="plain")["QueueUrl"]

    assert an_inbox(sqs, url).depth().dead is None


def test_a_queue_that_does_not_exist_is_told_and_not_retried(
    sqs: "SQSClient", queue: Queue
) -> None:
    inbox = an_inbox(sqs, f"{queue.url}-nowhere")

    with pytest.raises(TerminalError, match="nowhere"), inbox.batch() as batch:
        inbox.receive(batch)
