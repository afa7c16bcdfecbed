"""docs/jobs.md: a pull request builds what it changes in a schema of its own, no more."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.dbt.runner import Dbt, copy_of_project
from tests.dbt.warehouse import Warehouse, event

CHANGED = "bike_status_history"
CHILDREN = {"bike_status_current", "bikes_out_and_docked"}
UNCHANGED = {"stg_bikes__events", "dim_stations"}
HISTORY = (
    "select bike_id, effective_at, end_at, status from {schema}.bike_status_history order by 1, 2"
)


@pytest.fixture
def production(dbt: Dbt, warehouse: Warehouse, tmp_path: Path) -> Iterator[Path]:
    """Production is built from the project as it is; the folder where its manifest is kept."""
    warehouse.land([event(1, "end"), event(2, "start"), event(1, "end", bike=2)])
    dbt("run", "--select", CHANGED, *CHILDREN, *UNCHANGED)
    dbt.keep_manifest(tmp_path / "state")
    yield tmp_path / "state"
    warehouse.execute("drop schema if exists pr_7 cascade")


@pytest.fixture
def changed(tmp_path: Path) -> Path:
    """The project of a pull request that changes one model."""
    project = copy_of_project(tmp_path / "project")
    model = project / "models" / "marts" / "bikes" / f"{CHANGED}.sql"
    model.write_text(model.read_text() + "\n-- as changed by a pull request\n")
    return project


def built(warehouse: Warehouse, schema: str) -> set[tuple[str, int]]:
    """The relations in the schema and those that begin with its name: a rebuild has a new oid."""
    return {
        (name, oid)
        for name, oid in warehouse.rows(
            "select relname, pg_class.oid from pg_class"
            " inner join pg_namespace on pg_namespace.oid = relnamespace"
            f" where relkind in ('r', 'v') and nspname like '{schema}%'"
        )
    }


def test_only_what_changed_and_its_children_are_built_in_a_schema_of_their_own(
    make_dbt: Callable[[Path], Dbt],
    production: Path,
    changed: Path,
    warehouse: Warehouse,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = built(warehouse, "analytics")
    monkeypatch.setenv("REDSHIFT_SCHEMA", "pr_7")

    result = make_dbt(changed)(
        "build", "--select", "state:modified+", "--defer", "--state", str(production)
    )

    kinds = {(each.node.resource_type, each.node.name) for each in result.result.results}
    assert {name for kind, name in kinds if kind == "model"} == {CHANGED} | CHILDREN
    assert {kind for kind, _ in kinds} >= {"test", "unit_test"}
    assert {name for name, _ in built(warehouse, "pr_7")} == {CHANGED} | CHILDREN
    assert warehouse.rows(HISTORY.format(schema="pr_7")) == warehouse.rows(
        HISTORY.format(schema="analytics")
    )
    assert built(warehouse, "analytics") == before
