"""The snapshot of users: what a profile said is remembered when the file says something else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.dbt.runner import Dbt
from tests.dbt.warehouse import Warehouse

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

KEY = "tickit/user/allusers_pipe.txt"


@pytest.fixture
def users_file(s3: S3Client, tickit_bucket: str, tickit_files: Path) -> Iterator[list[str]]:
    """The lines of the file, which is what it was again after the test."""
    content = s3.get_object(Bucket=tickit_bucket, Key=KEY)["Body"].read()
    yield content.decode().splitlines()
    s3.put_object(Bucket=tickit_bucket, Key=KEY, Body=content)


def test_edited_profile_opens_a_version_and_a_deleted_user_ends(
    marts: Warehouse,
    project_dbt: Dbt,
    s3: S3Client,
    tickit_bucket: str,
    users_file: list[str],
) -> None:
    project_dbt("snapshot", "--select", "tickit_users_snapshot")
    edited, deleted, *others = users_file
    fields = edited.split("|")
    fields[4] = "Neustadt"
    lines = ["|".join(fields), *others]
    s3.put_object(Bucket=tickit_bucket, Key=KEY, Body="\n".join(lines).encode())
    project_dbt("snapshot", "--select", "tickit_users_snapshot")

    user, gone, unchanged = (int(line.split("|")[0]) for line in (edited, deleted, others[0]))
    versions = marts.rows(
        "select user_id, city, end_at = '9999-12-31 23:59:59'"
        " from analytics_snapshots.tickit_users_snapshot"
        f" where user_id in ({user}, {gone}, {unchanged}) order by user_id, effective_at"
    )
    assert versions == [
        (user, edited.split("|")[4], False),
        (user, "Neustadt", True),
        (gone, deleted.split("|")[4], False),
        (unchanged, others[0].split("|")[4], True),
    ]
