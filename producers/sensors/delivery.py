"""Put messages on a Firehose delivery stream, each at least once.

AWS: "PutRecordBatch" (500 records and 4 MiB a request). Messages are some hundred bytes, so that
only their number counts.
"""

import threading
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config

from producers.puts import MAX_RECORDS, SendError, Sent, put_all

if TYPE_CHECKING:
    from mypy_boto3_firehose import FirehoseClient
    from mypy_boto3_firehose.type_defs import PutRecordBatchResponseEntryTypeDef


def firehose_client() -> "FirehoseClient":
    """A client that leaves repeating to `put_all`."""
    return boto3.client("firehose", config=Config(retries={"total_max_attempts": 1}))


def deliver(
    client: "FirehoseClient",
    stream: str,
    portions: Iterable[Sequence[bytes]],
    on_sent: Callable[[int], None] = lambda _: None,
) -> Sent:
    """Put the messages of each portion as soon as it is there. `on_sent` hears of those taken.

    Ends with the first message that is refused for good, and on Ctrl-C; `error` then says why.
    """

    def request(messages: Sequence[bytes]) -> Sequence["PutRecordBatchResponseEntryTypeDef"]:
        return client.put_record_batch(
            DeliveryStreamName=stream, Records=[{"Data": message} for message in messages]
        )["RequestResponses"]

    sent = Sent()
    never = threading.Event()
    try:
        for portion in portions:
            for first in range(0, len(portion), MAX_RECORDS):
                put_all(request, portion[first : first + MAX_RECORDS], sent, on_sent, never)
    except SendError as error:
        sent.error = str(error)
    except KeyboardInterrupt:
        sent.error = "interrupted"
    return sent
