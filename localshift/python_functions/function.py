"""What DuckDB has to know of a function in Python."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class PythonFunction:
    """A scalar function of values. An SqlError that it raises reaches the client as it is.

    `takes` are DuckDB's types of the arguments, separated by blanks, `gives` is the result's.
    """

    name: str
    call: Callable[..., Any]
    takes: str
    gives: str
