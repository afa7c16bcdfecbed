"""Dates and times in COPY: the default formats, DATEFORMAT and TIMEFORMAT, 'auto' and the epochs.

AWS: r_DATEFORMAT_and_TIMEFORMAT_strings, automatic-recognition.
"""

import re

from localshift.copy.sqltext import is_canonical, matches, matching
from localshift.errors import SqlError
from localshift.quoting import string
from localshift.types import RedshiftType

_DATE = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_TIME = r"[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?"
_OFFSET = "(?:[+-][0-9]{2}(?::?[0-9]{2})?)?"
_DEFAULTS = {
    "date": f"{_DATE}(?:[ T].*)?",
    "timestamp without time zone": f"{_DATE} {_TIME}",
    "timestamp with time zone": f"{_DATE} {_TIME}{_OFFSET}",
    "time without time zone": _TIME,
    "time with time zone": f"{_TIME}{_OFFSET}",
}
_EPOCHS = {"epochsecs": 1_000_000, "epochmillisecs": 1_000}

# The parts of a format string, the longer ones first.
_PARTS = {
    "YYYY": "%Y",
    "YY": "%y",
    "MONTH": "%B",
    "MON": "%b",
    "MM": "%m",
    "DD": "%d",
    "HH24": "%H",
    "HH12": "%I",
    "HH": "%H",
    "MI": "%M",
    "SS": "%S",
    "AM": "%p",
    "PM": "%p",
}
_PART = re.compile("|".join(_PARTS), re.IGNORECASE)


def is_date_or_time(kind: RedshiftType) -> bool:
    return kind.name in _DEFAULTS


def default_format(kind: RedshiftType) -> str:
    """The format as Redshift's error messages name it."""
    if kind.name == "date":
        return "YYYY-MM-DD"
    return "HH24:MI:SS" if kind.name.startswith("time ") else "YYYY-MM-DD HH24:MI:SS"


def conversion(
    kind: RedshiftType, text: str, date_format: str | None, time_format: str | None
) -> str | None:
    """SQL for the date or time that the SQL expression `text` holds; None for other types.

    Raises SqlError (22023) for a format string that has no meaning.
    """
    if kind.name not in _DEFAULTS:
        return None
    if kind.name == "date":
        # A date may be followed by a time, which is dropped.
        return _as_written(kind, text, date_format, f"left(ltrim({text}), 10)")
    if kind.name.startswith("time "):
        return _as_written(kind, text, None, text)
    return _as_written(kind, text, time_format, text)


def _as_written(kind: RedshiftType, text: str, written: str | None, value: str) -> str:
    if written is None:
        is_written = matches(text, _DEFAULTS[kind.name])
        if kind.name == "timestamp without time zone":
            # 'infinity' and years of five digits are of other lengths.
            quick = f"strlen({text}) = 19 and {is_canonical(text, kind.duckdb)}"
            is_written = f"({quick}) or {is_written}"
        return f"case when {is_written} then try_cast({value} as {kind.duckdb}) end"
    if written in _EPOCHS:
        moment = f"try(make_timestamp(try_cast({text} as bigint) * {_EPOCHS[written]}))"
        return matching(text, "[+-]?[0-9]+", f"{moment}::{kind.duckdb}")
    if written == "auto":
        return _recognized(kind, text)
    return f"try_strptime(trim({text}), {_strptime_formats(written)})::{kind.duckdb}"


def _recognized(kind: RedshiftType, text: str) -> str:
    """'auto': whatever a cast takes; what DuckDB can read itself is quicker."""
    quick = matching(text, f"{_DATE}(?:[ T]{_TIME})?", f"try_cast({text} as {kind.duckdb})")
    read = f"try(localshift_read('{kind}', {text}, current_setting('TimeZone')))"
    return f"coalesce({quick}, cast({read} as {kind.duckdb}))"


def _strptime_formats(written: str) -> str:
    """A format string of COPY as a list of DuckDB's: seconds may have a fraction."""
    twelve_hours = re.search("AM|PM", written, re.IGNORECASE) is not None
    format_ = _PART.sub(lambda part: _PARTS[part[0].upper()], written.replace("%", "%%"))
    if "%" not in format_ or re.search("[A-Za-z]", re.sub("%[A-Za-z]|T", "", format_)):
        raise SqlError("22023", f"Invalid date or time format '{written}'")
    if twelve_hours:
        format_ = format_.replace("%H", "%I")
    formats = dict.fromkeys((format_.replace("%S", "%S.%f"), format_))
    return f"[{', '.join(map(string, formats))}]"
