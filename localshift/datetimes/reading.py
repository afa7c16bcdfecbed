"""Read a date, a time or a timestamp from text, in the forms that Redshift takes.

AWS: r_Date_and_time_literals, r_Datetime_types.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from localshift.datetimes.fields import SPECIAL, Fields, UnreadableError, fields_of
from localshift.datetimes.zones import Zone
from localshift.errors import SqlError, refuse


@dataclass(frozen=True, slots=True)
class Clock:
    """What the special values and a timestamp without a zone depend on; `now` is in UTC.

    It is asked for only where the text says so: a translation that depends on no time can be kept.
    """

    look: Callable[[], datetime]
    zone: Zone

    @property
    def now(self) -> datetime:
        return self.look()


def read(type_name: str, text: str, at: Clock) -> str:
    """`text` as a value of a date or time type, in the form that DuckDB reads.

    A DATE leaves out the time, a TIME the date, and both ignore a zone; a TIMESTAMPTZ is in UTC.
    Raises SqlError 22007 for a text that is none, 22008 for a field out of its range.
    """
    try:
        only_time = type_name.startswith("time ")
        fields = fields_of(text, only_time=only_time)
        day = None if only_time else _day(fields, at)
        return _value(type_name, fields, day, at)
    except UnreadableError:
        name = type_name.removesuffix(" without time zone")
        raise SqlError("22007", f'invalid input syntax for type {name}: "{text}"') from None
    except (ValueError, OverflowError):
        raise SqlError("22008", f'date/time field value out of range: "{text}"') from None


def is_special(text: str) -> bool:
    """Whether the value is another one at another time."""
    return text.strip().lower() in SPECIAL and text.strip().lower() != "epoch"


def _value(type_name: str, fields: Fields, day: date | None, at: Clock) -> str:
    moment = at.zone.from_utc(at.now) if fields.special == "now" else None
    if day is None:
        return _time_of_day(type_name, fields, moment)
    if type_name == "date":
        return day.isoformat()
    clock = fields.clock or timedelta()
    if fields.whole_seconds:
        clock = timedelta(seconds=clock // timedelta(seconds=1))
    local = moment or datetime.combine(day, time()) + clock
    if type_name == "timestamp without time zone":
        return local.isoformat(" ")
    zone = Zone() if fields.special == "epoch" else fields.zone or at.zone
    return zone.to_utc(local).isoformat(" ") + "+00"


def _time_of_day(type_name: str, fields: Fields, moment: datetime | None) -> str:
    if moment is not None:
        clock = moment.time()
    elif fields.clock is not None:
        clock = (datetime.combine(date.min, time()) + fields.clock).time()
    else:
        raise UnreadableError
    if type_name == "time without time zone":
        return clock.isoformat()
    if fields.zone is not None and fields.zone.name is not None:
        raise refuse("a TIMETZ in a zone whose offset depends on the date")
    minutes = (fields.zone or Zone()).offset // timedelta(minutes=1)
    hours, rest = divmod(abs(minutes), 60)
    return f"{clock.isoformat()}{'-' if minutes < 0 else '+'}{hours:02d}:{rest:02d}"


def _day(fields: Fields, at: Clock) -> date:
    if fields.whole is not None:
        return fields.whole
    if fields.special is not None:
        today = at.zone.from_utc(at.now).date()
        shift = {"yesterday": -1, "tomorrow": 1}.get(fields.special, 0)
        return date(1970, 1, 1) if fields.special == "epoch" else today + timedelta(days=shift)
    if fields.year is None or fields.month is None or fields.day is None:
        raise UnreadableError
    if fields.year > date.max.year:
        raise refuse(f"dates after the year {date.max.year}")
    return date(fields.year, fields.month, fields.day)
