"""Put records until AWS has taken each: what Kinesis and Firehose have in common.

Both take 500 records a request at most. They may refuse some of a request and take the others, so
only those refused are put again; a request whose answer is lost is put again whole.
"""

import random
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from botocore.exceptions import BotoCoreError, ClientError, ConnectionError, HTTPClientError

MAX_RECORDS = 500
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
T = TypeVar("T")


@dataclass(slots=True)
class Sent:
    """How it went. `retried` counts puts after a record's first; `error` is what ended it."""

    records: int = 0
    retried: int = 0
    error: str | None = None


class SendError(Exception):
    """A request that no further attempt can mend, or one too many."""


def put_all(
    request: Callable[[Sequence[T]], Sequence[Mapping[str, object]]],
    records: Sequence[T],
    sent: Sent,
    on_sent: Callable[[int], None],
    stopping: threading.Event,
) -> None:
    """Put the records until all are taken, and count in `sent`; return early when `stopping`.

    `request` puts records once and returns what AWS says of each, in their order. `on_sent` hears
    of those taken. Raises SendError, also after MAX_ATTEMPTS.
    """
    left = records
    for attempt in range(MAX_ATTEMPTS):
        if attempt:
            if stopping.wait(pause_seconds(attempt - 1)):
                return
            sent.retried += len(left)
        refused, reason = _put(request, left)
        if taken := len(left) - len(refused):
            sent.records += taken
            on_sent(taken)
        if not refused:
            return
        left = refused
    raise SendError(f"{reason}, {MAX_ATTEMPTS} times")


def pause_seconds(attempt: int) -> float:
    """How long to wait after attempt 0, 1, …: ever longer, and at random so that threads part."""
    longest = min(_LONGEST_PAUSE_SECONDS, _FIRST_PAUSE_SECONDS * 2**attempt)
    return random.uniform(longest / 2, longest)  # noqa: S311 - no secret


def _put(
    request: Callable[[Sequence[T]], Sequence[Mapping[str, object]]], records: Sequence[T]
) -> tuple[Sequence[T], str]:
    """One request. Returns the records that were not taken, and why one of them was not."""
    try:
        results = request(records)
    except ClientError as error:
        if not _is_transient(error):
            raise SendError(_in_words(error)) from error
        return records, _in_words(error)
    except (ConnectionError, HTTPClientError) as error:
        return records, str(error)
    except BotoCoreError as error:
        raise SendError(str(error)) from error
    refused = []
    reason = ""
    for record, result in zip(records, results, strict=True):
        if code := result.get("ErrorCode"):
            refused.append(record)
            reason = f"{code}: {result.get('ErrorMessage', '')}"
    return refused, reason


def _is_transient(error: ClientError) -> bool:
    """Whether the same request may well succeed a little later."""
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    return error.response["Error"].get("Code") in _TRANSIENT_CODES or status >= 500


def _in_words(error: ClientError) -> str:
    """What AWS said: its code and its message."""
    facts = error.response["Error"]
    return f"{facts.get('Code')}: {facts.get('Message')}"
