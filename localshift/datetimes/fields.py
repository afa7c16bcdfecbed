"""Cut the text of a date or time into its fields, whatever their order.

AWS: r_Date_and_time_literals, r_Datetime_types, automatic-recognition; PostgreSQL 8.0, "Date/Time
Input Interpretation". DateStyle is MDY: of 1/2/2003 the first number is the month.
"""

import re
from dataclasses import dataclass, field
from datetime import date, timedelta

from localshift.datetimes.zones import Zone, find_zone, is_abbreviation
from localshift.errors import refuse

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH_NAMES = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
_DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_DAY_NAMES = ("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday")
_NUMBER_OF_MONTH = {
    name: number
    for names in (_MONTHS, _MONTH_NAMES)
    for number, name in enumerate(names, start=1)
} | {"sept": 9}  # fmt: skip
_IGNORED = {*_DAYS, *_DAY_NAMES, "tues", "weds", "thur", "thurs", "t", "at", "on", "ad"}
SPECIAL = ("now", "today", "tomorrow", "yesterday", "epoch")
_JULIAN_OF_ORDINAL = 1_721_425  # date.toordinal() counts from the year 1

_TOKEN = re.compile(
    r"""
    (?P<time>\d{1,2}:\d{1,2}(?::\d{1,2}(?:\.\d*)?)?)
    |(?P<julian>j\d+)
    |(?P<year_day>\d{4}\.\d{3}(?!\d|\.))
    |(?P<date>\d+(?P<mark>[-/.])(?:\d+|[a-z]+)(?P=mark)\d+|[a-z]+-\d{1,2}-\d+)
    |(?P<offset>[+-]\d{1,2}(?::?\d{2})?)
    |(?P<number>\d+(?:\.\d+)?)
    |(?P<word>[a-z]+(?:_[a-z]+)*(?:/[a-z_]+)*)\.?
    |(?P<blank>[\s,]+)
    """,
    re.IGNORECASE | re.VERBOSE,
)


class UnreadableError(Exception):
    """The text is none of the forms."""


@dataclass(slots=True)
class Fields:
    """What has been read so far."""

    only_time: bool
    year: int | None = None
    month: int | None = None
    day: int | None = None
    clock: timedelta | None = None
    half: str | None = None  # am or pm
    zone: Zone | None = None
    special: str | None = None
    whole: date | None = None  # where a form gives a day at once
    whole_seconds: bool = False  # a Julian day leaves out the fraction (automatic-recognition)
    numbers: list[str] = field(default_factory=list)

    @property
    def has_date(self) -> bool:
        by_name = self.month is not None and len(self.numbers) == 2
        return by_name or self.whole is not None or None not in (self.year, self.month, self.day)


def fields_of(text: str, *, only_time: bool) -> Fields:
    fields = Fields(only_time)
    position, lowered = 0, text.strip().lower()
    if not lowered:
        raise UnreadableError
    while position < len(lowered):
        match = _TOKEN.match(lowered, position)
        if match is None:
            raise UnreadableError
        _take(fields, str(match.lastgroup), match[0], match["mark"])
        position = match.end()
    _settle_numbers(fields)
    _settle_half(fields)
    return fields


def _take(fields: Fields, kind: str, text: str, mark: str | None) -> None:
    match kind:
        case "time":
            fields.clock = _clock(*text.split(":"))
        case "julian":
            fields.whole = date.fromordinal(int(text[1:]) - _JULIAN_OF_ORDINAL)
            fields.whole_seconds = True
        case "year_day":
            year, day = text.split(".")
            fields.whole = date(int(year), 1, 1) + timedelta(days=_between(int(day), 1, 366) - 1)
        case "date" | "mark":
            _take_date(fields, re.split("[-/.]", text), dotted=mark == ".")
        case "offset":
            if fields.clock is None:
                raise UnreadableError
            fields.zone = Zone(offset=_offset(text))
        case "number":
            _take_number(fields, text)
        case "word":
            _take_word(fields, text.rstrip("."))


