"""SQLAlchemy with sqlalchemy-redshift: queries, and what it reflects."""

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa

DRIVERS = {
    "redshift_connector": {"ssl": False},
    "psycopg2": {"sslmode": "disable"},
}


@pytest.fixture(params=DRIVERS)
def engine(request: pytest.FixtureRequest, localshift: dict[str, str]) -> Iterator[sa.Engine]:
    url = sa.URL.create(
        f"redshift+{request.param}",
        username=localshift["REDSHIFT_USER"],
        password=localshift["REDSHIFT_PASSWORD"],
        host=localshift["REDSHIFT_HOST"],
        port=int(localshift["REDSHIFT_PORT"]),
        database=localshift["REDSHIFT_DATABASE"],
    )
    engine = sa.create_engine(url, connect_args=DRIVERS[request.param])
    yield engine
    engine.dispose()


def test_a_table_is_made_filled_and_read(engine: sa.Engine, schema: str) -> None:
    table = sa.Table(
        "readings",
        sa.MetaData(schema=schema),
        sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("value", sa.Numeric(10, 2)),
        redshift_diststyle="KEY",
        redshift_distkey="id",
        redshift_sortkey="id",
    )
    with engine.begin() as connection:
        table.create(connection)
        connection.execute(table.insert(), [{"id": 1, "value": 1.5}, {"id": 2, "value": None}])

        total = connection.execute(sa.select(sa.func.count(), sa.func.sum(table.c.value))).one()

    assert (total[0], float(total[1])) == (2, 1.5)


def test_schemas_tables_and_views_are_listed(engine: sa.Engine, shop: str) -> None:
    inspector = sa.inspect(engine)

    assert shop in inspector.get_schema_names()
    assert sorted(inspector.get_table_names(schema=shop)) == ["customers", "orders"]
    assert inspector.get_view_names(schema=shop) == ["big_orders"]
    assert "select id, amount" in inspector.get_view_definition("big_orders", schema=shop)
    assert inspector.has_table("orders", schema=shop)


def test_columns_are_reflected_with_types_and_defaults(engine: sa.Engine, shop: str) -> None:
    columns = sa.inspect(engine).get_columns("customers", schema=shop)

    assert [(c["name"], str(c["type"]), c["nullable"], c["default"]) for c in columns] == [
        ("id", "INTEGER", False, None),
        ("name", "VARCHAR(20)", True, "'nobody'"),
        ("mail", "VARCHAR(40)", True, None),
    ]


def test_keys_are_reflected(engine: sa.Engine, shop: str) -> None:
    inspector = sa.inspect(engine)

    primary = inspector.get_pk_constraint("orders", schema=shop)
    [foreign] = inspector.get_foreign_keys("orders", schema=shop)
    [unique] = inspector.get_unique_constraints("customers", schema=shop)

    assert (primary["name"], primary["constrained_columns"]) == ("orders_pkey", ["id"])
    assert foreign["name"] == "of_customer"
    assert foreign["constrained_columns"] == ["customer_id"]
    assert (foreign["referred_table"], foreign["referred_columns"]) == ("customers", ["id"])
    assert unique["column_names"] == ["mail"]


def test_distribution_and_sort_keys_are_reflected(engine: sa.Engine, shop: str) -> None:
    options: Any = sa.inspect(engine).get_table_options("orders", schema=shop)

    assert options["redshift_diststyle"] == "KEY"
    assert options["redshift_distkey"] == "customer_id"
    assert options["redshift_sortkey"] == ("paid_at",)


def test_a_table_loads_itself_with_those_it_refers_to(engine: sa.Engine, shop: str) -> None:
    metadata = sa.MetaData()

    orders = sa.Table("orders", metadata, schema=shop, autoload_with=engine)

    assert [column.name for column in orders.primary_key] == ["id"]
    assert f"{shop}.customers" in metadata.tables
