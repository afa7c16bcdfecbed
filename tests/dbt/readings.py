"""The readings project: its events, and its two histories as the oracle has them.

`reading_history` is made with the least settings, `reading_life_history` with all of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from tests.dbt.oracle import Event, Version, history
from tests.dbt.warehouse import EIGHT, Warehouse

READINGS_TABLE = """
create table landing.readings (
    site varchar(16), device integer, read_at timestamp, counter integer,
    state varchar(16), mode integer, note varchar(64), operation varchar(16), _load_id bigint
)
"""

_MODE, _NOTE = 1, 2


def reading(
    minute: int,
    state: str | None = "on",
    mode: int | None = 1,
    note: str | None = None,
    *,
    load_id: int = 1,
    counter: int | None = 1,
    deletes: bool = False,
    device: int | None = 1,
) -> Event:
    """A reading `minute` minutes after eight, of a device in the north."""
    at = EIGHT + timedelta(minutes=minute)
    return Event(("north", device), at, (state, mode), (note,), load_id, (counter,), deletes)


def land(warehouse: Warehouse, events: Iterable[Event]) -> None:
    """Put events into the landing table, as the loads that they name."""
    rows = [
        (*e.key, e.at, *e.order, *e.state, *e.notes, "delete" if e.deletes else "set", e.load_id)
        for e in events
    ]
    places = ", ".join(["(" + ", ".join(["%s"] * 9) + ")"] * len(rows))
    warehouse.execute(
        f"insert into landing.readings values {places}", [value for row in rows for value in row]
    )


def built(warehouse: Warehouse, model: str = "reading_history") -> list[Version]:
    """Return a history of the project, in the oracle's form and order."""
    rows = warehouse.rows(
        "select site, device, effective_at, end_at, state, mode, note, is_current, _load_id"
        f" from analytics.{model} order by site, device, effective_at, end_at"
    )
    return [Version(row[:2], row[2], row[3], row[4:6], row[6:7], row[7], row[8]) for row in rows]


def expected(events: Iterable[Event], model: str = "reading_history") -> list[Version]:
    """What the oracle makes of the events under the settings of a model."""
    if model == "reading_history":
        return history(events)
    return history(events, deletes=True, null_means_unchanged=(_MODE, _NOTE))


def lives(warehouse: Warehouse) -> list[tuple[float, float | None, str | None, int | None]]:
    """Return reading_life_history as (from minute, to minute or None, state, mode)."""
    return [
        (
            _minute(version.effective_at),
            None if version.is_current else _minute(version.end_at),
            *version.state,
        )
        for version in built(warehouse, "reading_life_history")
    ]


def delivered_in(event: Event, load_id: int) -> Event:
    return replace(event, load_id=load_id)


def _minute(at: datetime) -> float:
    return (at - EIGHT) / timedelta(minutes=1)
