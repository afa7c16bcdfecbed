"""as_of and valid_at: what was true at a time, of one key or of many facts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.dbt.readings import land, reading
from tests.dbt.runner import Dbt
from tests.dbt.warehouse import EIGHT, Warehouse

FACTS = """
create table landing.alarms (site varchar(16), device integer, rang_at timestamp)
"""

STATE_AT_EACH_ALARM = """
select alarms.rang_at, readings.state
from landing.alarms as alarms
left join {{ ref('reading_life_history') }} as readings
    on alarms.site = readings.site
    and alarms.device = readings.device
    and {{ valid_at('readings', 'alarms.rang_at', since='2026-11-21 08:00:00') }}
"""


@pytest.fixture
def dbt(readings_dbt: Dbt, readings: Warehouse) -> Dbt:
    """A history that is on from 8:05, off from 8:10, deleted at 8:20, and on again from 8:30."""
    land(
        readings,
        [reading(5), reading(10, "off"), reading(20, deletes=True), reading(30, load_id=2)],
    )
    readings_dbt("run", "--select", "reading_life_history")
    return readings_dbt


def shown(dbt: Dbt, query: str) -> list[tuple[Any, ...]]:
    result = dbt("show", "--inline", query).result.results[0]
    return [tuple(row) for row in result.agate_table.rows]


@pytest.mark.parametrize(
    ("minute", "states"), [(4, []), (5, ["on"]), (9, ["on"]), (10, ["off"]), (20, []), (99, ["on"])]
)
def test_as_of_has_the_version_valid_at_that_time(dbt: Dbt, minute: int, states: list[str]) -> None:
    at = EIGHT + timedelta(minutes=minute)
    query = f"select state from {{{{ as_of(ref('reading_life_history'), \"'{at}'\") }}}} as valid"

    assert [state for (state,) in shown(dbt, query)] == states


def test_each_fact_meets_the_version_valid_at_its_time(dbt: Dbt, readings: Warehouse) -> None:
    readings.execute(FACTS)
    times = [EIGHT + timedelta(minutes=minute) for minute in (4, 5, 10, 25, 30)]
    for at in times:
        readings.execute("insert into landing.alarms values ('north', 1, %s)", [at])

    met = sorted(shown(dbt, STATE_AT_EACH_ALARM))
    readings.execute("drop table landing.alarms")

    assert [state for _, state in met] == [None, "on", "off", None, "on"]
    assert len(met) == len(times)
