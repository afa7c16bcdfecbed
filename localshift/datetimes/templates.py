"""The templates of TO_CHAR, TO_DATE and TO_TIMESTAMP for dates and times.

AWS: r_FORMAT_strings. A template is cut into patterns and the text between them; TO_CHAR is
compiled to SQL of them (sql/functions/date_formats.py), TO_DATE and TO_TIMESTAMP read by them here.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from localshift.errors import SqlError, refuse

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_JULIAN_OF_YEAR_1 = 1_721_425  # of the day before it
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")

PATTERNS = (
    "Y,YYY", "YYYY", "YYY", "YY", "Y", "IYYY", "IYY", "IY", "IDDD", "IW", "ID", "I", "MONTH",
    "MON", "MM", "MI", "MS", "RM", "DAY", "DDD", "DD", "DY", "D", "HH24", "HH12", "HH", "SSSS",
    "SS", "US", "AM", "PM", "A.M.", "P.M.", "BC", "AD", "B.C.", "A.D.", "CC", "Q", "WW", "W", "J",
    "TZ", "OF",
)  # fmt: skip
_TOKEN = re.compile(
    r'(?P<quoted>"[^"]*")'
    r"|(?P<fill>FM)?"
    rf"(?P<name>{'|'.join(re.escape(name) for name in sorted(PATTERNS, key=len, reverse=True))})"
    r"(?P<ordinal>TH)?"
    r"|(?P<text>.)",
    re.IGNORECASE | re.DOTALL,
)
_DIGITS = {
    "YYYY": 4, "YYY": 3, "YY": 2, "Y": 1, "MM": 2, "DD": 2, "DDD": 3, "HH24": 2, "HH12": 2,
    "HH": 2, "MI": 2, "SS": 2, "SSSS": 5, "MS": 3, "US": 6, "J": 7,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Pattern:
    """A part of a date: `name` in upper case, `written` as the template has it."""

    name: str
    written: str
    fill: bool = True
    ordinal: str = ""


@lru_cache(maxsize=256)
def cut(template: str) -> tuple[Pattern | str, ...]:
    """A template's patterns, and the text between them. FM leaves out what fills up."""
    parts: list[Pattern | str] = []
    for token in _TOKEN.finditer(template):
        if token["name"]:
            ordinal = token["ordinal"] or ""
            parts.append(Pattern(token["name"].upper(), token["name"], not token["fill"], ordinal))
        else:
            parts.append(token["quoted"][1:-1] if token["quoted"] else token["text"])
    return tuple(parts)


def parse(text: str, template: str, strict: bool) -> str:
    """The timestamp that `text` has by a template, in ISO form.

    A field out of its range moves the date on, unless it is `strict`: then SqlError 22008.
    """
    fields = {"year": 1, "month": 1, "day": 1, "hour": 0, "minute": 0, "second": 0, "micro": 0}
    position = 0
    parts = cut(template)
    for index, part in enumerate(parts):
        if isinstance(part, str):
            position += position < len(text) and not text[position].isalnum()
            continue
        if position >= len(text):
            break
        while position < len(text) and text[position].isspace():
            position += 1
        runs_on = index + 1 < len(parts) and isinstance(parts[index + 1], Pattern)
        position = _take(fields, part, text, position, runs_on=runs_on)
    if "half" in fields:
        fields["hour"] = fields["hour"] % 12 + fields["half"]
    if strict:
        _check(fields)
    return _moment(fields, text).isoformat(" ")


def _take(fields: dict[str, int], part: Pattern, text: str, position: int, *, runs_on: bool) -> int:
    """Read one field; the position behind it."""
    rest = text[position:].lower()
    match part.name:
        case "MONTH" | "MON":
            number = next((n for n, name in enumerate(_MONTHS, 1) if rest.startswith(name)), 0)
            if not number:
                raise _invalid(text, part)
            fields["month"] = number
            letters = re.match("[a-z]+", rest)
            full = part.name == "MONTH" and letters is not None
            return position + (letters.end() if full and letters else 3)
        case "DAY" | "DY":
            letters = re.match("[a-z]+", rest)
            return position + (letters.end() if letters else 0)
        case "RM":
            numeral = re.match("[ivx]+", rest)
            if numeral is None or numeral[0] not in _ROMAN:
                raise _invalid(text, part)
            fields["month"] = _ROMAN.index(numeral[0]) + 1
            return position + numeral.end()
        case "AM" | "PM" | "A.M." | "P.M.":
            half = re.match(r"([ap])\.?m\.?", rest)
            if half is None:
                raise _invalid(text, part)
            fields["half"] = 12 if half[1] == "p" else 0
            return position + half.end()
    if part.name not in _DIGITS:
        raise refuse(f"the format {part.written} in to_date() and to_timestamp()")
    return position + _number(fields, part, rest, text, runs_on=runs_on)


def _number(fields: dict[str, int], part: Pattern, rest: str, text: str, *, runs_on: bool) -> int:
    """Read digits: as many as the pattern has, of a year that ends the run all of them."""
    width = "" if part.name == "YYYY" and not runs_on else _DIGITS[part.name]
    digits = re.match(rf"\d{{1,{width}}}", rest)
    if digits is None:
        raise _invalid(text, part)
    value = int(digits[0])
    match part.name:
        case "YYYY":
            fields["year"] = value
        case "YYY" | "YY" | "Y":
            fields["year"] = value + (2000 if value < 70 or part.name == "Y" else 1900)
        case "MM":
            fields["month"] = value
        case "DD":
            fields["day"] = value
        case "DDD":
            fields["month"], fields["day"] = 1, value
        case "J":
            fields["year"], fields["month"], fields["day"] = 1, 1, value - _JULIAN_OF_YEAR_1
        case "HH24" | "HH12" | "HH":
            fields["hour"] = value
        case "MI":
            fields["minute"] = value
        case "SS":
            fields["second"] = value
        case "SSSS":
            fields["hour"], fields["minute"], fields["second"] = 0, 0, value
        case "MS" | "US":
            fields["micro"] = int(digits[0].ljust(_DIGITS[part.name], "0")) * (
                1000 if part.name == "MS" else 1
            )
    return digits.end()


def _check(fields: dict[str, int]) -> None:
    year, month, day = fields["year"], fields["month"], fields["day"]
    try:
        date(year, month, day)
    except ValueError:
        raise _out_of_range("date", f"{year}-{month}-{day}") from None
    hour, minute, second = fields["hour"], fields["minute"], fields["second"]
    if hour > 23 or minute > 59 or second > 59:
        raise _out_of_range("time", f"{hour}:{minute}:{second}.{fields['micro']}")


def _moment(fields: dict[str, int], text: str) -> datetime:
    months = fields["year"] * 12 + fields["month"] - 1
    try:
        first = date(months // 12, months % 12 + 1, 1)
        return datetime.combine(first, time()) + timedelta(
            days=fields["day"] - 1,
            hours=fields["hour"],
            minutes=fields["minute"],
            seconds=fields["second"],
            microseconds=fields["micro"],
        )
    except (ValueError, OverflowError):
        raise SqlError("22008", f'date/time field value out of range: "{text}"') from None


def _invalid(text: str, part: Pattern) -> SqlError:
    return SqlError("22007", f'invalid value for {part.written} in "{text}"')


def _out_of_range(what: str, value: str) -> SqlError:
    return SqlError("22008", f"date/time field {what} value out of range: {value}")
