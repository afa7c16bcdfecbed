"""Wait until Firehose has written what the producers have sent, and S3 has announced it."""

import gzip
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass

import boto3

_POLL_SECONDS = 0.1
_ANNOUNCED_WITHIN_SECONDS = 5


class DeliveryStalledError(Exception):
    """Events that were sent did not arrive in S3."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """What has landed since the start of the wait."""

    files: int
    records: int


class Arrivals:
    """Counts what lands in the bucket from the making of this object on: make it before sending."""

    def __init__(self, bucket: str, queue_url: str, folder: str = "bikes") -> None:
        self._bucket = bucket
        self._prefix = f"{folder}/"
        self._error_prefix = f"errors/{folder}/"
        self._queue_url = queue_url
        self._s3 = boto3.client("s3")
        self._sqs = boto3.client("sqs")
        self._known = self._keys(self._prefix)
        self._errors = len(self._keys(self._error_prefix))
        self._announced = self._messages()
        self._records: dict[str, int] = {}

    def wait(
        self,
        records: int,
        on_progress: Callable[[Arrived], None] = lambda _: None,
        stall_seconds: float = 120,
    ) -> Arrived:
        """Return when so many records have landed and their files are announced in the queue.

        Raises DeliveryStalledError when nothing arrives for `stall_seconds`; it says what is
        missing. A loader that empties the queue at the same time only costs a few seconds.
        """
        arrived = Arrived(0, 0)
        deadline = time.monotonic() + stall_seconds
        while arrived.records < records:
            now = self.count()
            if now != arrived:
                arrived = now
                deadline = time.monotonic() + stall_seconds
                on_progress(arrived)
            elif time.monotonic() > deadline:
                raise DeliveryStalledError(self._missing(records, arrived, stall_seconds))
            else:
                time.sleep(_POLL_SECONDS)
        self._await_announcements(arrived.files)
        return arrived

    def count(self) -> Arrived:
        """Files and records (lines) that have landed so far. Each file is read once."""
        for key in self._keys(self._prefix) - self._known - self._records.keys():
            body = self._s3.get_object(Bucket=self._bucket, Key=key)["Body"].read()
            try:
                self._records[key] = gzip.decompress(body).count(b"\n")
            except (OSError, EOFError, zlib.error):
                self._records[key] = 0  # put there by somebody else than Firehose
        return Arrived(len(self._records), sum(self._records.values()))

    def _keys(self, prefix: str) -> set[str]:
        pages = self._s3.get_paginator("list_objects_v2").paginate(
            Bucket=self._bucket, Prefix=prefix
        )
        return {entry["Key"] for page in pages for entry in page.get("Contents", [])}

    def _messages(self) -> int:
        attributes = self._sqs.get_queue_attributes(
            QueueUrl=self._queue_url,
            AttributeNames=[
                "ApproximateNumberOfMessages",
                "ApproximateNumberOfMessagesNotVisible",
                "ApproximateNumberOfMessagesDelayed",
            ],
        )["Attributes"]
        return sum(int(value) for value in attributes.values())

    def _await_announcements(self, files: int) -> None:
        deadline = time.monotonic() + _ANNOUNCED_WITHIN_SECONDS
        while self._messages() - self._announced < files and time.monotonic() < deadline:
            time.sleep(_POLL_SECONDS)

    def _missing(self, records: int, arrived: Arrived, stall_seconds: float) -> str:
        refused = len(self._keys(self._error_prefix)) - self._errors
        return (
            f"{records - arrived.records} of {records} events are missing in S3: nothing has "
            f"arrived for {stall_seconds:.0f} s\n"
            f"  files  {arrived.files} new below s3://{self._bucket}/{self._prefix}, "
            f"with {arrived.records} events\n"
            f"  errors {refused} new below s3://{self._bucket}/{self._error_prefix}"
        )
