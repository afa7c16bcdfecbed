"""Turn S3 event messages into the files they announce.

Event format: AWS, "Event message structure" (version 2.x). Pure: no service is called here.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote_plus

from loader.errors import UnreadableMessageError

MAX_KEY_BYTES = 1024
"""AWS, "Creating object key names". The ledger's column is as wide."""

_SHOWN_CHARACTERS = 200
_HEX = re.compile(r"[0-9A-Fa-f]{0,64}")


@dataclass(frozen=True, slots=True)
class LandedFile:
    """One version of one object, as S3 announced it. `size` in bytes, `announced_at` in UTC."""

    bucket: str
    key: str
    etag: str
    version_id: str | None
    size: int
    sequencer: str
    announced_at: datetime

    @property
    def url(self) -> str:
        """The address as manifests and Redshift's error views write it: the key unencoded."""
        return f"s3://{self.bucket}/{self.key}"

    @property
    def identity(self) -> tuple[str, str, str]:
        """What makes this a file of its own: bucket, key, and version id or else etag."""
        return self.bucket, self.key, self.version_id or self.etag

    @property
    def order(self) -> str:
        """Sorts the versions of one key, oldest first; of no meaning between keys."""
        return sequencer_order(self.sequencer)


def files_in(body: str) -> list[LandedFile]:
    """Return the files that a message announces.

    None for S3's test event and for events of other kinds, such as ObjectRemoved. Raises
    UnreadableMessageError when the body is no S3 event, with the first 200 characters of it.
    """
    try:
        event = json.loads(body)
        if event.get("Event") == "s3:TestEvent":
            return []
        files = [_file(record) for record in event["Records"]]
        return [file for file in files if file is not None]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise UnreadableMessageError(
            f"no S3 event ({_reason(error)}): {body[:_SHOWN_CHARACTERS]!r}"
        ) from error


def sequencer_order(sequencer: str) -> str:
    """Return what sorts sequencers of one key.

    AWS, "Event message structure": right-pad the shorter one with zeros, then compare.
    """
    return sequencer.lower().ljust(64, "0")


def require_source(files: list[LandedFile], bucket: str, prefix: str) -> None:
    """Raise UnreadableMessageError when one of the files is not below `s3://bucket/prefix`."""
    for file in files:
        if file.bucket != bucket or not file.key.startswith(prefix):
            raise UnreadableMessageError(
                f"announces {file.url[:_SHOWN_CHARACTERS]!r}, which is not below "
                f"s3://{bucket}/{prefix}"
            )


def _file(record: dict[str, Any]) -> LandedFile | None:
    if record["eventSource"] != "aws:s3":
        raise ValueError(f"eventSource {record['eventSource']!r}")
    if record["eventVersion"].split(".")[0] != "2":
        raise ValueError(f"eventVersion {record['eventVersion']!r}, known is 2.x")
    if not record["eventName"].removeprefix("s3:").startswith("ObjectCreated:"):
        return None
    described = record["s3"]["object"]
    version_id = described.get("versionId")
    return LandedFile(
        bucket=_text(record["s3"]["bucket"]["name"], "bucket", 63),
        key=_key(described["key"]),
        etag=_text(described["eTag"].strip('"'), "eTag", 128),
        # Without versioning S3 names every version "null", which identifies nothing.
        version_id=None if version_id in (None, "null") else _text(version_id, "versionId", 1024),
        size=_size(described["size"]),
        sequencer=_sequencer(described.get("sequencer", "")),
        announced_at=_utc(record["eventTime"]),
    )


def _key(encoded: str) -> str:
    """S3 URL-encodes keys in events, with `+` for a blank."""
    return _text(unquote_plus(encoded, errors="strict"), "key", MAX_KEY_BYTES)


def _text(value: str, name: str, max_bytes: int) -> str:
    if not value or "\0" in value or len(value.encode()) > max_bytes:
        raise ValueError(f"{name} is empty, holds NUL or is longer than {max_bytes} bytes")
    return value


def _size(value: object) -> int:
    if type(value) is not int or not 0 <= value < 2**63:
        raise ValueError(f"size {value!r}")
    return value


def _sequencer(value: str) -> str:
    if not _HEX.fullmatch(value):
        raise ValueError(f"sequencer {value[:80]!r} is not hexadecimal")
    return value


def _utc(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _reason(error: Exception) -> str:
    if isinstance(error, KeyError):
        return f"{error.args[0]} is missing"
    if isinstance(error, json.JSONDecodeError):
        return "not JSON"
    if isinstance(error, ValueError):
        return str(error)[:_SHOWN_CHARACTERS]
    return "unexpected structure"
