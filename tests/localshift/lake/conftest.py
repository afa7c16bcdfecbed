"""What the tests of the lake share: a place on S3, Glue, an external schema."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import boto3
import pytest

from tests.localshift.conftest import Run

if TYPE_CHECKING:
    from mypy_boto3_glue import GlueClient
    from mypy_boto3_s3 import S3Client

ROLE = "iam_role 'arn:aws:iam::000000000000:role/lake'"


@dataclass(frozen=True)
class Place:
    """A bucket, with short ways to look into it."""

    s3: S3Client
    bucket: str

    @property
    def url(self) -> str:
        return f"s3://{self.bucket}"

    def keys(self, prefix: str = "") -> list[str]:
        listed = self.s3.list_objects_v2(Bucket=self.bucket, Prefix=prefix)
        return [item["Key"] for item in listed.get("Contents", [])]

    def read(self, key: str) -> bytes:
        return self.s3.get_object(Bucket=self.bucket, Key=key)["Body"].read()

    def write(self, key: str, body: bytes | str) -> None:
        data = body.encode() if isinstance(body, str) else body
        self.s3.put_object(Bucket=self.bucket, Key=key, Body=data)


@pytest.fixture
def place(s3: S3Client, bucket: str) -> Place:
    return Place(s3, bucket)


@pytest.fixture(scope="session")
def glue(aws: dict[str, str]) -> GlueClient:
    return boto3.client("glue")


@pytest.fixture
def lake(run: Run) -> Iterator[str]:
    """The name of a new external schema and of its database; both are dropped after the test."""
    name = f"lake_{uuid.uuid4().hex[:12]}"
    run(
        f"create external schema {name} from data catalog database '{name}' {ROLE}"
        " create external database if not exists"
    )
    yield name
    run("rollback", f"drop schema if exists {name} drop external database cascade")
