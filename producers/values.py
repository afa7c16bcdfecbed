"""Values of a row by column, checked. Each function raises BadValueError with the column's name."""

import re
from datetime import datetime

from producers.rows import BadValueError

_MISSING = {"", "null", "nan", r"\n"}
_WHOLE = re.compile(r"(\d{1,10})(?:\.0+)?", re.ASCII)
_NUMBER = re.compile(r"[+-]?\d{1,9}(?:\.\d+)?", re.ASCII)
_CLOCK = r"(?P<hour>\d\d?):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:\.\d+)?)?"
_TIMES = (
    re.compile(rf"(?P<year>\d{{4}})-(?P<month>\d\d?)-(?P<day>\d\d?)[ T]{_CLOCK}", re.ASCII),
    re.compile(rf"(?P<month>\d\d?)/(?P<day>\d\d?)/(?P<year>\d{{4}}) {_CLOCK}", re.ASCII),
)
_GREATEST_INTEGER = 2**31 - 1


def present(fields: dict[str, str], column: str) -> str:
    """The text, which is none of those that stand for nothing."""
    value = fields[column]
    if value.lower() in _MISSING:
        raise BadValueError(f"{column} is missing")
    return value


def whole(fields: dict[str, str], column: str) -> int:
    """An integer of Redshift that is not negative; 7.0 is 7."""
    value = present(fields, column)
    found = _WHOLE.fullmatch(value)
    if not found:
        raise BadValueError(f"{column} is no whole number", value)
    number = int(found[1])
    if number > _GREATEST_INTEGER:
        raise BadValueError(f"{column} is out of range", value)
    return number


def number(fields: dict[str, str], column: str) -> float:
    """A number in decimals, without an exponent."""
    value = present(fields, column)
    if not _NUMBER.fullmatch(value):
        raise BadValueError(f"{column} is no number", value)
    return float(value)


def time(fields: dict[str, str], column: str) -> datetime:
    """The time to the second, without a zone; fractions are cut off."""
    value = present(fields, column)
    for pattern in _TIMES:
        if found := pattern.fullmatch(value):
            parts = {name: int(digits or 0) for name, digits in found.groupdict().items()}
            try:
                return datetime(**parts)  # type: ignore[arg-type]  # noqa: DTZ001 - without a zone
            except ValueError:
                break
    raise BadValueError(f"{column} is no time", value)
