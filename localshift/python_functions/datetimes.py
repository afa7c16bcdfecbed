"""Dates, times and intervals from text that is no literal.

AWS: r_Date_and_time_literals, r_interval_literals, CONVERT_TIMEZONE. The results are text again,
in the form that DuckDB casts.
"""

from datetime import UTC, datetime
from functools import lru_cache

from localshift.datetimes.intervals import Interval, read_interval
from localshift.datetimes.reading import Clock, is_special, read
from localshift.datetimes.templates import parse
from localshift.datetimes.zones import duckdb_name, find_zone
from localshift.errors import refuse
from localshift.python_functions.function import PythonFunction

_KEPT = 10_000  # results that are kept: the dates of a column repeat


@lru_cache(maxsize=_KEPT)
def read_text(type_name: str, text: str, zone: str) -> str:
    """`zone` is the session's, for a TIMESTAMPTZ without one."""
    if is_special(text):
        raise refuse(f"the date and time {text.strip()} where it is no literal")
    return read(type_name, text, Clock(_now, find_zone(zone)))


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


def interval_text(text: str) -> str:
    return written(read_interval(text))


def written(interval: Interval) -> str:
    """An interval as DuckDB reads it."""
    return f"{interval.months} months {interval.microseconds} microseconds"


@lru_cache(maxsize=_KEPT)
def zone_name(text: str) -> str:
    return duckdb_name(find_zone(text), text)


FUNCTIONS = (
    PythonFunction("localshift_read", read_text, "VARCHAR VARCHAR VARCHAR", "VARCHAR"),
    PythonFunction("localshift_read_interval", interval_text, "VARCHAR", "VARCHAR"),
    PythonFunction(
        "localshift_parse", lru_cache(_KEPT)(parse), "VARCHAR VARCHAR BOOLEAN", "VARCHAR"
    ),
    PythonFunction("localshift_zone", zone_name, "VARCHAR", "VARCHAR"),
)
