"""What the tests of the clients share: a schema with two tables, their keys, and a view."""

import pytest
import redshift_connector

from tests.localshift.conftest import run_on


@pytest.fixture
def shop(redshift: redshift_connector.Connection, schema: str) -> str:
    """A schema with `customers`, `orders` that refer to them, and the view `big_orders`."""
    run_on(
        redshift,
        f"create table {schema}.customers ("
        " id integer not null primary key, name varchar(20) default 'nobody',"
        " mail varchar(40) unique)",
        f"create table {schema}.orders ("
        " id bigint, customer_id integer, amount decimal(10, 2), paid_at timestamp,"
        " primary key (id),"
        f" constraint of_customer foreign key (customer_id) references {schema}.customers (id))"
        " distkey (customer_id) sortkey (paid_at)",
        f"create view {schema}.big_orders as select id, amount from {schema}.orders",
        f"comment on table {schema}.orders is 'what was sold'",
    )
    return schema
