"""Send records to a Kinesis stream: in batches, from several threads, each record at least once.

AWS: "PutRecords" (500 records and 5 MiB a request; the order of records within a request is not
promised).
"""

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config

from producers.puts import MAX_RECORDS, SendError, Sent, put_all

if TYPE_CHECKING:
    from mypy_boto3_kinesis import KinesisClient
    from mypy_boto3_kinesis.type_defs import PutRecordsResultEntryTypeDef

MAX_BYTES = 5 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Record:
    """One record. The stream keeps records of one partition key on one shard."""

    data: bytes
    partition_key: str

    @property
    def size(self) -> int:
        """Bytes that count against a request's limit."""
        return len(self.data) + len(self.partition_key.encode())


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
    """A client for so many threads that leaves repeating to `put_all`."""
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
    def request(batch: Sequence[Record]) -> Sequence["PutRecordsResultEntryTypeDef"]:
        return client.put_records(
            StreamName=stream,
            Records=[{"Data": r.data, "PartitionKey": r.partition_key} for r in batch],
        )["Records"]

    try:
        for batch in batches(records):
            if stopping.is_set():
                return
            put_all(request, batch, sent, on_sent, stopping)
    except SendError as error:
        sent.error = str(error)
        stopping.set()
    except BaseException:
        stopping.set()
        raise
