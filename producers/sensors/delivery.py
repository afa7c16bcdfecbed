"""Put messages on a Firehose delivery stream, each at least once.

AWS: "PutRecordBatch" (500 records and 4 MiB a request; some records of a request may fail, and only
they are sent again). Messages are some hundred bytes, so that the number alone counts.
"""

import time
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, ConnectionError, HTTPClientError

from producers import send
from producers.send import MAX_ATTEMPTS, SendError, Sent, in_words, is_transient

if TYPE_CHECKING:
    from mypy_boto3_firehose import FirehoseClient

MAX_RECORDS = 500


def firehose_client() -> "FirehoseClient":
    """A client that leaves repeating to this module."""
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
    sent = Sent()
    try:
        for portion in portions:
            for first in range(0, len(portion), MAX_RECORDS):
                _put_all(client, stream, portion[first : first + MAX_RECORDS], sent, on_sent)
    except SendError as error:
        sent.error = str(error)
    except KeyboardInterrupt:
        sent.error = "interrupted"
    return sent


def _put_all(
    client: "FirehoseClient",
    stream: str,
    messages: Sequence[bytes],
    sent: Sent,
    on_sent: Callable[[int], None],
) -> None:
    """Send until all messages are taken. Raises SendError, also after MAX_ATTEMPTS."""
    left = messages
    for attempt in range(MAX_ATTEMPTS):
        if attempt:
            time.sleep(send.pause_seconds(attempt - 1))
            sent.retried += len(left)
        refused, reason = _put(client, stream, left)
        if taken := len(left) - len(refused):
            sent.records += taken
            on_sent(taken)
        if not refused:
            return
        left = refused
    raise SendError(f"{reason}, {MAX_ATTEMPTS} times")


def _put(
    client: "FirehoseClient", stream: str, messages: Sequence[bytes]
) -> tuple[Sequence[bytes], str]:
    """One request. Returns the messages that were not taken, and why one of them was not."""
    try:
        answer = client.put_record_batch(
            DeliveryStreamName=stream, Records=[{"Data": message} for message in messages]
        )
    except ClientError as error:
        if not is_transient(error):
            raise SendError(in_words(error)) from error
        return messages, in_words(error)
    except (ConnectionError, HTTPClientError) as error:
        return messages, str(error)
    except BotoCoreError as error:
        raise SendError(str(error)) from error
    refused = []
    reason = ""
    for message, result in zip(messages, answer["RequestResponses"], strict=True):
        if code := result.get("ErrorCode"):
            refused.append(message)
            reason = f"{code}: {result.get('ErrorMessage', '')}"
    return refused, reason
