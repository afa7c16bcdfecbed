"""What a type-2 history must be, computed the plain way: sort everything, then walk through it.

It shares nothing with the SQL: no batches, no stretches, no windows.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

OPEN_END = datetime(9999, 12, 31, 23, 59, 59)


@dataclass(frozen=True)
class Event:
    """One event. `state` is compared to see a change; `notes` are carried along.

    Of several events of a key at one time, the greatest by `order` counts, then a delete, then the
    greatest by `state`, then by `notes`.
    """

    key: Any
    at: datetime
    state: tuple[Any, ...]
    notes: tuple[Any, ...] = ()
    load_id: int = 0
    order: tuple[Any, ...] = ()
    deletes: bool = False


@dataclass(frozen=True)
class Version:
    """One version, from `effective_at` (inclusive) to `end_at` (exclusive)."""

    key: Any
    effective_at: datetime
    end_at: datetime
    state: tuple[Any, ...]
    notes: tuple[Any, ...]
    is_current: bool
    load_id: int


def history(
    events: Iterable[Event],
    *,
    deletes: bool = False,
    null_means_unchanged: Collection[int] = (),
) -> list[Version]:
    """Return the versions of all keys, ordered by key and time.

    Without `deletes` a delete is an event as others. In the places `null_means_unchanged` of state
    and notes, taken together, null stands for the last value since the key's last delete.
    """
    versions: list[Version] = []
    for key, of_key in groupby(sorted(events, key=_key_and_time), key=lambda event: event.key):
        known: tuple[Any, ...] | None = None
        began_at, state, loads = None, (), []  # the version that is open
        for at, at_once in groupby(of_key, key=lambda event: event.at):
            instant = list(at_once)
            counts = max(instant, key=lambda event: _rank(event, deletes))
            newest = max(event.load_id for event in instant)
            ends = deletes and counts.deletes
            said = _filled(counts, known, null_means_unchanged)
            size = len(counts.state)
            if began_at is not None and not ends and said[:size] == state[:size]:
                known = state = said
                loads.append(newest)
                continue
            if began_at is not None:
                last = [newest] if ends else []
                versions.append(_version(key, began_at, at, state, size, [*loads, *last]))
            known = None if ends else said
            began_at, state, loads = (None, (), []) if ends else (at, said, [newest])
        if began_at is not None:
            versions.append(_version(key, began_at, OPEN_END, state, size, loads))
    return versions


def _version(
    key: Any,
    began_at: datetime,
    end_at: datetime,
    said: tuple[Any, ...],
    size: int,
    loads: Sequence[int],
) -> Version:
    return Version(key, began_at, end_at, said[:size], said[size:], end_at == OPEN_END, max(loads))


def _filled(
    event: Event, known: tuple[Any, ...] | None, null_means_unchanged: Collection[int]
) -> tuple[Any, ...]:
    said = (*event.state, *event.notes)
    if known is None:
        return said
    return tuple(
        known[place] if value is None and place in null_means_unchanged else value
        for place, value in enumerate(said)
    )


def _key_and_time(event: Event) -> tuple[Any, ...]:
    return (event.key, event.at)


def _rank(event: Event, deletes: bool) -> tuple[Any, ...]:
    """Which of the events at one instant counts: the greatest. Null is less than any value."""
    return (
        _nulls_first(event.order),
        deletes and event.deletes,
        _nulls_first((*event.state, *event.notes)),
    )


def _nulls_first(values: Sequence[Any]) -> tuple[tuple[bool, Any], ...]:
    return tuple((value is not None, value if value is not None else 0) for value in values)
