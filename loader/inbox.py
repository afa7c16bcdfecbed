"""The edge to SQS: receive a feed's messages, keep them from others, delete or give them back."""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from loader import events
from loader.aws import told_errors
from loader.config import Feed
from loader.errors import LoaderError, TransientError, UnreadableMessageError
from loader.events import LandedFile
from loader.plan import chunks

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.literals import QueueAttributeNameType
    from mypy_boto3_sqs.type_defs import MessageTypeDef

log = logging.getLogger(__name__)

BATCH_SIZE = 10
"""AWS: most messages in one request."""
WAIT_SECONDS = 1
"""Long polling: only so does SQS ask all its servers before it says that there is nothing."""
LONGEST_VISIBILITY_TIMEOUT_SECONDS = 60
"""Messages of a loader that is killed come back after this, or after the queue's own timeout."""
LONGEST_HOLD_SECONDS = 12 * 60 * 60 - 2 * LONGEST_VISIBILITY_TIMEOUT_SECONDS
"""AWS: a message is invisible for 12 hours at most from its receive."""


@dataclass(frozen=True)
class Message:
    """A message of S3 events. `receipt` is the handle of its latest receive."""

    id: str
    receipt: str
    files: tuple[LandedFile, ...]


@dataclass
class Batch:
    """The messages that this loader holds. `is_last`: the queue had no more."""

    messages: dict[str, Message] = field(default_factory=dict)
    is_last: bool = False
    started: float = field(default_factory=time.monotonic)

    @property
    def files(self) -> list[LandedFile]:
        return [file for message in self.messages.values() for file in message.files]


@dataclass(frozen=True)
class Depth:
    """Messages that wait, that somebody holds, and that are dead-lettered (None: no such queue)."""

    waiting: int
    in_flight: int
    dead: int | None


