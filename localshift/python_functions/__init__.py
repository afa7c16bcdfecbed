"""Functions that DuckDB's SQL can't express exactly, written in Python and called by name from it.

They are registered once for a database; its sessions share them. Rewrites and macros call them, no
client can: a name that begins with localshift_ is in no allow-list.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

import duckdb
from duckdb.func import FunctionNullHandling

from localshift.python_functions import (
    datetimes,
    hashes,
    number_templates,
    numbers,
    regular_expressions,
    semistructured,
    teradata,
    varbyte,
    words,
)
from localshift.python_functions.function import PythonFunction

FUNCTIONS: tuple[PythonFunction, ...] = (
    *datetimes.FUNCTIONS,
    *hashes.FUNCTIONS,
    *number_templates.FUNCTIONS,
    *numbers.FUNCTIONS,
    *regular_expressions.FUNCTIONS,
    *semistructured.FUNCTIONS,
    *teradata.FUNCTIONS,
    *varbyte.FUNCTIONS,
    *words.FUNCTIONS,
)


def register(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the functions known to a database. A null argument gives null without a call."""
    for function in FUNCTIONS:
        parameters: list[Any] = function.takes.split()
        connection.create_function(
            function.name,
            _strict(function.call),
            parameters,
            function.gives,
            null_handling=FunctionNullHandling.SPECIAL,
        )


def _strict(call: Callable[..., Any]) -> Callable[..., Any]:
    """DuckDB's own handling of nulls would not let a function give null for other arguments."""

    @wraps(call)  # DuckDB counts the parameters
    def strict(*values: Any) -> Any:
        return None if None in values else call(*values)

    return strict
