"""`dbt source freshness`: how long ago anything landed, by each table that can tell."""

from __future__ import annotations

from typing import Any

from tests.dbt.runner import Dbt
from tests.dbt.warehouse import Warehouse

LOADED = {
    "landing.bike_events": "landing.bike_events (_load_id, _loaded_at) values (1, {at})",
    "landing.sensor_messages": "landing.sensor_messages (_load_id, _loaded_at) values (1, {at})",
    "loader.loads": "loader.loads values"
    " ('bikes', 1, 'loaded', 's3://landing/m', 1, 0, 10, 1, {at}, {at})",
    "loader.files": "loader.files values"
    " ('bikes', 'landing', 'a', 'b', null, 10, '1', {at}, 'loaded', 1, null, null, null, {at})",
}

SOURCES = [f"source:{name}" for name in LOADED]


def freshness(dbt: Dbt) -> dict[str, str]:
    results: Any = dbt.attempt(
        "source", "freshness", "--warn-error", "--select", *SOURCES
    ).result.results
    return {f"{each.node.source_name}.{each.node.name}": str(each.status) for each in results}


def test_each_table_of_the_loader_tells_how_old_it_is(dbt: Dbt, warehouse: Warehouse) -> None:
    for minutes, status in ((2 * 24 * 60, "error"), (90, "warn"), (0, "pass")):
        for row in LOADED.values():
            at = f"dateadd(minute, -{minutes}, getdate())"
            warehouse.execute(f"insert into {row.format(at=at)}")

        assert freshness(dbt) == dict.fromkeys(LOADED, status)
