"""The edge to S3: look at files, write manifests."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from enum import Enum
from typing import TYPE_CHECKING

from loader.aws import PARALLEL_REQUESTS, told_errors
from loader.config import location
from loader.errors import TerminalError
from loader.events import LandedFile

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


class Presence(Enum):
    """What S3 holds at a file's key now."""

    SAME = "the announced version"
    OTHER = "another version"
    GONE = "nothing"


class Storage:
    """The files and manifests in S3."""

    def __init__(self, s3: S3Client) -> None:
        self._s3 = s3

    def look(self, files: Iterable[LandedFile]) -> dict[LandedFile, Presence]:
        """Say for each file whether S3 still holds the version that was announced.

        COPY reads what a key holds at that moment, not the version of the event.
        """
        files = list(files)
        with ThreadPoolExecutor(PARALLEL_REQUESTS) as pool:
            return dict(zip(files, pool.map(self._presence, files), strict=True))

    def write(self, url: str, text: str) -> None:
        """Write a small UTF-8 object."""
        bucket, key = location(url)
        with told_errors(f"S3, writing {url}"):
            self._s3.put_object(
                Bucket=bucket, Key=key, Body=text.encode(), ContentType="application/json"
            )

    def _presence(self, file: LandedFile) -> Presence:
        from botocore.exceptions import ClientError

        with told_errors(f"S3, looking at {file.url}"):
            try:
                found = self._s3.head_object(Bucket=file.bucket, Key=file.key)
            except ClientError as error:
                status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode")
                if status == 404:
                    return Presence.GONE
                if status == 403:
                    raise TerminalError(
                        f"S3 refuses to show {file.url}",
                        next_step="the loader needs s3:GetObject on the files, and s3:ListBucket "
                        "on their bucket to tell a missing file from a forbidden one",
                    ) from error
                raise
        is_same = found["ETag"].strip('"') == file.etag
        if file.version_id is not None:
            is_same = found.get("VersionId") == file.version_id
        return Presence.SAME if is_same else Presence.OTHER
