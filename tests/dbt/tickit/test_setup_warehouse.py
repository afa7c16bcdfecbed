"""`dbt run-operation setup_warehouse`: user, group, schemas and grants, as often as one likes."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

import pytest

from tests.dbt.runner import Dbt, Operation
from tests.dbt.warehouse import Warehouse

SCHEMAS = {
    "analytics",
    "analytics_seeds",
    "analytics_snapshots",
    "analytics_staging",
    "landing",
    "loader",
    "tickit_external",
}


@pytest.fixture
def name(warehouse: Warehouse) -> Iterator[str]:
    """The name of a user and of a group that are not there yet, on an empty warehouse."""
    warehouse.execute("drop schema if exists tickit_external")
    name = f"dbt_{uuid.uuid4().hex[:8]}"
    yield name
    # What the user owns has to go before the user may.
    warehouse.execute("drop schema if exists tickit_external")
    warehouse.reset()


def set_up(dbt: Dbt, name: str, **more: object) -> Operation:
    done = dbt.operation("setup_warehouse", user=name, group=name, **more)
    assert done.success, done.said
    return done


def owners(warehouse: Warehouse) -> dict[str, str]:
    listed = "', '".join(SCHEMAS)
    return dict(
        warehouse.rows(
            "select nspname, usename from pg_namespace inner join pg_user on nspowner = usesysid"
            f" where nspname in ('{listed}')"
        )
    )


def state(warehouse: Warehouse, name: str) -> list[list[tuple[Any, ...]]]:
    """All that the operation may have changed."""
    return [
        sorted(owners(warehouse).items()),
        warehouse.rows(
            f"select usename, usesuper, usecreatedb from pg_user where usename = '{name}'"
        ),
        warehouse.rows(f"select connection_limit from svv_user_info where user_name = '{name}'"),
        warehouse.rows(f"select count(*) from pg_group where groname = '{name}'"),
        sorted(
            warehouse.rows(
                "select namespace_name, privilege_type, identity_type from svv_schema_privileges"
                f" where identity_name = '{name}'"
            )
        ),
    ]


def test_every_schema_of_the_project_belongs_to_the_user(
    dbt: Dbt, warehouse: Warehouse, name: str
) -> None:
    set_up(dbt, name)

    found = owners(warehouse)
    assert found.keys() >= SCHEMAS
    assert set(found.values()) == {name}


def test_second_run_changes_nothing(dbt: Dbt, warehouse: Warehouse, name: str) -> None:
    first = set_up(dbt, name)
    after_first = state(warehouse, name)
    second = set_up(dbt, name)

    assert state(warehouse, name) == after_first
    assert not [line for line in second.said if line.startswith(("create", "alter schema"))]
    assert [line for line in first.said if line.startswith("create external schema")]


def test_user_can_do_no_more_than_is_needed(dbt: Dbt, warehouse: Warehouse, name: str) -> None:
    set_up(dbt, name, connection_limit=3)

    _, users, limits, _, privileges = state(warehouse, name)
    assert users == [(name, False, False)]
    assert [str(limit) for (limit,) in limits] == ["3"]
    assert {(privilege, kind) for _, privilege, kind in privileges} == {
        ("USAGE", "group"),
        ("CREATE", "group"),
    }


def test_dry_run_prints_and_changes_nothing(dbt: Dbt, warehouse: Warehouse, name: str) -> None:
    before = state(warehouse, name)
    told = set_up(dbt, name, dry_run=True)

    assert state(warehouse, name) == before
    assert f'create group "{name}";' in told.said
    assert f'create schema "analytics_staging" authorization "{name}";' in told.said
    assert told.said[-1].endswith("none of them run")


def test_no_password_is_made_or_told(dbt: Dbt, warehouse: Warehouse, name: str) -> None:
    said = "\n".join(set_up(dbt, name).said)

    assert f'create user "{name}" password disable connection limit 10;' in said
    assert "password '" not in said


def test_changed_limit_and_owner_are_mended(dbt: Dbt, warehouse: Warehouse, name: str) -> None:
    set_up(dbt, name)
    wanted = state(warehouse, name)
    warehouse.execute(f"alter user {name} connection limit 99")
    warehouse.execute("alter schema analytics owner to admin")
    warehouse.execute(f"revoke usage on schema landing from group {name}")

    set_up(dbt, name)

    assert state(warehouse, name) == wanted


def test_who_is_no_superuser_is_told_so(
    dbt: Dbt, warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = f"someone_{uuid.uuid4().hex[:8]}"
    warehouse.execute(f"create user {user} password 'Abcd1234'")
    monkeypatch.setenv("REDSHIFT_USER", user)
    monkeypatch.setenv("REDSHIFT_PASSWORD", "Abcd1234")

    refused = dbt.operation("setup_warehouse")

    assert not refused.success
    assert f"{user} is no superuser" in " ".join(refused.said[-1].split())


def test_dbt_builds_and_stages_as_the_user_that_was_made(
    dbt: Dbt,
    warehouse: Warehouse,
    name: str,
    tickit_bucket: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    set_up(dbt, name)
    warehouse.execute(f"alter user {name} password 'Abcd1234'")
    warehouse.execute(f"alter table landing.bike_events owner to {name}")
    monkeypatch.setenv("REDSHIFT_USER", name)
    monkeypatch.setenv("REDSHIFT_PASSWORD", "Abcd1234")

    staged = dbt.operation("stage_external_sources", select="tickit.venue", full_refresh=True)
    assert staged.success, staged.said
    dbt("run", "--select", "stg_tickit__venues")
    dbt("seed")
    for _ in ("new", "there"):
        dbt("run", "--select", "stg_bikes__events", "dim_stations")
    granted = warehouse.rows(
        "select identity_type, identity_name from svv_relation_privileges"
        " where relation_name = 'dim_stations' and privilege_type = 'SELECT'"
    )
    assert [tuple(row) for row in granted] == [("group", "reporters")]
