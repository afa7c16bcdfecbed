"""Send records to a Kinesis stream: in batches, from several threads, each record at least once.

AWS: "PutRecords" (500 records and 5 MiB a request; some records of a request may fail, and only
they are sent again; the order of records within a request is not promised).
"""

import random
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, ConnectionError, HTTPClientError

if TYPE_CHECKING:
    from mypy_boto3_kinesis import KinesisClient
    from mypy_boto3_kinesis.type_defs import PutRecordsOutputTypeDef

MAX_RECORDS = 500
MAX_BYTES = 5 * 1024 * 1024
MAX_ATTEMPTS = 10
_FIRST_PAUSE_SECONDS = 0.1
_LONGEST_PAUSE_SECONDS = 5.0
_TRANSIENT_CODES = {
    "InternalFailure",
    "InternalFailureException",
    "KMSThrottlingException",
    "LimitExceededException",
    "ProvisionedThroughputExceededException",
    "ServiceUnavailable",
    "ThrottlingException",
}


@dataclass(frozen=True, slots=True)
class Record:
    """One record. The stream keeps records of one partition key on one shard."""

    data: bytes
    partition_key: str

    @property
    def size(self) -> int:
        """Bytes that count against a request's limit."""
        return len(self.data) + len(self.partition_key.encode())


@dataclass(slots=True)
class Sent:
    """How it went. `retried` counts sendings after a record's first; `error` is what ended it."""

    records: int = 0
    retried: int = 0
    error: str | None = None


class SendError(Exception):
    """A request that no further attempt can mend, or one too many."""


def batches(records: Iterable[Record]) -> Iterator[list[Record]]:
    """Cut records into requests that Kinesis takes, as few as can be, in their order."""
    batch: list[Record] = []
    size = 0
    for record in records:
        if batch and (len(batch) == MAX_RECORDS or size + record.size > MAX_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(record)
        size += record.size
    if batch:
        yield batch


def kinesis_client(threads: int) -> "KinesisClient":
    """A client for so many threads that leaves repeating to this module."""
    config = Config(max_pool_connections=threads, retries={"total_max_attempts": 1})
    return boto3.client("kinesis", config=config)


def send(
    client: "KinesisClient",
    stream: str,
    lanes: Sequence[Iterable[Record]],
    on_sent: Callable[[int], None] = lambda _: None,
) -> Sent:
    """Send each lane from a thread of its own, a lane's requests one after another.

    `on_sent` hears of records as they are taken, from any thread. When one lane fails all stop, and
    so they do on Ctrl-C; what was sent until then is counted.
    """
    stopping = threading.Event()
    lanes_sent = [Sent() for _ in lanes]
    with ThreadPoolExecutor(max_workers=len(lanes)) as pool:
        running = [
            pool.submit(_send_lane, client, stream, lane, sent, on_sent, stopping)
            for lane, sent in zip(lanes, lanes_sent, strict=True)
        ]
        try:
            for lane_running in running:
                lane_running.result()
        except KeyboardInterrupt:
            stopping.set()
            lanes_sent.append(Sent(error="interrupted"))
    return Sent(
        records=sum(sent.records for sent in lanes_sent),
        retried=sum(sent.retried for sent in lanes_sent),
        error=next((sent.error for sent in lanes_sent if sent.error), None),
    )


def _send_lane(
    client: "KinesisClient",
    stream: str,
    records: Iterable[Record],
    sent: Sent,
    on_sent: Callable[[int], None],
    stopping: threading.Event,
) -> None:
    try:
        for batch in batches(records):
            if stopping.is_set():
                return
            _send_batch(client, stream, batch, sent, on_sent, stopping)
    except SendError as error:
        sent.error = str(error)
        stopping.set()
    except BaseException:
        stopping.set()
        raise


def _send_batch(
    client: "KinesisClient",
    stream: str,
    batch: list[Record],
    sent: Sent,
    on_sent: Callable[[int], None],
    stopping: threading.Event,
) -> None:
    """Send until all records are taken. Raises SendError, also after MAX_ATTEMPTS."""
    left = batch
    for attempt in range(MAX_ATTEMPTS):
        failed, reason = _put(client, stream, left)
        taken = len(left) - len(failed)
        sent.records += taken
        if taken:
            on_sent(taken)
        if not failed:
            return
        left = failed
        if attempt + 1 < MAX_ATTEMPTS:
            if stopping.wait(pause_seconds(attempt)):
                return
            sent.retried += len(left)
    raise SendError(f"{reason}, {MAX_ATTEMPTS} times")


def pause_seconds(attempt: int) -> float:
    """How long to wait after attempt 0, 1, …: ever longer, and at random so that threads part."""
    longest = min(_LONGEST_PAUSE_SECONDS, _FIRST_PAUSE_SECONDS * 2**attempt)
    return random.uniform(longest / 2, longest)  # noqa: S311 - no secret


def _put(client: "KinesisClient", stream: str, batch: list[Record]) -> tuple[list[Record], str]:
    """One request. Returns the records that were not taken, and why one of them was not."""
    try:
        answer = client.put_records(
            StreamName=stream,
            Records=[{"Data": r.data, "PartitionKey": r.partition_key} for r in batch],
        )
    except ClientError as error:
        if not is_transient(error):
            raise SendError(in_words(error)) from error
        return batch, in_words(error)
    except (ConnectionError, HTTPClientError) as error:
        return batch, str(error)
    except BotoCoreError as error:
        raise SendError(str(error)) from error
    return _not_taken(batch, answer)


def _not_taken(batch: list[Record], answer: "PutRecordsOutputTypeDef") -> tuple[list[Record], str]:
    failed = []
    reason = ""
    for record, result in zip(batch, answer["Records"], strict=True):
        if code := result.get("ErrorCode"):
            failed.append(record)
            reason = f"{code}: {result.get('ErrorMessage', '')}"
    return failed, reason


def is_transient(error: ClientError) -> bool:
    """Whether the same request may well succeed a little later."""
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    return error.response["Error"].get("Code") in _TRANSIENT_CODES or status >= 500


def in_words(error: ClientError) -> str:
    """What AWS said: its code and its message."""
    facts = error.response["Error"]
    return f"{facts.get('Code')}: {facts.get('Message')}"
