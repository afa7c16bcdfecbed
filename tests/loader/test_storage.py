"""The edge to S3, against a real bucket."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from loader.errors import TerminalError
from loader.events import LandedFile
from loader.storage import Presence, Storage

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


def put(s3: "S3Client", bucket: str, key: str, body: bytes = b"{}") -> LandedFile:
    answer = s3.put_object(Bucket=bucket, Key=key, Body=body)
    return LandedFile(
        bucket,
        key,
        answer["ETag"].strip('"'),
        answer.get("VersionId"),
        len(body),
        "01",
        datetime(2026, 11, 21, tzinfo=UTC),
    )


def test_it_sees_whether_the_announced_version_is_there(s3: "S3Client", bucket: str) -> None:
    same = put(s3, bucket, "bikes/same's é 100%.json")
    other = put(s3, bucket, "bikes/other.json", b"1")
    put(s3, bucket, "bikes/other.json", b"2")
    gone = put(s3, bucket, "bikes/gone.json")
    s3.delete_object(Bucket=bucket, Key=gone.key)

    assert Storage(s3).look([same, other, gone]) == {
        same: Presence.SAME,
        other: Presence.OTHER,
        gone: Presence.GONE,
    }


def test_equal_bytes_are_another_version_where_versions_are_kept(
    s3: "S3Client", bucket: str
) -> None:
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    first = put(s3, bucket, "bikes/a.json")
    second = put(s3, bucket, "bikes/a.json")

    assert first.etag == second.etag
    assert Storage(s3).look([first, second]) == {first: Presence.OTHER, second: Presence.SAME}


def test_an_object_that_may_not_be_seen_is_not_taken_for_gone(
    s3: "S3Client", bucket: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = put(s3, bucket, "bikes/a.json")

    def forbidden(**_: object) -> None:
        from botocore.exceptions import ClientError

        answer = {"Error": {"Code": "403"}, "ResponseMetadata": {"HTTPStatusCode": 403}}
        raise ClientError(answer, "HeadObject")  # type: ignore[arg-type]

    monkeypatch.setattr(s3, "head_object", forbidden)
    with pytest.raises(TerminalError, match="refuses to show"):
        Storage(s3).look([replace(file)])


def test_a_manifest_is_written_where_its_url_says(s3: "S3Client", bucket: str) -> None:
    Storage(s3).write(f"s3://{bucket}/manifests/a b.json", "é")

    body = s3.get_object(Bucket=bucket, Key="manifests/a b.json")["Body"].read()
    assert body == "é".encode()
