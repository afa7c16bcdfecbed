"""The files on S3, through boto3, with errors worded as Redshift words them.

Where S3 is, and with which credentials, is what the environment says; nothing is set here.
"""

import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

import boto3
from boto3.exceptions import S3UploadFailedError
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from localshift.aws_clients import RegionalClients
from localshift.errors import SqlError

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_URL = re.compile("s3://([^/]+)/?(.*)", re.DOTALL)

# As many connections as a COPY has threads, for several COPYs at once.
_CONFIG = Config(max_pool_connections=32, retries={"mode": "standard"})


@dataclass(frozen=True, slots=True)
class S3Object:
    """An object, its size in bytes, and what tells its contents from others: the ETag."""

    url: str
    size: int
    etag: str


class S3Files:
    """Reads and writes objects by their `s3://bucket/key` URL, for all sessions, in any thread.

    Every method raises SqlError (XX000) with S3's own code and message when S3 does not answer
    well. A `region` of None is the one that the environment names.
    """

    def __init__(self) -> None:
        self._client: RegionalClients[S3Client] = RegionalClients(
            lambda region: boto3.client("s3", region_name=region, config=_CONFIG)
        )

    def list(self, url: str, region: str | None = None) -> list[S3Object]:
        """The objects whose URL begins with `url`, in the order of their keys."""
        bucket, prefix = split_url(url)
        pages = self._client(region).get_paginator("list_objects_v2")
        with _answered(url):
            return [
                S3Object(f"s3://{bucket}/{item['Key']}", item["Size"], item["ETag"])
                for page in pages.paginate(Bucket=bucket, Prefix=prefix)
                for item in page.get("Contents", [])
            ]

    def find(self, url: str, region: str | None = None) -> S3Object | None:
        """The object, or None when there is none of that key."""
        bucket, key = split_url(url)
        if not key:
            return None
        try:
            with _answered(url):
                head = self._client(region).head_object(Bucket=bucket, Key=key)
        except _NotFoundError:
            return None
        return S3Object(url, head["ContentLength"], head["ETag"])

    def read(self, url: str, region: str | None = None) -> bytes:
        """The contents of a small object, such as a manifest."""
        bucket, key = split_url(url)
        with _answered(url):
            return self._client(region).get_object(Bucket=bucket, Key=key)["Body"].read()

    def download(self, url: str, path: Path, region: str | None = None) -> None:
        """Write the object to the file `path`."""
        bucket, key = split_url(url)
        with _answered(url), path.open("wb") as file:
            shutil.copyfileobj(
                self._client(region).get_object(Bucket=bucket, Key=key)["Body"], file, 1 << 20
            )

    def upload(self, file: IO[bytes], url: str, region: str | None = None) -> None:
        """Write what is left of an open file to the object, in parts if it is large."""
        bucket, key = split_url(url)
        with _answered(url):
            self._client(region).upload_fileobj(file, bucket, key)

    def delete(self, urls: Sequence[str], region: str | None = None) -> None:
        """Delete objects for good."""
        for url in urls:
            bucket, key = split_url(url)
            with _answered(url):
                self._client(region).delete_object(Bucket=bucket, Key=key)


def split_url(url: str) -> tuple[str, str]:
    """`s3://bucket/key` as (bucket, key). Raises SqlError (XX000) for another form."""
    match = _URL.fullmatch(url)
    if match is None:
        raise SqlError("XX000", f"Invalid S3 URL: '{url}'")
    return match[1], match[2]


class _NotFoundError(SqlError):
    """S3 has no such bucket or key."""


@contextmanager
def _answered(url: str) -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        code = error.response["Error"].get("Code", "")
        text = error.response["Error"].get("Message", "")
        status = error.response["ResponseMetadata"].get("HTTPStatusCode", 0)
        if code == "404":
            code, text = "NoSuchKey", "The specified key does not exist."
        kind = _NotFoundError if status == 404 else SqlError
        message = f"S3ServiceException:{text},Status {status},Error {code}"
        raise kind("XX000", message, detail=f"File: {url}") from None
    except (BotoCoreError, S3UploadFailedError, OSError) as error:
        raise SqlError("XX000", f"S3ServiceException:{error}", detail=f"File: {url}") from None