def _take_date(fields: Fields, parts: list[str], *, dotted: bool) -> None:
    """Year first if it has more than two digits, else the month; a name is the month anywhere."""
    names = [part for part in parts if part.isalpha()]
    numbers = [part for part in parts if not part.isalpha()]
    if names:
        fields.month = _month(names[0])
        year_first = len(numbers[0]) > 2
        year, day = numbers if year_first else reversed(numbers)
    elif len(parts[0]) > 2:
        year, month, day = parts
        fields.month = int(month)
    else:
        month, day, year = parts
        if dotted and int(month) > 12:  # 17.12.1997
            month, day = day, month
        fields.month = int(month)
    fields.year, fields.day = _full_year(year), int(day)


def _take_number(fields: Fields, text: str) -> None:
    """Digits alone: of 8 or 6 a date, of 6 after a date a time; short ones wait for the rest."""
    whole, _, fraction = text.partition(".")
    if len(whole) == 6 and (fields.has_date or fraction or fields.only_time):
        seconds = f"{whole[4:]}.{fraction}" if fraction else whole[4:]
        fields.clock = _clock(whole[:2], whole[2:4], seconds)
    elif fraction:
        raise UnreadableError
    elif len(whole) in (6, 8) and not fields.has_date:
        fields.year = _full_year(whole[:-4])
        fields.month, fields.day = int(whole[-4:-2]), int(whole[-2:])
    elif len(whole) <= 4:
        fields.numbers.append(whole)
    else:
        raise UnreadableError


def _take_word(fields: Fields, word: str) -> None:
    if word in _NUMBER_OF_MONTH and fields.month is None:
        fields.month = _month(word)
    elif word in ("am", "pm"):
        fields.half = word
    elif word in SPECIAL:
        fields.special = word
    elif word == "bc":
        raise refuse("dates before the year 1")
    elif word in ("infinity", "invalid"):
        raise refuse(f"the date {word}")
    elif word in _IGNORED:
        return
    elif is_abbreviation(word) or "/" in word:
        fields.zone = find_zone(word)
    else:
        raise UnreadableError


def _settle_numbers(fields: Fields) -> None:
    """What the short numbers are, next to the name of a month: the day, then the year."""
    if not fields.numbers:
        return
    if fields.month is None or len(fields.numbers) != 2 or fields.day is not None:
        raise UnreadableError
    day, year = fields.numbers
    if len(day) > 2:
        day, year = year, day
    fields.day, fields.year = int(day), _full_year(year)


def _settle_half(fields: Fields) -> None:
    if fields.half is None:
        return
    if fields.clock is None:
        raise UnreadableError
    noon = timedelta(hours=12)
    if fields.clock >= noon + timedelta(hours=1):
        raise ValueError(fields.half)
    fields.clock = fields.clock % noon + (noon if fields.half == "pm" else timedelta())


def _clock(hours: str, minutes: str, seconds: str = "0") -> timedelta:
    whole, _, fraction = seconds.partition(".")
    microseconds = round(float(f"0.{fraction or 0}") * 1_000_000)
    return timedelta(
        hours=_between(int(hours), 0, 23),
        minutes=_between(int(minutes), 0, 59),
        seconds=_between(int(whole), 0, 59),
        microseconds=microseconds,
    )


def _offset(text: str) -> timedelta:
    digits = text[1:].replace(":", "")
    hours, minutes = (digits[:-2], digits[-2:]) if len(digits) > 2 else (digits, "0")
    offset = timedelta(hours=_between(int(hours), 0, 14), minutes=_between(int(minutes), 0, 59))
    return -offset if text[0] == "-" else offset


def _month(name: str) -> int:
    try:
        return _NUMBER_OF_MONTH[name]
    except KeyError:
        raise UnreadableError from None


def _full_year(digits: str) -> int:
    year = int(digits)
    if len(digits) > 2:
        return year
    return year + (2000 if year < 70 else 1900)


def _between(number: int, low: int, high: int) -> int:
    if not low <= number <= high:
        raise ValueError(number)
    return number
