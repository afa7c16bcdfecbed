"""The strategy type_2 itself: keys of several columns, ties, untracked columns, wrong settings."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.dbt.oracle import Event, Version, history
from tests.dbt.warehouse import EIGHT, PROJECT_DIR, Dbt, Warehouse

READINGS_TABLE = """
create table landing.readings (
    site varchar(16), device integer, read_at timestamp, counter integer,
    state varchar(16), mode integer, note varchar(64), _load_id bigint
)
"""


@pytest.fixture(scope="module")
def readings_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The readings project, with this project's macros."""
    folder = tmp_path_factory.mktemp("readings") / "project"
    shutil.copytree(Path(__file__).parent / "readings_project", folder)
    shutil.copytree(PROJECT_DIR / "macros", folder / "macros")
    return folder


@pytest.fixture(scope="module")
def readings_dbt(make_dbt: Callable[[Path], Dbt], readings_dir: Path) -> Dbt:
    return make_dbt(readings_dir)


@pytest.fixture
def readings(warehouse: Warehouse) -> Iterator[Warehouse]:
    warehouse.execute(READINGS_TABLE)
    yield warehouse
    warehouse.execute("drop table landing.readings")


def land(warehouse: Warehouse, events: list[Event]) -> None:
    rows = [(*e.key, e.at, *e.order, *e.state, *e.notes, e.load_id) for e in events]
    places = ", ".join(["(%s, %s, %s, %s, %s, %s, %s, %s)"] * len(rows))
    warehouse.execute(
        f"insert into landing.readings values {places}", [value for row in rows for value in row]
    )


def built(warehouse: Warehouse) -> list[Version]:
    rows = warehouse.rows(
        "select site, device, effective_at, end_at, state, mode, note, is_current, _load_id"
        " from analytics.reading_history order by site, device, effective_at, end_at"
    )
    return [Version(row[:2], row[2], row[3], row[4:6], row[6:7], row[7], row[8]) for row in rows]


@pytest.mark.parametrize("seed", range(2))
def test_history_equals_the_oracle_after_every_load(
    readings_dbt: Dbt, readings: Warehouse, seed: int
) -> None:
    """40 devices; loads in random order, with ties, repeats, nulls and late readings."""
    choose = random.Random(seed)
    events = [
        Event(
            key=(site, device),
            at=EIGHT + timedelta(minutes=choose.randrange(12)),
            order=(choose.choice([1, 2, None]),),
            state=(choose.choice(["on", "off", None]), choose.choice([1, 1, None])),
            notes=(choose.choice(["a", "b", None]),),
        )
        for site in ("north", "south")
        for device in range(20)
        for _ in range(choose.randrange(1, 15))
    ]
    choose.shuffle(events)
    landed: list[Event] = []
    for load_id in range(1, 6):
        size = len(events) // 5 + 1
        load = events[(load_id - 1) * size : load_id * size] + choose.choices(events, k=5)
        load = [Event(e.key, e.at, e.state, e.notes, load_id, e.order) for e in load]
        land(readings, load)
        landed += load

        readings_dbt("run")
        assert built(readings) == history(landed)

    readings_dbt("run", "--full-refresh")
    assert built(readings) == history(landed)


def test_late_reading_gives_the_version_before_it_back_its_note(
    readings_dbt: Dbt, readings: Warehouse
) -> None:
    """The open version had the note of its last reading, which now belongs to the next one."""

    def reading(minute: int, state: str, note: str, load_id: int) -> Event:
        at = EIGHT + timedelta(minutes=minute)
        return Event(("north", 1), at, (state, 1), (note,), load_id, (1,))

    land(readings, [reading(5, "on", "first", 1), reading(15, "on", "last", 1)])
    readings_dbt("run")
    land(readings, [reading(10, "off", "late", 2)])
    readings_dbt("run")

    assert [v.notes[0] for v in built(readings)] == ["first", "late", "last"]


def test_null_key_is_an_error_that_leaves_the_history_as_it_was(
    readings_dbt: Dbt, readings: Warehouse
) -> None:
    land(readings, [Event(("north", 1), EIGHT, ("on", 1), (None,), 1, (1,))])
    readings_dbt("run")
    before = built(readings)
    land(readings, [Event(("north", None), EIGHT, ("on", 1), (None,), 2, (1,))])
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
    land(readings, [Event(("north", None), EIGHT, ("on", 1), (None,), 1, (1,))])
    result = readings_dbt.attempt("run")

    assert not result.success
    assert "device" in result.result.results[0].message


WRONG_SETTINGS = {
    "{'key': ['site'], 'sequence': ['read_at']}": "'track' is missing or empty",
    "{'key': [], 'sequence': ['read_at'], 'track': ['state']}": "'key' is missing or empty",
    "{'key': 'site', 'sequence': ['read_at'], 'track': ['state']}": (
        "'key' must be a list of column names"
    ),
    "{'key': ['site'], 'sequence': ['read_at'], 'tracked': ['state']}": (
        "'tracked' is no setting; there are key, sequence, track, untracked"
    ),
    "{'key': ['site'], 'sequence': ['read_at'], 'track': ['site']}": (
        "'site' stands in key, track and untracked more than once"
    ),
    "{'key': ['site'], 'sequence': ['site'], 'track': ['state']}": (
        "'site' cannot be both key and sequence"
    ),
    "{'key': ['site'], 'sequence': ['read_at'], 'track': ['end_at']}": (
        "'end_at' is a column that the history makes itself; rename it in the events"
    ),
}


@pytest.mark.parametrize("settings", WRONG_SETTINGS)
def test_wrong_settings_fail_with_a_sentence(
    make_dbt: Callable[[Path], Dbt], readings_dir: Path, tmp_path: Path, settings: str
) -> None:
    project = shutil.copytree(readings_dir, tmp_path / "project")
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
    readings_dir: Path,
    readings: Warehouse,
    tmp_path: Path,
    change: tuple[str, str],
    sentence: str,
) -> None:
    project = shutil.copytree(readings_dir, tmp_path / "project")
    yaml = project / "models" / "readings.yml"
    yaml.write_text(yaml.read_text().replace(*change))

    result = make_dbt(project).attempt("run")

    assert not result.success
    assert sentence in result.result.results[0].message


def test_statements_committed_one_by_one_are_refused(
    make_dbt: Callable[[Path], Dbt], readings_dir: Path, readings: Warehouse, tmp_path: Path
) -> None:
    project = shutil.copytree(readings_dir, tmp_path / "project")
    with (project / "dbt_project.yml").open("a") as file:
        file.write("  redshift_skip_autocommit_transaction_statements: true\n")
    dbt = make_dbt(project)
    land(readings, [Event(("north", 1), EIGHT, ("on", 1), (None,), 1, (1,))])
    dbt("run")

    result = dbt.attempt("run")

    assert not result.success
    assert "delete and insert would be committed one by one" in result.result.results[0].message
