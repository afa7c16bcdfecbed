"""Read an interval from text: months and microseconds, as Redshift keeps it.

AWS: r_interval_literals (without a qualifier), r_interval_data_types (with one).
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from localshift.datetimes.parts import find_part
from localshift.errors import SqlError, refuse

_SECOND = 1_000_000
_MICROSECONDS = {
    "microsecond": 1,
    "millisecond": 1_000,
    "second": _SECOND,
    "minute": 60 * _SECOND,
    "hour": 3_600 * _SECOND,
    "day": 86_400 * _SECOND,
    "week": 7 * 86_400 * _SECOND,
}
_MONTHS = {
    "month": 1,
    "quarter": 3,
    "year": 12,
    "decade": 120,
    "century": 1200,
    "millennium": 12000,
}
_DAYS_OF_A_MONTH = 30

_CLOCK = re.compile(r"([+-]?)(\d+):(\d+)(?::(\d+(?:\.\d+)?))?")
_YEARS_AND_MONTHS = re.compile(r"([+-]?)(\d+)-(\d+)")
_QUANTITY = re.compile(r"([+-]?(?:\d+\.?\d*|\.\d+))\s*([a-z]+)?", re.IGNORECASE)
_BETWEEN = re.compile(r"[\s,]*")


@dataclass(frozen=True, slots=True)
class Interval:
    """Months, and what is shorter than a month."""

    months: int = 0
    microseconds: int = 0


def read_interval(
    text: str, qualifier: str | None = None, precision: int | None = None
) -> Interval:
    """An interval from the text of its literal. Raises SqlError 22007 for what is none.

    A qualifier is the unit of numbers alone, and units smaller than it are cut off; without one
    numbers alone are seconds. `precision` is the number of digits of seconds.
    """
    smallest = (qualifier or "second").split()[-1]
    months = microseconds = Fraction()
    rest = text.strip()
    backwards = rest.lower().endswith(" ago")
    rest = rest[:-4].rstrip() if backwards else rest
    if not rest:
        raise _invalid(text)
    while rest:
        if match := _CLOCK.match(rest):
            microseconds += _clock(match, smallest if qualifier else "second")
        elif qualifier and (match := _YEARS_AND_MONTHS.match(rest)):
            months += _signed(match[1], Fraction(int(match[2]) * 12 + int(match[3])))
        elif match := _QUANTITY.match(rest):
            unit = _unit(match[2], text) if match[2] else _implied(rest, match, qualifier)
            added_months, added = _quantity(Fraction(Decimal(match[1])), unit)
            months, microseconds = months + added_months, microseconds + added
        else:
            raise _invalid(text)
        rest = _BETWEEN.sub("", rest[match.end() :], count=1)
    sign = -1 if backwards else 1
    found = Interval(sign * int(months), sign * int(microseconds))
    return _kept(found, qualifier, precision)


def _kept(interval: Interval, qualifier: str | None, precision: int | None) -> Interval:
    """What is left of an interval by its qualifier."""
    if qualifier is None:
        return interval
    smallest = qualifier.split()[-1]
    if smallest in ("year", "month"):
        return Interval(_cut(interval.months, 12 if smallest == "year" else 1))
    if interval.months:
        raise refuse(f"months in an INTERVAL {qualifier.upper()}")
    if smallest == "second":
        unit = 10 ** (6 - (6 if precision is None else precision))
        return Interval(0, round(Fraction(interval.microseconds, unit)) * unit)
    return Interval(0, _cut(interval.microseconds, _MICROSECONDS[smallest]))


def _quantity(quantity: Fraction, unit: str) -> tuple[Fraction, Fraction]:
    """Months and microseconds; a part of a month is of 30 days."""
    if unit in _MICROSECONDS:
        return Fraction(), quantity * _MICROSECONDS[unit]
    months = quantity * _MONTHS[unit]
    whole = Fraction(int(months))
    return whole, (months - whole) * _DAYS_OF_A_MONTH * _MICROSECONDS["day"]


def _clock(match: re.Match[str], smallest: str) -> Fraction:
    """`2:3:4`, and `2:2`, which is of hours and minutes unless the qualifier ends with seconds."""
    first, second = int(match[2]), int(match[3])
    if match[4] is None and smallest == "second" and match.string.count(":") == 1:
        return _signed(match[1], Fraction(first * 60 + second) * _SECOND)
    seconds = Fraction(first * 3_600 + second * 60) + Fraction(Decimal(match[4] or "0"))
    return _signed(match[1], seconds * _SECOND)


def _implied(rest: str, match: re.Match[str], qualifier: str | None) -> str:
    """The unit of a number alone: before a clock it counts days."""
    if _CLOCK.match(rest[match.end() :].lstrip()):
        return "day"
    if qualifier is not None and " to " in qualifier:
        raise refuse(f"numbers without a unit in an INTERVAL {qualifier.upper()}")
    return qualifier or "second"


def _unit(word: str, text: str) -> str:
    unit = "month" if word.lower() == "mons" else find_part(word)
    if unit not in _MICROSECONDS and unit not in _MONTHS:
        raise _invalid(text)
    return str(unit)


def _signed(sign: str, value: Fraction) -> Fraction:
    return -value if sign == "-" else value


def _cut(value: int, unit: int) -> int:
    """`value` without what is smaller than `unit`, towards zero."""
    return int(Fraction(value, unit)) * unit


def _invalid(text: str) -> SqlError:
    return SqlError("22007", f'invalid input syntax for type interval: "{text}"')
