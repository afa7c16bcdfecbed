"""What a type-2 history must be, computed the plain way: sort everything, then walk through it.

It shares nothing with the SQL: no batches, no stretches, no windows.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

OPEN_END = datetime(9999, 12, 31, 23, 59, 59)


@dataclass(frozen=True)
class Event:
    """One event. `state` is compared to see a change; `notes` are carried along.

    Of several events of a key at one time, the greatest by `order`, then `state`, then `notes`
    counts.
    """

    key: Any
    at: datetime
    state: tuple[Any, ...]
    notes: tuple[Any, ...] = ()
    load_id: int = 0
    order: tuple[Any, ...] = ()


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


def history(events: Iterable[Event]) -> list[Version]:
    """Return the versions of all keys, ordered by key and time."""
    versions: list[Version] = []
    for key, of_key in groupby(sorted(events, key=_order), key=lambda event: event.key):
        runs: list[list[Event]] = []
        for _, at_once in groupby(of_key, key=lambda event: event.at):
            instant = list(at_once)
            if runs and runs[-1][-1].state == instant[-1].state:
                runs[-1].extend(instant)
            else:
                runs.append(instant)
        starts = [run[0].at for run in runs]
        for run, end_at in zip(runs, [*starts[1:], OPEN_END], strict=True):
            last = run[-1]
            versions.append(
                Version(
                    key=key,
                    effective_at=run[0].at,
                    end_at=end_at,
                    state=last.state,
                    notes=last.notes,
                    is_current=end_at == OPEN_END,
                    load_id=max(event.load_id for event in run),
                )
            )
    return versions


def _order(event: Event) -> tuple[Any, ...]:
    """By key and time; then by all else, where null comes first."""
    ties = (*event.order, *event.state, *event.notes)
    return (event.key, event.at, _nulls_first(ties))


def _nulls_first(values: Sequence[Any]) -> tuple[tuple[bool, Any], ...]:
    return tuple((value is not None, value if value is not None else 0) for value in values)
