"""Send records to a stream at a steady rate, those of one key by one thread."""

from collections.abc import Callable, Sequence
from threading import Event
from time import monotonic
from zlib import crc32

from producers.puts import Sent
from producers.send import Record, kinesis_client, send


def send_paced(
    records: Sequence[Record],
    stream: str,
    threads: int,
    rate: int | None = None,
    on_sent: Callable[[int], None] = lambda _: None,
) -> Sent:
    """Send `rate` records each second, or all as fast as the stream takes them.

    Ends with the first second that fails; `error` then says why, and `records` what was sent.
    """
    client = kinesis_client(threads)
    waiting = Event()
    total = Sent()
    started = monotonic()
    step = rate or len(records) or 1
    for second, first in enumerate(range(0, len(records), step)):
        waiting.wait(max(0.0, started + second - monotonic()))
        sent = send(client, stream, lanes(records[first : first + step], threads), on_sent)
        total = Sent(total.records + sent.records, total.retried + sent.retried, sent.error)
        if total.error:
            break
    return total


def lanes(records: Sequence[Record], threads: int) -> list[list[Record]]:
    """Share the records out; those of one partition key stay in one lane, in their order."""
    shared: list[list[Record]] = [[] for _ in range(threads)]
    for record in records:
        shared[crc32(record.partition_key.encode()) % threads].append(record)
    return shared
