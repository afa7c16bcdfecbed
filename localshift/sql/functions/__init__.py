"""The functions that localshift implements: an allow-list, a module a topic.

A function that is not here is refused by the name that it is called by.
"""

from sqlglot import exp

from localshift.sql.functions import (
    aggregates,
    catalog,
    clocks,
    conditions,
    date_formats,
    date_parts,
    dates,
    hashes,
    json,
    number_formats,
    numbers,
    regexps,
    session,
    sorted_aggregates,
    strings,
    super,
    time_zones,
    varbyte,
    windows,
)
from localshift.sql.functions.function import Function

FUNCTIONS: tuple[Function, ...] = (
    *aggregates.FUNCTIONS,
    *sorted_aggregates.FUNCTIONS,
    *windows.FUNCTIONS,
    *conditions.FUNCTIONS,
    *strings.FUNCTIONS,
    *json.FUNCTIONS,
    *super.FUNCTIONS,
    *regexps.FUNCTIONS,
    *numbers.FUNCTIONS,
    *number_formats.FUNCTIONS,
    *hashes.FUNCTIONS,
    *varbyte.FUNCTIONS,
    *dates.FUNCTIONS,
    *date_parts.FUNCTIONS,
    *date_formats.FUNCTIONS,
    *time_zones.FUNCTIONS,
    *clocks.FUNCTIONS,
    *session.FUNCTIONS,
    *catalog.FUNCTIONS,
)

_BY_CLASS = {entry.node: entry for entry in FUNCTIONS if entry.node is not None}
# What sqlglot may read as a class of its own.
KNOWN_BY_CLASS = {name for entry in _BY_CLASS.values() for name in entry.names.split()}
KNOWN_BY_NAME = {
    name: entry for entry in FUNCTIONS if entry.node is None for name in entry.names.split()
}


def find_function(node: exp.Func) -> Function | None:
    """The entry of a call, by its class or, where sqlglot has none for it, by its name."""
    if isinstance(node, exp.Anonymous):
        return KNOWN_BY_NAME.get(node.name.lower())
    return _BY_CLASS.get(type(node))
