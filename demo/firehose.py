"""Firehose's buffering, which the AWS emulator leaves out.

Firehose gathers records until size or interval say enough, concatenates them without a delimiter,
compresses them and writes one object. AWS: "Configure buffering hints", "Configure Amazon S3
object name format", "Understand data delivery in Amazon Data Firehose".
"""

import gzip
import logging
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

logger = logging.getLogger(__name__)

EXTENSIONS = {"GZIP": ".gz", "UNCOMPRESSED": ""}
MEBIBYTE = 1024 * 1024
# An object that S3 did not take is tried again after the interval, but not in a tight loop.
_RETRY_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Target:
    """Where and how a delivery stream delivers. `size_limit` in bytes, `interval` in seconds.

    `prefix` is what the stream's Prefix says for the arrival of the oldest record.
    """

    account: str
    region: str
    bucket: str
    prefix: str
    stream: str
    version: str
    compression: str
    extension: str
    size_limit: int
    interval: float


@dataclass(slots=True)
class Buffer:
    """The records of one future object, in their order of arrival.

    `key` is fixed from the start, so that an object written twice is still one object. `due` is
    the reading of the monotonic clock at which it is written.
    """

    target: Target
    key: str
    due: float
    records: list[bytes] = field(default_factory=list)
    size: int = 0

    def add(self, record: bytes) -> None:
        self.records.append(record)
        self.size += len(record)

    @property
    def is_full(self) -> bool:
        return self.size >= self.target.size_limit


def object_key(target: Target, oldest_at: datetime, unique: str) -> str:
    """`<prefix><stream>-<version>-YYYY-MM-DD-HH-MM-SS-<unique><extension>`."""
    return (
        f"{target.prefix}{target.stream}-{target.version}-"
        f"{oldest_at:%Y-%m-%d-%H-%M-%S}-{unique}{target.extension}"
    )


def object_body(target: Target, records: list[bytes]) -> bytes:
    """The records with nothing between them, compressed as the target says."""
    joined = b"".join(records)
    return gzip.compress(joined, compresslevel=6) if target.compression == "GZIP" else joined


class Delivery:
    """Gathers records and hands over objects to `put`, from a thread of its own.

    `put(target, key, body)` raises when the object was not written; it is then tried again.
    """

    def __init__(self, put: Callable[[Target, str, bytes], None]) -> None:
        self._put = put
        self._open: dict[str, Buffer] = {}
        self._waiting: list[Buffer] = []  # closed to further records
        self._closing = False
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._run, name="firehose-delivery", daemon=True)
        self._thread.start()

    def add(self, owner: str, record: bytes, target_at: Callable[[datetime], Target]) -> bool:
        """Take a record of the delivery stream `owner`; False when already closed.

        `target_at` is asked when the record is the first of an object; what it raises is passed on.
        """
        with self._changed:
            if self._closing:
                return False
            buffer = self._open.get(owner)
            if buffer is None:
                now = datetime.now(UTC)
                target = target_at(now)
                key = object_key(target, now, str(uuid.uuid4()))
                buffer = Buffer(target, key, due=time.monotonic() + target.interval)
                self._open[owner] = buffer
                self._changed.notify()
            buffer.add(record)
            if buffer.is_full:
                self._waiting.append(self._open.pop(owner))
                buffer.due = time.monotonic()
                self._changed.notify()
            return True

    def close(self) -> int:
        """Write all that is gathered and take no more. Returns the records that S3 did not take."""
        with self._changed:
            self._closing = True
            self._changed.notify()
        self._thread.join()
        return sum(len(buffer.records) for buffer in self._waiting)

    def _run(self) -> None:
        while not self._closing:
            with self._changed:
                ready = self._take_ready()
                while not ready and not self._closing:
                    self._changed.wait(self._seconds_to_next())
                    ready = self._take_ready()
            for buffer in ready:
                self._write(buffer)
        for buffer in self._take_all():
            self._write(buffer)

    def _take_ready(self) -> list[Buffer]:
        now = time.monotonic()
        for owner in [owner for owner, buffer in self._open.items() if buffer.due <= now]:
            self._waiting.append(self._open.pop(owner))
        ready = [buffer for buffer in self._waiting if buffer.due <= now]
        self._waiting = [buffer for buffer in self._waiting if buffer.due > now]
        return ready

    def _take_all(self) -> list[Buffer]:
        with self._changed:
            buffers = [*self._waiting, *self._open.values()]
            self._waiting, self._open = [], {}
        return buffers

    def _seconds_to_next(self) -> float | None:
        dues = [buffer.due for buffer in (*self._waiting, *self._open.values())]
        return max(0.0, min(dues) - time.monotonic()) if dues else None

    def _write(self, buffer: Buffer) -> None:
        target = buffer.target
        try:
            self._put(target, buffer.key, object_body(target, buffer.records))
        except Exception:
            logger.exception("S3 did not take %d records for %s", len(buffer.records), buffer.key)
            buffer.due = time.monotonic() + max(target.interval, _RETRY_SECONDS)
            with self._changed:
                self._waiting.append(buffer)
