"""bike_status_history, built by the real dbt on localshift, event by event and batch by batch."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import pytest

from tests.dbt.oracle import Version, history
from tests.dbt.runner import Dbt
from tests.dbt.warehouse import STATIONS, BikeEvent, Warehouse, event, timeline


def expected(loads: Sequence[Sequence[BikeEvent]]) -> list[Version]:
    """Return the history that the loads 1, 2, 3 … make: an event counts where it came first."""
    first_load: dict[BikeEvent, int] = {}
    for load_id, events in enumerate(loads, start=1):
        for each in events:
            first_load.setdefault(each, load_id)
    return history(each.for_oracle(load_id) for each, load_id in first_load.items())


def without_loads(versions: Sequence[Version]) -> list[tuple[object, ...]]:
    """What a version says, leaving out which load it came with."""
    return [(v.key, v.effective_at, v.end_at, v.state, v.is_current) for v in versions]


@dataclass(frozen=True)
class Case:
    """Events of one bike in two loads, and its versions: (from minute, to minute, status)."""

    first: list[BikeEvent]
    second: list[BikeEvent]
    versions: list[tuple[float, float | None, str | None]]


# Each case is a bike of its own, so that two runs of dbt are enough for all of them.
CASES = {
    "events_in_order_follow_each_other": Case(
        [event(1, "end"), event(2, "start")],
        [event(3, "end"), event(4, "start")],
        [(1, 2, "end"), (2, 3, "start"), (3, 4, "end"), (4, None, "start")],
    ),
    "late_event_splits_the_version": Case(
        [event(5, "end"), event(20, "start"), event(30, "end")],
        [event(12, "start"), event(15, "end")],
        [(5, 12, "end"), (12, 15, "start"), (15, 20, "end"), (20, 30, "start"), (30, None, "end")],
    ),
    "late_event_splits_a_version_between_its_events": Case(
        [event(5, "end"), event(10, "end"), event(15, "end")],
        [event(12, "start")],
        [(5, 12, "end"), (12, 15, "start"), (15, None, "end")],
    ),
    "late_event_that_says_what_is_known_splits_nothing": Case(
        [event(5, "end"), event(15, "start")],
        [event(10, "end")],
        [(5, 15, "end"), (15, None, "start")],
    ),
    "late_event_like_the_next_version_begins_it_earlier": Case(
        [event(5, "end"), event(15, "start")],
        [event(10, "start")],
        [(5, 10, "end"), (10, None, "start")],
    ),
    "late_event_before_the_first_begins_the_history": Case(
        [event(5, "end")],
        [event(1, "start")],
        [(1, 5, "start"), (5, None, "end")],
    ),
    "late_event_leaves_one_open_version": Case(
        [event(5, "start"), event(10, "end")],
        [event(7, "end"), event(8, "start")],
        [(5, 7, "start"), (7, 8, "end"), (8, 10, "start"), (10, None, "end")],
    ),
    "event_delivered_twice_in_one_load_counts_once": Case(
        [event(5, "end"), event(5, "end")],
        [],
        [(5, None, "end")],
    ),
    "event_delivered_again_later_changes_nothing": Case(
        [event(5, "end"), event(10, "start")],
        [event(5, "end")],
        [(5, 10, "end"), (10, None, "start")],
    ),
    "same_instant_takes_the_greatest_when_it_comes_first": Case(
        [event(5, "start")],
        [event(5, "end")],
        [(5, None, "start")],
    ),
    "same_instant_takes_the_greatest_when_it_comes_last": Case(
        [event(5, "end")],
        [event(5, "start")],
        [(5, None, "start")],
    ),
    "same_instant_event_that_undoes_the_change_joins_the_versions": Case(
        [event(1, "start"), event(5, "end")],
        [event(5, "start")],
        [(1, None, "start")],
    ),
    "null_is_a_value_like_others": Case(
        [event(1, None), event(2, None)],
        [event(3, None), event(4, "end"), event(5, None)],
        [(1, 4, None), (4, 5, "end"), (5, None, None)],
    ),
    "bike_that_comes_with_a_later_load_has_a_history": Case(
        [],
        [event(5, "end")],
        [(5, None, "end")],
    ),
    "station_alone_opens_a_version": Case(
        [event(1, "end", station=301)],
        [event(2, "end", station=349)],
        [(1, 2, "end"), (2, None, "end")],
    ),
}


@pytest.fixture(scope="module")
def all_cases(project_dbt: Dbt, warehouse_server: Warehouse) -> dict[str, list[Version]]:
    """Build the history of all cases, load by load; return the versions of each."""
    bikes = dict(enumerate(CASES, start=1))
    with warehouse_server.environment():
        warehouse_server.reset()
        for part in ("first", "second"):
            warehouse_server.land(
                [
                    replace(each, bike_id=bike)
                    for bike, name in bikes.items()
                    for each in getattr(CASES[name], part)
                ]
            )
            project_dbt.build_history()
        versions = warehouse_server.history()
    return {name: [v for v in versions if v.key == bike] for bike, name in bikes.items()}


@pytest.mark.parametrize("case", CASES)
def test_history_of_two_loads(all_cases: dict[str, list[Version]], case: str) -> None:
    assert timeline(all_cases[case]) == CASES[case].versions


def test_every_bike_has_one_open_version(all_cases: dict[str, list[Version]]) -> None:
    for versions in all_cases.values():
        assert [v.is_current for v in versions] == [False] * (len(versions) - 1) + [True]


def test_new_bikes_bring_no_rows_of_nulls(all_cases: dict[str, list[Version]]) -> None:
    counted = sum(len(case.versions) for case in CASES.values())
    assert sum(len(versions) for versions in all_cases.values()) == counted


def test_latitude_and_longitude_keep_their_places(all_cases: dict[str, list[Version]]) -> None:
    """In new versions, and in those that a later event closed."""
    by_station = {v.state[1]: v.state[2:4] for vs in all_cases.values() for v in vs}
    assert by_station == {number: place[:2] for number, place in STATIONS.items()}
    for versions in all_cases.values():
        assert all(v.state[2:4] == STATIONS[v.state[1]][:2] for v in versions)


def test_name_with_quotes_and_backslash_arrives_whole(dbt: Dbt, warehouse: Warehouse) -> None:
    name = 'Rue de l\'Été \\ "Nord"'
    warehouse.land([replace(event(1, "end"), station_name=name)])
    dbt.build_history()

    assert warehouse.history()[0].state[4] == name


def test_event_without_bike_or_time_is_set_aside(dbt: Dbt, warehouse: Warehouse) -> None:
    warehouse.land([event(1, "end"), event(1, "end", bike=None), BikeEvent(1, None, "end")])
    dbt.build_history()
    result = dbt("build", "--select", "stg_bikes__events_refused")

    refused = warehouse.rows(
        "select reason from analytics_staging.stg_bikes__events_refused order by reason"
    )
    assert refused == [("no bike id",), ("no time",)]
    assert len(warehouse.history()) == 1
    assert "warn" in {str(item.status) for item in result.result.results}


def test_second_run_changes_nothing(dbt: Dbt, warehouse: Warehouse) -> None:
    warehouse.land([event(1, "end"), event(2, "start"), event(2, "start", bike=2)])
    dbt.build_history()
    before = warehouse.history()
    dbt.build_history()

    assert warehouse.history() == before


def test_load_that_changes_no_version_is_read_once(dbt: Dbt, warehouse: Warehouse) -> None:
    warehouse.land([event(1, "end")])
    dbt.build_history()
    said_again = warehouse.land([event(2, "end")])
    dbt.build_history()
    dbt.build_history()

    assert [version.load_id for version in warehouse.history()] == [said_again]
    assert f"_load_id > {said_again}" in dbt.compiled("bike_status_history")


def test_run_in_order_reads_only_new_events(dbt: Dbt, warehouse: Warehouse) -> None:
    warehouse.land([event(minute, "end") for minute in range(3)])
    dbt.build_history()
    warehouse.land([event(60, "start")])
    dbt.build_history()

    assert "occurred_at >= '2026-11-21 09:00:00'" in dbt.compiled("bike_status_history")


def test_staged_events_are_read_once_and_joined_to_one_row_a_key(
    dbt: Dbt, warehouse: Warehouse
) -> None:
    """The seed joined its staging table to itself: quadratic in the events of a bike."""
    warehouse.land([event(second / 60, ("end", "start")[second % 2]) for second in range(200)])
    dbt.build_history()
    warehouse.land([event(second / 60, ("end", "start")[second % 2]) for second in range(200, 400)])
    dbt.build_history()

    sql = dbt.compiled("bike_status_history")
    assert sql.count('"stg_bikes__events"') == 1
    joined = [line.split(" join ")[1].split()[0] for line in sql.splitlines() if " join " in line]
    assert joined == ["touched", "touched", "standing", "made"]
    assert len(warehouse.history()) == 400


def test_full_refresh_equals_incremental(dbt: Dbt, warehouse: Warehouse) -> None:
    for events in (
        [event(5, "end"), event(10, "end"), event(15, "end"), event(5, "start", bike=2)],
        [event(12, "start"), event(20, "start"), event(4, "end", bike=2)],
        [event(10, "end"), event(12, "end"), event(5, "end", bike=2)],
    ):
        warehouse.land(events)
        dbt.build_history()
    incremental = warehouse.history()
    dbt.build_history("--full-refresh")

    assert warehouse.history() == incremental


def test_history_depends_only_on_the_set_of_events(dbt: Dbt, warehouse: Warehouse) -> None:
    """Random events of 80 bikes, cut into loads in random order, some delivered again."""
    choose = random.Random(2)
    events = [
        event(
            choose.randrange(12),
            choose.choice(["start", "end", "end"]),
            bike=bike,
            station=choose.choice([301, 349]),
        )
        for bike in range(80)
        for _ in range(choose.randrange(1, 20))
    ]
    choose.shuffle(events)
    cuts = sorted(choose.sample(range(1, len(events)), k=5))
    loads = [
        events[start:end] + choose.choices(events[:end], k=choose.choice([0, 20]))
        for start, end in pairwise([0, *cuts, len(events)])
    ]

    for load in loads:
        warehouse.land(load)
        dbt.build_history()
        assert warehouse.history() == expected(loads[: warehouse.loads])

    warehouse.land(events)
    dbt.build_history()
    assert warehouse.history() == expected(loads)
    assert without_loads(warehouse.history()) == without_loads(expected([events]))


def test_full_refresh_is_refused_when_loads_were_purged_from_the_landing_table(
    dbt: Dbt, warehouse: Warehouse
) -> None:
    warehouse.land([event(1, "end")])
    warehouse.land([event(2, "start")])
    dbt.build_history()
    before = warehouse.history()
    warehouse.execute("delete from landing.bike_events where _load_id = 1")

    result = dbt.attempt("build", "--full-refresh", "--exclude-resource-type", "unit_test")

    assert not result.success
    messages = [str(item.message) for item in result.result.results]
    assert any("a full refresh would lose 1 loads that are no longer in" in m for m in messages)
    assert warehouse.history() == before
    warehouse.land([event(3, "end")])
    dbt.build_history()
    assert len(warehouse.history()) == 3
