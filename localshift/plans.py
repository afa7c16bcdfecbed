"""Plans of queries, kept: a client describes a statement before it runs it, often again later.

One is found again by its text and by all that it followed from: the state of the catalog and the
session's settings, its user among them. One that followed from more is not kept: from the time or
another value of the statement's own, from a table of the session or outside of the warehouse.
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from localshift.catalog.relations import DATABASE
from localshift.fetching import Query
from localshift.results import Column
from localshift.sql.context import Context
from localshift.sql.translate import Translated

_KEPT = 200
_MAX_CHARACTERS = 20_000

# What holds as long as the session's settings do.
_OF_THE_SETTINGS = frozenset(
    {
        "user", "database", "schema", "pid", "time_zone", "super_case_sensitive",
        "json_parse_dedup",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Plan:
    """A query as DuckDB has bound it, with the columns that the client gets."""

    translated: Translated
    query: Query
    columns: tuple[Column, ...]


class Plans:
    """The plans of one session that were asked for last."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[Any, ...], Plan] = OrderedDict()

    def find(self, key: tuple[Any, ...], context: Context, make: Callable[[Context], Plan]) -> Plan:
        """The plan that is kept under `key`, or a new one. Raises what `make` does."""
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        watched = _Watched(context)
        plan = make(cast(Context, watched))
        in_warehouse = all(storage[0] == DATABASE for storage in plan.translated.bound.columns)
        is_short = len(plan.translated.sql) <= _MAX_CHARACTERS
        if in_warehouse and is_short and not watched.gave_more:
            self._kept[key] = plan
            if len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return plan


class _Watched:
    """Stands for a context, and notes whether it gave more than follows from the settings."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self.gave_more = False

    def __getattr__(self, name: str) -> Any:
        self.gave_more = self.gave_more or name not in _OF_THE_SETTINGS
        return getattr(self._context, name)
