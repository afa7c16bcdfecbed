"""Databases, schemas, tables and columns by the Data API."""

import base64
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.localshift.data_api.conftest import CLUSTER, RunToEnd


def test_databases_and_schemas(data_api: Any, schema: str) -> None:
    assert data_api.list_databases(**CLUSTER)["Databases"] == ["dev"]
    assert data_api.list_schemas(SchemaPattern=schema, **CLUSTER)["Schemas"] == [schema]
    assert "pg_catalog" in data_api.list_schemas(**CLUSTER)["Schemas"]


def test_tables_match_patterns(data_api: Any, run_to_end: RunToEnd, schema: str) -> None:
    run_to_end(f"create table {schema}.orders (id int)")
    run_to_end(f"create view {schema}.orders_seen as select id from {schema}.orders")
    found = data_api.list_tables(SchemaPattern=schema, TablePattern="orders%", **CLUSTER)
    assert found["Tables"] == [
        {"schema": schema, "name": "orders", "type": "TABLE"},
        {"schema": schema, "name": "orders_seen", "type": "VIEW"},
    ]


def test_list_has_pages(data_api: Any, run_to_end: RunToEnd, schema: str) -> None:
    for name in ("a", "b", "c"):
        run_to_end(f"create table {schema}.{name} (id int)")
    first = data_api.list_tables(SchemaPattern=schema, MaxResults=2, **CLUSTER)
    second = data_api.list_tables(
        SchemaPattern=schema, MaxResults=2, NextToken=first["NextToken"], **CLUSTER
    )
    assert [table["name"] for table in first["Tables"] + second["Tables"]] == ["a", "b", "c"]
    assert "NextToken" not in second


def test_token_of_no_page_is_refused(data_api: Any) -> None:
    token = base64.b64encode(b"-1").decode()

    with pytest.raises(ClientError, match="NextToken is not one of this request"):
        data_api.list_databases(NextToken=token, **CLUSTER)


def test_table_describes_its_columns(data_api: Any, run_to_end: RunToEnd, schema: str) -> None:
    run_to_end(
        f"create table {schema}.t"
        " (id int not null, name varchar(20) default 'x', cost decimal(8,2))"
    )
    columns = data_api.describe_table(Schema=schema, Table="t", **CLUSTER)["ColumnList"]
    assert [
        (c["name"], c["typeName"], c["length"], c["scale"], c["nullable"]) for c in columns
    ] == [("id", "int4", 0, 0, 0), ("name", "varchar", 20, 0, 1), ("cost", "numeric", 8, 2, 1)]
    assert columns[1]["columnDefault"] == "'x'"
