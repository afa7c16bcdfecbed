"""redshift_connector beyond queries: its catalog methods, DataFrames, parameters, bulk inserts."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd  # type: ignore[import-untyped]
import pytest


@pytest.fixture
def cursor(redshift: Any) -> Iterator[Any]:
    with redshift.cursor() as opened:
        yield opened


def test_get_schemas_names_those_of_the_pattern(cursor: Any, schema: str) -> None:
    assert cursor.get_schemas(schema_pattern=schema) == ([schema, "dev"],)
    assert cursor.get_catalogs() == (["dev"],)


def test_get_tables_lists_tables_views_and_their_indexes(cursor: Any, shop: str) -> None:
    found = {(row[2], row[3], row[4]) for row in cursor.get_tables(schema_pattern=shop)}

    assert found == {
        ("customers", "TABLE", None),
        ("orders", "TABLE", "what was sold"),
        ("big_orders", "VIEW", None),
        ("customers_pkey", "INDEX", None),
        ("customers_mail_key", "INDEX", None),
        ("orders_pkey", "INDEX", None),
    }


def test_get_columns_tells_type_size_default_and_nullability(cursor: Any, shop: str) -> None:
    rows = cursor.get_columns(schema_pattern=shop, tablename_pattern="customers")

    assert [(row[3], row[5], row[6], row[12], row[17]) for row in rows] == [
        ("id", "int4", 10, None, "NO"),
        ("name", "varchar", 20, "'nobody'", "YES"),
        ("mail", "varchar", 40, None, "YES"),
    ]


def test_get_columns_knows_those_of_late_binding_views(cursor: Any, shop: str) -> None:
    cursor.execute(
        f"create view {shop}.late as select amount from {shop}.orders with no schema binding"
    )

    [row] = cursor.get_columns(schema_pattern=shop, tablename_pattern="late")

    assert row[2:4] == ["late", "amount"]


def test_get_primary_keys_names_the_columns_in_order(cursor: Any, schema: str) -> None:
    cursor.execute(f"create table {schema}.t (a int, b int, primary key (b, a))")

    keys = cursor.get_primary_keys(schema=schema, table="t")

    assert [row[1:] for row in keys] == [
        [schema, "t", "b", 1, "t_pkey"],
        [schema, "t", "a", 2, "t_pkey"],
    ]


def test_a_dataframe_is_written_and_fetched(cursor: Any, schema: str) -> None:
    cursor.execute(f"create table {schema}.t (n int, name varchar(9), at timestamp)")
    at = pd.Timestamp("2026-11-21 08:00:00")
    frame = pd.DataFrame({"n": [1, 2], "name": ["ä", "b"], "at": [at, at]})

    cursor.write_dataframe(frame, f"{schema}.t")

    cursor.execute(f"select * from {schema}.t order by n")
    assert cursor.fetch_dataframe().values.tolist() == frame.values.tolist()


def test_a_file_is_inserted_in_batches(cursor: Any, schema: str, tmp_path: Path) -> None:
    cursor.execute(f"create table {schema}.t (n int, name varchar(9))")
    file = tmp_path / "rows.csv"
    file.write_text("n,name\n" + "".join(f"{n},name {n}\n" for n in range(7)))

    cursor.insert_data_bulk(str(file), f"{schema}.t", [0, 1], ["n", "name"], ",", batch_size=3)

    cursor.execute(f"select count(*), sum(n), max(name) from {schema}.t")
    assert cursor.fetchone() == [7, 21, "name 6"]


def test_executemany_inserts_every_row(cursor: Any, schema: str) -> None:
    cursor.execute(f"create table {schema}.t (n int, name varchar(9))")

    cursor.executemany(f"insert into {schema}.t values (%s, %s)", [(1, "one"), (2, None)])

    cursor.execute(f"select * from {schema}.t order by n")
    assert cursor.fetchall() == ([1, "one"], [2, None])


@pytest.mark.parametrize(
    ("paramstyle", "query", "values"),
    [
        ("qmark", "select ?::int + ?", (1, 2)),
        ("numeric", "select :1::int + :2", (1, 2)),
        ("named", "select :a::int + :b", {"a": 1, "b": 2}),
        ("format", "select %s::int + %s", (1, 2)),
        ("pyformat", "select %(a)s::int + %(b)s", {"a": 1, "b": 2}),
    ],
)
def test_every_paramstyle_binds(cursor: Any, paramstyle: str, query: str, values: Any) -> None:
    cursor.paramstyle = paramstyle

    cursor.execute(query, values)

    assert cursor.fetchall() == ([3],)
