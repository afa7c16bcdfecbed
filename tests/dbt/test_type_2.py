"""The strategy type_2 itself: ties, late events, deletes, nulls, and settings that are wrong."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from tests.dbt.oracle import OPEN_END
from tests.dbt.readings import built, delivered_in, expected, land, lives, reading
from tests.dbt.runner import Dbt
from tests.dbt.warehouse import EIGHT, Warehouse


@pytest.fixture
def project(readings_dir: Path, tmp_path: Path) -> Path:
    """A copy of the readings project, which a test may change."""
    return shutil.copytree(readings_dir, tmp_path / "project")


def test_late_reading_gives_the_version_before_it_back_its_note(
    readings_dbt: Dbt, readings: Warehouse
) -> None:
    """The open version had the note of its last reading, which now belongs to the next one."""
    land(readings, [reading(5, note="first"), reading(15, note="last")])
    readings_dbt("run")
    land(readings, [reading(10, "off", note="late", load_id=2)])
    readings_dbt("run")

    assert [version.notes[0] for version in built(readings)] == ["first", "late", "last"]


def test_delete_closes_the_version_and_a_later_event_opens_one(
    readings_dbt: Dbt, readings: Warehouse
) -> None:
    land(readings, [reading(5), reading(10, deletes=True)])
    readings_dbt("run")
    assert lives(readings) == [(5, 10, "on", 1)]

    land(readings, [reading(20, "off", load_id=2)])
    readings_dbt("run")
    assert lives(readings) == [(5, 10, "on", 1), (20, None, "off", 1)]


def test_delete_that_comes_before_its_upsert_still_closes_it(
    readings_dbt: Dbt, readings: Warehouse
) -> None:
    land(readings, [reading(10, deletes=True)])
    readings_dbt("run")
    assert lives(readings) == []

    land(readings, [reading(5, load_id=2)])
    readings_dbt("run")
    assert lives(readings) == [(5, 10, "on", 1)]


def test_delete_at_the_start_of_a_version_takes_it_away(
    readings_dbt: Dbt, readings: Warehouse
) -> None:
    land(readings, [reading(5), reading(5, device=2)])
    readings_dbt("run")
    land(readings, [reading(5, deletes=True, load_id=2)])
    readings_dbt("run")

    assert [version.key for version in built(readings, "reading_life_history")] == [("north", 2)]


def test_late_event_splits_a_version_that_a_delete_ended(
    readings_dbt: Dbt, readings: Warehouse
) -> None:
    events = [reading(5), reading(15, deletes=True, load_id=2), reading(10, "off", load_id=3)]
    for event in events:
        land(readings, [event])
        readings_dbt("run")

    assert lives(readings) == [(5, 10, "on", 1), (10, 15, "off", 1)]
    assert built(readings, "reading_life_history") == expected(events, "reading_life_history")


def test_null_means_unchanged_until_a_delete(readings_dbt: Dbt, readings: Warehouse) -> None:
    land(readings, [reading(5, mode=7), reading(10, "off", mode=None)])
    readings_dbt("run")
    land(readings, [reading(20, deletes=True, load_id=2), reading(25, mode=None, load_id=2)])
    readings_dbt("run")

    assert lives(readings) == [(5, 10, "on", 7), (10, 20, "off", 7), (25, None, "on", None)]


def test_late_event_fills_the_nulls_that_come_after_it(
    readings_dbt: Dbt, readings: Warehouse
) -> None:
    land(readings, [reading(5, mode=7), reading(10, "off", None), reading(15, "on", None)])
    readings_dbt("run")
    land(readings, [reading(8, mode=9, load_id=2)])
    readings_dbt("run")

    assert lives(readings) == [(5, 8, "on", 7), (8, 10, "on", 9), (10, 15, "off", 9),
                               (15, None, "on", 9)]  # fmt: skip


def test_backfill_of_a_day_gives_what_a_full_refresh_gives(
    readings_dbt: Dbt, readings: Warehouse
) -> None:
    day = 24 * 60
    days = [
        [reading(day * number + minute, state) for minute, state in ((1, "on"), (9, "off"))]
        for number in range(3)
    ]
    for load_id, number in enumerate((0, 2, 1), start=1):
        land(readings, [delivered_in(event, load_id) for event in days[number]])
        readings_dbt("run")
    backfilled = built(readings)
    readings_dbt("run", "--full-refresh")

    assert built(readings) == backfilled
    assert len(backfilled) == 6


def test_only_versions_that_change_are_written(readings_dbt: Dbt, readings: Warehouse) -> None:
    """A late event among many versions takes back the one that it splits, and no other."""
    land(readings, [reading(minute, f"state {minute}") for minute in range(0, 40, 2)])
    readings_dbt("run")
    land(readings, [reading(11, "late", load_id=2)])
    result = readings_dbt("run", "--select", "reading_history")

    assert result.result.results[0].adapter_response["rows_affected"] == 2


def test_null_key_is_an_error_that_leaves_the_history_as_it_was(
    readings_dbt: Dbt, readings: Warehouse
) -> None:
    land(readings, [reading(0)])
    readings_dbt("run")
    before = built(readings)
    land(readings, [reading(0, device=None, load_id=2)])
    result = readings_dbt.attempt("run")

    assert not result.success
    assert (
        "new events with null in site or device or read_at: 1; set them aside before"
        in result.result.results[0].message
    )
    assert built(readings) == before


def test_null_key_is_an_error_when_the_history_is_built_from_nothing(
    readings_dbt: Dbt, readings: Warehouse
) -> None:
    land(readings, [reading(0, device=None)])
    result = readings_dbt.attempt("run")

    assert not result.success
    assert "device" in result.result.results[0].message


def test_full_refresh_is_refused_when_events_were_purged(
    readings_dbt: Dbt, readings: Warehouse
) -> None:
    land(readings, [reading(5), reading(10, "off", load_id=2)])
    readings_dbt("run")
    before = built(readings)
    readings.execute("delete from landing.readings where _load_id = 1")
    result = readings_dbt.attempt("run", "--full-refresh", "--select", "reading_history")

    assert not result.success
    assert "1 versions began with events that are no longer in" in result.result.results[0].message
    assert built(readings) == before

    land(readings, [reading(15, load_id=3)])
    readings_dbt("run", "--select", "reading_history")
    assert len(built(readings)) == 3


def test_new_tracked_column_is_added_without_building_the_history_anew(
    make_dbt: Callable[[Path], Dbt],
    readings_dbt: Dbt,
    project: Path,
    readings: Warehouse,
) -> None:
    land(readings, [reading(5), reading(10, "off")])
    readings_dbt("run")
    readings.execute("alter table landing.readings add column firmware varchar(16)")
    readings.execute(
        "insert into landing.readings values"
        " ('north', 1, '2026-11-21 08:15', 1, 'off', 1, null, 'set', 2, '2.0')"
    )
    yaml = project / "models" / "readings.yml"
    column = "- {name: firmware, data_type: varchar(16)}"
    yaml.write_text(yaml.read_text().replace("- {name: state", f"{column}\n      - {{name: state"))

    make_dbt(project)("run", "--select", "reading_life_history")

    assert readings.rows(
        "select effective_at, end_at, state, firmware from analytics.reading_life_history"
        " order by effective_at"
    ) == [
        (EIGHT + timedelta(minutes=5), EIGHT + timedelta(minutes=10), "on", None),
        (EIGHT + timedelta(minutes=10), EIGHT + timedelta(minutes=15), "off", None),
        (EIGHT + timedelta(minutes=15), OPEN_END, "off", "2.0"),
    ]


WRONG_SETTINGS = {
    "{'key': ['site']}": "'sequence' is missing or empty",
    "{'key': [], 'sequence': ['read_at'], 'track': ['state']}": "'key' is missing or empty",
    "{'key': 'site', 'sequence': ['read_at'], 'track': ['state']}": (
        "'key' must be a list of column names"
    ),
    "{'key': ['site'], 'sequence': ['read_at'], 'tracked': ['state']}": (
        "'tracked' is no setting; there are key, sequence, track, untracked, null_means_unchanged,"
        " delete_when, open_end"
    ),
    "{'key': ['site'], 'sequence': ['read_at'], 'track': ['site']}": (
        "'site' stands in key, track and untracked more than once"
    ),
    "{'key': ['site'], 'sequence': ['site'], 'track': ['state']}": (
        "'site' cannot be both key and sequence"
    ),
    "{'key': ['site'], 'sequence': ['read_at'], 'track': ['end_at']}": (
        "'end_at' is a name that the history keeps for its own columns; rename it in the events"
    ),
    "{'key': ['site'], 'sequence': ['read_at'], 'track': ['_place']}": (
        "'_place' is a name that the history keeps for its own columns; rename it in the events"
    ),
    "{'key': ['site'], 'sequence': ['read_at'], 'track': ['state'], 'open_end': none}": (
        "'open_end' must be a time such as '9999-12-31 23:59:59', and never null"
    ),
    "{'key': ['site'], 'sequence': ['read_at'], 'track': ['state'], 'delete_when': ['x']}": (
        "'delete_when' must be a condition on an event, as SQL"
    ),
}


@pytest.mark.parametrize("settings", WRONG_SETTINGS)
def test_wrong_settings_fail_with_a_sentence(
    make_dbt: Callable[[Path], Dbt], project: Path, settings: str
) -> None:
    (project / "models" / "wrong.sql").write_text(
        f"{{{{ type_2_versions(source('landing', 'readings'), {settings}) }}}}"
    )
    with pytest.raises(AssertionError) as failure:
        make_dbt(project)

    assert f"type_2: wrong: {WRONG_SETTINGS[settings]}" in str(failure.value)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            ("mode, data_type", "mood, data_type"),
            "'mode' is not among the model's columns in its YAML: site, device, effective_at",
        ),
        (
            ("- {name: note", "- {name: extra, data_type: integer}\n      - {name: note"),
            "the model's YAML describes 'extra', which is neither key, tracked nor untracked",
        ),
        (
            ("integer, constraints: [{type: not_null}]", "integer"),
            "'device' needs a not_null constraint in the model's YAML",
        ),
    ],
)
def test_contract_that_does_not_fit_fails_with_a_sentence(
    make_dbt: Callable[[Path], Dbt],
    project: Path,
    readings: Warehouse,
    change: tuple[str, str],
    sentence: str,
) -> None:
    yaml = project / "models" / "readings.yml"
    yaml.write_text(yaml.read_text().replace(*change))

    result = make_dbt(project).attempt("run")

    assert not result.success
    # Both models break, and either of them may be the first to say so.
    assert any(sentence in node.message for node in result.result.results)


@pytest.mark.parametrize(
    ("model", "change", "sentence"),
    [
        (
            "reading_history",
            ("note", "memo"),
            '\'memo\' is not a column of "dev"."landing"."readings": site, device, read_at',
        ),
        (
            "reading_life_history",
            ("['mode', 'note']", "['mode', 'nope']"),
            "'nope' is in null_means_unchanged, but neither tracked nor untracked",
        ),
    ],
)
def test_column_that_is_not_there_fails_with_a_sentence(
    make_dbt: Callable[[Path], Dbt],
    project: Path,
    readings: Warehouse,
    model: str,
    change: tuple[str, str],
    sentence: str,
) -> None:
    for file in (f"{model}.sql", "readings.yml"):
        path = project / "models" / file
        path.write_text(path.read_text().replace(*change))

    result = make_dbt(project).attempt("run", "--select", model)

    assert not result.success
    assert sentence in result.result.results[0].message


def test_statements_committed_one_by_one_are_refused(
    make_dbt: Callable[[Path], Dbt], project: Path, readings: Warehouse
) -> None:
    with (project / "dbt_project.yml").open("a") as file:
        file.write("  redshift_skip_autocommit_transaction_statements: true\n")
    dbt = make_dbt(project)
    land(readings, [reading(0)])
    dbt("run")

    result = dbt.attempt("run")

    assert not result.success
    assert "delete and insert would be committed one by one" in result.result.results[0].message


def test_worked_examples_hold(readings_dbt: Dbt, readings: Warehouse) -> None:
    """The unit tests of dbt in the readings project."""
    readings_dbt("run")
    result = readings_dbt("test", "--select", "test_type:unit")

    assert len(result.result.results) == 4