class Inbox:
    """A feed's queue, for one run."""

    def __init__(self, sqs: SQSClient, feed: Feed) -> None:
        self._sqs = sqs
        self._feed = feed
        self.unreadable: dict[str, str] = {}
        """Message id and reason of what was left for the dead-letter queue."""

    @contextmanager
    def batch(self) -> Iterator[Batch]:
        """Hold what is received into the batch, until its end; then give back what is left."""
        batch = Batch()
        done = threading.Event()
        heartbeat = threading.Thread(
            target=self._keep_holding, args=(batch, done, self.hold_seconds), daemon=True
        )
        heartbeat.start()
        try:
            yield batch
        finally:
            done.set()
            heartbeat.join()
            try:
                self._set_visibility(batch, 0)
            except LoaderError as error:
                log.warning("%s; they come back within %d s", error, self.hold_seconds)

    def receive(self, batch: Batch) -> None:
        """Receive until the feed's limits are reached or the queue has no more.

        A message that is unreadable stays in the queue for its dead-letter queue.
        """
        limits = self._feed.limits
        while not batch.is_last:
            files = batch.files
            room = limits.files - max(len(files), len(batch.messages))
            if room <= 0 or sum(file.size for file in files) >= limits.bytes:
                return
            with told_errors(f"SQS, receiving from {self._feed.queue}"):
                answer = self._sqs.receive_message(
                    QueueUrl=self._feed.queue,
                    MaxNumberOfMessages=min(BATCH_SIZE, room),
                    WaitTimeSeconds=WAIT_SECONDS,
                    VisibilityTimeout=self.hold_seconds,
                )
            batch.is_last = not self._take(batch, answer.get("Messages", []))

    def delete(self, batch: Batch, settled: Collection[LandedFile]) -> None:
        """Delete the messages all of whose files are settled.

        One that cannot be deleted is delivered again, and its files are found in the ledger.
        """
        deleted = [m for m in batch.messages.values() if all(file in settled for file in m.files)]
        for chunk in chunks(deleted, BATCH_SIZE):
            try:
                with told_errors(f"SQS, deleting from {self._feed.queue}"):
                    answer = self._sqs.delete_message_batch(
                        QueueUrl=self._feed.queue,
                        Entries=[
                            {"Id": str(n), "ReceiptHandle": message.receipt}
                            for n, message in enumerate(chunk)
                        ],
                    )
            except TransientError as error:
                log.warning("%s; the messages will be deleted when they come again", error)
                continue
            for failed in answer.get("Failed", []):
                log.warning("a message was not deleted: %s", failed.get("Message"))
            for success in answer.get("Successful", []):
                del batch.messages[chunk[int(success["Id"])].id]

    def depth(self) -> Depth:
        """Return SQS's approximate counts."""
        found = self._attributes(self._feed.queue)
        redrive = found.get("RedrivePolicy")
        if not redrive:
            return Depth(*_counts(found), None)
        account, name = json.loads(redrive)["deadLetterTargetArn"].split(":")[-2:]
        with told_errors(f"SQS, finding the dead-letter queue {name}"):
            url = self._sqs.get_queue_url(QueueName=name, QueueOwnerAWSAccountId=account)
        return Depth(*_counts(found), sum(_counts(self._attributes(url["QueueUrl"]))))

    @cached_property
    def hold_seconds(self) -> int:
        """How long a message stays hidden unless this loader holds it again; asked once."""
        own = self._attributes(self._feed.queue)["VisibilityTimeout"]
        return min(max(int(own), 1), LONGEST_VISIBILITY_TIMEOUT_SECONDS)

    def _take(self, batch: Batch, received: list[MessageTypeDef]) -> bool:
        """Add messages to the batch; return whether there was a new one among them."""
        known = batch.messages.keys() | self.unreadable.keys()
        for message in received:
            try:
                files = events.files_in(message["Body"])
                events.require_source(files, *self._feed.source)
            except UnreadableMessageError as error:
                log.warning("message %s is left in the queue: %s", message["MessageId"], error)
                self.unreadable[message["MessageId"]] = str(error)
                continue
            batch.messages[message["MessageId"]] = Message(
                message["MessageId"], message["ReceiptHandle"], tuple(files)
            )
        return any(message["MessageId"] not in known for message in received)

    def _keep_holding(self, batch: Batch, done: threading.Event, seconds: int) -> None:
        pause_seconds = seconds / 3
        while not done.wait(pause_seconds):
            if time.monotonic() - batch.started > LONGEST_HOLD_SECONDS:
                log.warning("messages are held for 12 hours, which is all that SQS allows")
                return
            try:
                self._set_visibility(batch, seconds)
            except LoaderError as error:
                log.warning("%s; tried again in %d s", error, pause_seconds)

    def _set_visibility(self, batch: Batch, seconds: int) -> None:
        for chunk in chunks(list(batch.messages.values()), BATCH_SIZE):
            with told_errors(f"SQS, holding messages of {self._feed.queue}"):
                # An entry may fail because its message is deleted or held by another: no harm.
                self._sqs.change_message_visibility_batch(
                    QueueUrl=self._feed.queue,
                    Entries=[
                        {
                            "Id": str(n),
                            "ReceiptHandle": message.receipt,
                            "VisibilityTimeout": seconds,
                        }
                        for n, message in enumerate(chunk)
                    ],
                )

    def _attributes(self, url: str) -> dict[QueueAttributeNameType, str]:
        with told_errors(f"SQS, asking for the attributes of {url}"):
            return self._sqs.get_queue_attributes(
                QueueUrl=url,
                AttributeNames=[
                    "ApproximateNumberOfMessages",
                    "ApproximateNumberOfMessagesNotVisible",
                    "RedrivePolicy",
                    "VisibilityTimeout",
                ],
            )["Attributes"]


def _counts(attributes: dict[QueueAttributeNameType, str]) -> tuple[int, int]:
    """Return how many messages wait, and how many somebody holds."""
    return (
        int(attributes["ApproximateNumberOfMessages"]),
        int(attributes["ApproximateNumberOfMessagesNotVisible"]),
    )
