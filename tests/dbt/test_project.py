"""The project as a whole: builds, documents itself, answers its questions."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from tests.dbt.runner import Dbt
from tests.dbt.warehouse import Warehouse, event

BIKES = ("source:landing", "path:models/staging/bikes", "path:models/marts/bikes")
MARTS_AND_STAGING = (
    "bike_status_current",
    "bike_status_history",
    "dim_stations",
    "stg_bikes__events",
    "stg_bikes__events_refused",
)


def test_whole_project_builds_from_nothing_and_again(dbt: Dbt, lakehouse: Warehouse) -> None:
    """All models, then again with new and late events, data tests and unit tests; no warning.

    The tests of a first build run in the demo's.
    """
    lakehouse.land([event(1, "end"), event(2, "start"), event(1, "end", bike=2)])
    dbt("build", "--warn-error", "--exclude-resource-types", "test", "unit_test")
    lakehouse.land([event(3, "end"), event(1.5, "start"), event(1, "end", bike=2)])
    result = dbt("build", "--warn-error")

    statuses = {str(item.status) for item in result.result.results}
    assert statuses == {"success", "pass", "no-op"}  # an exposure is nothing to build


def test_build_with_an_empty_landing_table_is_green(dbt: Dbt, warehouse: Warehouse) -> None:
    dbt("build", "--exclude-resource-type", "unit_test", "--select", *BIKES)

    assert warehouse.history() == []


def test_docs_describe_every_model_and_column(dbt: Dbt, lakehouse: Warehouse) -> None:
    lakehouse.land([event(1, "end")])
    dbt("build", "--resource-types", "seed", "model")
    dbt("docs", "generate", "--write-json", "--warn-error")

    manifest = dbt.artifact("manifest.json")
    described = manifest["nodes"] | manifest["sources"]
    tables = dbt.artifact("catalog.json")["nodes"] | dbt.artifact("catalog.json")["sources"]
    assert {key.split(".")[-1] for key in tables} >= {*MARTS_AND_STAGING, "bike_events", "loads"}
    for key, table in tables.items():
        columns = described[key]["columns"]
        assert described[key]["description"], key
        assert set(columns) == set(table["columns"]), key
        assert all(column["description"] for column in columns.values()), key


@pytest.mark.parametrize("target", ["local", "provisioned", "provisioned_iam", "serverless"])
def test_each_output_of_the_example_profile_is_valid(
    dbt: Dbt, monkeypatch: pytest.MonkeyPatch, target: str
) -> None:
    for name in ("REDSHIFT_USER", "REDSHIFT_PASSWORD", "REDSHIFT_CLUSTER_ID", "REDSHIFT_WORKGROUP"):
        monkeypatch.setenv(name, "x")
    monkeypatch.setenv("REDSHIFT_DATABASE", "dev")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")

    result = dbt.attempt("list", "--target", target, "--resource-type", "model")

    assert result.success, result.exception


def test_station_is_the_same_whatever_the_order_of_loads(dbt: Dbt, warehouse: Warehouse) -> None:
    events = [event(minute, "end", station=301) for minute in (1, 3, 2)]
    for each in events:
        warehouse.land([each])
        dbt("run", "--select", "stg_bikes__events", "dim_stations")
    columns = "station_id, station_name, station_latitude, first_seen_at, last_seen_at, _load_id"
    incremental = warehouse.rows(f"select {columns} from analytics.dim_stations")
    dbt("run", "--select", "dim_stations", "--full-refresh")

    assert warehouse.rows(f"select {columns} from analytics.dim_stations") == incremental
    [(number, name, latitude, first_seen_at, last_seen_at, load_id)] = incremental
    assert (number, name, latitude) == (301, "E 2 St & Avenue B", Decimal("40.72217444"))
    assert (first_seen_at, last_seen_at) == (events[0].occurred_at, events[1].occurred_at)
    assert load_id == 3


def test_current_status_is_the_open_version(dbt: Dbt, warehouse: Warehouse) -> None:
    warehouse.land([event(1, "end"), event(2, "start"), event(3, "end", bike=2)])
    dbt.build_history()
    dbt("run", "--select", "bike_status_current")

    assert warehouse.rows(
        "select bike_id, status from analytics.bike_status_current order by bike_id"
    ) == [(1, "start"), (2, "end")]


def test_analyses_answer_where_and_how_many(dbt: Dbt, warehouse: Warehouse) -> None:
    warehouse.land(
        [
            event(1, "end", bike=7, station=301),
            event(1, "end", bike=8, station=301),
            event(5, "start", bike=7, station=301),
            event(9, "end", bike=7, station=349),
        ]
    )
    dbt("run", "--select", *BIKES)

    def answer(analysis: str, variables: str) -> list[dict[str, Any]]:
        shown = dbt("show", "--select", analysis, "--vars", variables).result.results[0]
        return [dict(row.dict()) for row in shown.agate_table.rows]

    [at_four] = answer("bike_position_at", "{bike_id: 7, at: '2026-11-21 08:04:00'}")
    assert (at_four["status"], at_four["station_id"]) == ("end", 301)
    [at_five] = answer("bike_position_at", "{bike_id: 7, at: '2026-11-21 08:05:00'}")
    assert at_five["status"] == "start"
    assert answer("bike_position_at", "{bike_id: 7, at: '2026-11-21 08:00:59'}") == []
    [by_default] = answer("bike_position_at", "{}")
    assert (by_default["bike_id"], by_default["station_id"]) == (7, 349)

    standing = answer("bikes_per_station_at", "{at: '2026-11-21 08:04:00'}")
    assert {row["station_id"]: row["bikes"] for row in standing} == {301: 2, 349: 0}
    standing = answer("bikes_per_station_at", "{at: '2026-11-21 08:09:00'}")
    assert {row["station_id"]: row["bikes"] for row in standing} == {301: 1, 349: 1}


@pytest.mark.parametrize(
    ("damage", "test"),
    [
        (
            "update analytics.bike_status_history set end_at = '9999-12-31 23:59:59'",
            "bike_status_history_has_no_overlap",
        ),
        (
            "delete from analytics.bike_status_history where status = 'start'",
            "bike_status_history_has_no_gap",
        ),
        (
            "update analytics.bike_status_history set is_current = true",
            "bike_status_history_has_one_current_version",
        ),
        (
            "delete from analytics.bike_status_history",
            "bike_status_history_has_one_current_version",
        ),
        (
            "insert into analytics.bike_status_history select * from analytics.bike_status_history",
            "bike_status_history_has_one_row_per_bike_and_start",
        ),
        (
            "update analytics.bike_status_history set status = 'end'",
            "bike_status_history_opens_versions_on_change",
        ),
        (
            "update analytics.bike_status_history set _load_id = 0",
            "bike_status_history_has_taken_every_load",
        ),
    ],
)
def test_data_tests_see_the_damage(
    three_versions: Warehouse, project_dbt: Dbt, damage: str, test: str
) -> None:
    three_versions.execute(damage)

    assert not project_dbt.attempt("test", "--select", test).success


@pytest.fixture(scope="module")
def built_once(project_dbt: Dbt, warehouse_server: Warehouse) -> Iterator[Warehouse]:
    """A history of one bike with three versions, and a copy of it."""
    warehouse_server.reset()
    with warehouse_server.environment():
        warehouse_server.land([event(1, "end"), event(2, "start"), event(3, "end")])
        project_dbt.build_history()
        warehouse_server.execute(
            "create table analytics.undamaged as select * from analytics.bike_status_history"
        )
        yield warehouse_server


@pytest.fixture
def three_versions(built_once: Warehouse) -> Iterator[Warehouse]:
    """The same, undamaged again after the test."""
    yield built_once
    built_once.execute("delete from analytics.bike_status_history")
    built_once.execute(
        "insert into analytics.bike_status_history select * from analytics.undamaged"
    )
    assert len(built_once.history()) == 3
