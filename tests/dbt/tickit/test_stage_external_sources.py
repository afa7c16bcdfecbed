"""`dbt run-operation stage_external_sources`: external tables as the YAML declares them."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.dbt.runner import Dbt, Operation, copy_with_macros
from tests.dbt.warehouse import Warehouse

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

MONTHLY = "it's/monthly"


@dataclass(frozen=True)
class Lake:
    """The project of external tables, an external schema for it, and a bucket."""

    dbt: Dbt
    warehouse: Warehouse
    schema: str
    bucket: str
    s3: S3Client

    def stage(self, **arguments: object) -> Operation:
        return self.dbt.operation("stage_external_sources", **arguments)

    def done(self, **arguments: object) -> list[str]:
        """What was done with each table; without the schema's name, which is new each time."""
        staged = self.stage(**arguments)
        assert staged.success, staged.said
        return [line.replace(f"{self.schema}.", "") for line in staged.said]

    def put(self, key: str, text: str) -> None:
        self.s3.put_object(Bucket=self.bucket, Key=key, Body=text.encode())

    def rows(self, query: str) -> list[tuple[object, ...]]:
        return self.warehouse.rows(query.format(lake=self.schema))


MakeLake = Callable[[str], Lake]


@pytest.fixture
def make_lake(
    tmp_path: Path,
    make_dbt: Callable[[Path], Dbt],
    warehouse: Warehouse,
    s3: S3Client,
    bucket: str,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[MakeLake]:
    """Return a function that parses the project with partitions up to a month."""
    schema = f"lake_{uuid.uuid4().hex[:8]}"
    folder = copy_with_macros("lake_project", tmp_path / "lake")
    monkeypatch.setenv("LAKE_SCHEMA", schema)
    monkeypatch.setenv("LAKE_BUCKET", bucket)

    def make(last_month: str) -> Lake:
        monkeypatch.setenv("LAKE_LAST_MONTH", last_month)
        return Lake(make_dbt(folder), warehouse, schema, bucket, s3)

    yield make
    warehouse.execute(f"drop schema if exists {schema} drop external database cascade")


@pytest.fixture
def lake(make_lake: MakeLake) -> Lake:
    """Three months for each of two shops, and the external schema."""
    lake = make_lake("2012-03")
    lake.warehouse.execute(
        f"create external schema {lake.schema} from data catalog database '{lake.schema}'"
        " iam_role default create external database if not exists"
    )
    return lake


def test_missing_tables_are_created_and_what_stands_is_left(lake: Lake) -> None:
    lake.put("plain/1", "1|one\n2|\n")

    assert lake.done() == [
        "1 of 2 monthly: created, 6 partitions, 6 new",
        "2 of 2 plain: created",
    ]
    assert lake.rows("select id, note from {lake}.plain order by id") == [(1, "one"), (2, "")]
    assert lake.done() == [
        "1 of 2 monthly: exists, 6 partitions, 0 new",
        "2 of 2 plain: exists",
    ]


def test_rows_have_the_values_of_their_partition(lake: Lake) -> None:
    lake.put(f"{MONTHLY}/shop=o'hara/month=2012-02/a", "1\n")
    lake.put(f"{MONTHLY}/shop=north/month=2012-03/a", "2\n3\n")
    lake.put(f"{MONTHLY}/shop=north/month=2012-04/a", "4\n")
    lake.done()

    assert lake.rows("select shop, month, id from {lake}.monthly order by id") == [
        ("o'hara", "2012-02", 1),
        ("north", "2012-03", 2),
        ("north", "2012-03", 3),
    ]


def test_more_than_a_hundred_partitions_are_added_a_hundred_at_a_time(
    lake: Lake, make_lake: MakeLake
) -> None:
    lake.done(select="lake.monthly")
    longer = make_lake("2020-05")

    assert longer.done(select="lake.monthly") == ["1 of 1 monthly: exists, 202 partitions, 196 new"]
    [(statements,)] = longer.rows(
        "select count(*) from sys_query_history"
        ' where query_text like \'/*%alter table "{lake}"."monthly" add if not exists%\''
    )
    assert statements == 1 + 3


def test_full_refresh_creates_a_table_anew(lake: Lake) -> None:
    lake.done()
    lake.warehouse.execute(f"alter table {lake.schema}.plain add column more integer")

    assert lake.done(select="lake.plain", full_refresh=True) == ["1 of 1 plain: created anew"]
    columns = lake.rows(
        "select columnname from svv_external_columns"
        " where schemaname = '{lake}' and tablename = 'plain' order by columnnum"
    )
    assert columns == [("id",), ("note",)]


def test_table_is_selected_by_source_and_name(lake: Lake) -> None:
    assert lake.done(select="lake.plain") == ["1 of 1 plain: created"]
    assert len(lake.done(select="lake")) == 2


def test_unknown_selection_is_refused_with_what_there_is(lake: Lake) -> None:
    refused = lake.stage(select="lake.nowhere")

    assert not refused.success
    assert "'lake.nowhere' is no source with external tables" in refused.said[-1]
    assert "lake, lake.monthly, lake.plain" in " ".join(refused.said[-1].split())


def test_missing_schema_is_named_with_the_operation_that_mends_it(make_lake: MakeLake) -> None:
    lake = make_lake("2012-03")
    refused = lake.stage()

    assert not refused.success
    assert f"external {lake.schema}: there is no external schema" in refused.said[-1]
    assert "dbt run-operation setup_warehouse" in refused.said[-1]


def test_schema_of_somebody_else_is_refused_with_both_names(
    lake: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = f"someone_{uuid.uuid4().hex[:8]}"
    lake.warehouse.execute(f"create user {user} password 'Abcd1234'")
    lake.warehouse.execute(f"grant usage on schema {lake.schema} to {user}")
    monkeypatch.setenv("REDSHIFT_USER", user)
    monkeypatch.setenv("REDSHIFT_PASSWORD", "Abcd1234")

    refused = lake.stage()

    assert not refused.success
    assert "belongs to admin" in refused.said[-1]
    assert user in refused.said[-1]
    assert "dbt run-operation setup_warehouse" in refused.said[-1]


def test_schema_with_another_role_is_refused_with_both_roles(
    lake: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REDSHIFT_SPECTRUM_ROLE_ARN", "arn:aws:iam::000000000000:role/lake")

    refused = lake.stage()

    assert not refused.success
    assert "role default, but" in " ".join(refused.said[-1].split())
    assert f'drop schema "{lake.schema}"' in refused.said[-1]


def test_location_without_a_bucket_is_refused(
    lake: Lake, make_lake: MakeLake, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LAKE_BUCKET", "")

    refused = make_lake("2012-03").stage()

    assert not refused.success
    assert "names no bucket" in refused.said[-1]
    assert "models/lake.yml" in refused.said[-1]
