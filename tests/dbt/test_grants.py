"""Grants by configuration: readers read the marts, and no build fails for want of a group."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import closing

import pytest
import redshift_connector

from tests.dbt.runner import Dbt
from tests.dbt.warehouse import Warehouse, event
from tests.servers import connect

MART = "analytics.bike_status_history"
REFUSED = "analytics_staging.stg_bikes__events_refused"


@pytest.fixture
def reader(warehouse: Warehouse) -> Iterator[str]:
    """The name of a user who belongs to no group; the groups of the grants are not there."""
    groups = warehouse.rows(
        "select groname from pg_group where groname in ('reporters', 'loaders')"
    )
    for (group,) in groups:
        warehouse.execute(f"drop group {group}")
    name = f"reader_{uuid.uuid4().hex[:8]}"
    warehouse.execute(f"create user {name} password 'Abcd1234'")
    yield name
    warehouse.execute(f"drop user {name}")


def may_read(warehouse: Warehouse, user: str, relation: str) -> bool:
    with (
        closing(connect(warehouse.port, user=user, password="Abcd1234")) as connection,
        connection.cursor() as cursor,
    ):
        try:
            cursor.execute(f"select count(*) from {relation}")
        except redshift_connector.ProgrammingError as error:
            assert "permission denied" in str(error)
            return False
        return True


def readers_of_the_history(warehouse: Warehouse) -> set[tuple[str, str]]:
    rows = warehouse.rows(
        "select identity_type, identity_name from svv_relation_privileges"
        " where relation_name = 'bike_status_history' and privilege_type = 'SELECT'"
    )
    return {(kind, name) for kind, name in rows}


def test_groups_read_what_is_granted_to_them_and_no_more(
    dbt: Dbt, warehouse: Warehouse, reader: str
) -> None:
    warehouse.land([event(1, "end"), event(2, "end", bike=None)])
    models = ("stg_bikes__events_refused", "stg_bikes__events", "bike_status_history")
    dbt("run", "--select", *models)
    set_up = dbt.operation("setup_warehouse")
    assert set_up.success, set_up.said
    warehouse.execute(f"grant select on {MART} to group loaders")
    dbt("run", "--select", *models)

    assert readers_of_the_history(warehouse) == {("group", "reporters")}
    assert not may_read(warehouse, reader, MART)
    warehouse.execute(f"alter group reporters add user {reader}")
    assert may_read(warehouse, reader, MART)
    assert not may_read(warehouse, reader, REFUSED)
    warehouse.execute(f"alter group loaders add user {reader}")
    assert may_read(warehouse, reader, REFUSED)
    assert not may_read(warehouse, reader, "analytics_staging.stg_bikes__events")
