"""Time zones as Redshift names them: by name, abbreviation, or POSIX-style specification.

AWS: CONVERT_TIMEZONE (usage notes), r_timezone_config.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, lru_cache
from zoneinfo import ZoneInfo, available_timezones

from localshift.errors import SqlError, refuse

_ABBREVIATIONS = {
    -12: "idlw", -11: "nt", -10: "hst ahst cat", -9: "akst yst hdt", -8: "pst akdt ydt",
    -7: "mst pdt", -6: "cst mdt", -5: "est cdt", -4: "ast edt", -3: "brt art adt", -1: "azot",
    0: "utc gmt z zulu uct ut wet", 1: "cet met bst wat west", 2: "eet cest mest sast",
    3: "eest msk eat", 4: "msd", 5: "uzt pkt", 7: "ict", 8: "hkt sgt awst cct", 9: "jst kst",
    10: "aest", 11: "aedt", 12: "nzst nzt", 13: "nzdt",
}  # fmt: skip
_HOURS = {name: hours for hours, names in _ABBREVIATIONS.items() for name in names.split()}

# STDoffset, STD being anything: hours and minutes west of Greenwich.
_POSIX = re.compile(r"([a-z_/]+)\s*([+-]?)(\d{1,2})(?::(\d{2}))?", re.IGNORECASE)
_ISO = re.compile(r"([+-]?)(\d{1,2})(?::(\d{2}))?")
_INTERVAL = re.compile(r"([+-]?\d+)\s*(hours?|minutes?)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Zone:
    """A zone with the rules of its `name`, or, without one, at a fixed `offset` from UTC."""

    name: str | None = None
    offset: timedelta = timedelta()

    def to_utc(self, local: datetime) -> datetime:
        """A clock in this zone as a clock in UTC; neither carries a zone."""
        if self.name is None:
            return local - self.offset
        moment = local.replace(tzinfo=ZoneInfo(self.name))
        return (moment - (moment.utcoffset() or timedelta())).replace(tzinfo=None)

    def from_utc(self, moment: datetime) -> datetime:
        """A clock in UTC as a clock in this zone; neither carries a zone."""
        if self.name is None:
            return moment + self.offset
        at = moment.replace(tzinfo=ZoneInfo("UTC"))
        return at.astimezone(ZoneInfo(self.name)).replace(tzinfo=None)


@lru_cache(maxsize=1000)
def find_zone(text: str) -> Zone:
    """The zone that a function or a literal names. An abbreviation knows no summer time.

    Raises SqlError 22023 for what is none.
    """
    found = _fixed(text) or _named(text) or _posix(text)
    if found is None:
        raise SqlError("22023", f'time zone "{text}" not recognized')
    return found


def is_abbreviation(word: str) -> bool:
    return word.lower() in _HOURS


def session_zone(text: str) -> str:
    """DuckDB's name of the zone that SET timezone names, which takes no abbreviation.

    Raises SqlError 22023 for what is none, 0A000 for an offset that is not of whole hours.
    """
    zone = _named(text) or _offset(text) or _posix(text)
    if zone is None:
        raise SqlError("22023", f'unrecognized time zone name: "{text}"')
    return duckdb_name(zone, text)


def duckdb_name(zone: Zone, text: str) -> str:
    """DuckDB's name of a zone: at fixed offsets it has those of whole hours alone."""
    if zone.name is not None:
        return zone.name
    hours, rest = divmod(zone.offset, timedelta(hours=1))
    if rest or not -12 <= hours <= 14:
        raise refuse(f"the time zone {text} here")
    return f"Etc/GMT{-hours:+d}" if hours else "UTC"


def _fixed(text: str) -> Zone | None:
    hours = _HOURS.get(text.lower())
    return None if hours is None else Zone(offset=timedelta(hours=hours))


def _named(text: str) -> Zone | None:
    name = _names().get(text.lower())
    return None if name is None else Zone(name)


def _posix(text: str) -> Zone | None:
    match = _POSIX.fullmatch(text.strip())
    return None if match is None else Zone(offset=-_hours(match[2], match[3], match[4]))


def _offset(text: str) -> Zone | None:
    """An ISO 8601 offset, or an interval: east of Greenwich is positive."""
    if match := _ISO.fullmatch(text.strip()):
        return Zone(offset=_hours(match[1], match[2], match[3]))
    if match := _INTERVAL.fullmatch(text.strip()):
        unit = "hours" if match[2].lower().startswith("hour") else "minutes"
        return Zone(offset=timedelta(**{unit: int(match[1])}))
    return None


def _hours(sign: str, hours: str, minutes: str | None) -> timedelta:
    offset = timedelta(hours=int(hours), minutes=int(minutes or 0))
    return -offset if sign == "-" else offset


@cache
def _names() -> dict[str, str]:
    return {name.lower(): name for name in available_timezones()}
