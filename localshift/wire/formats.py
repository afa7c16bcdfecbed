"""Values on the wire, as text and as binary, by type.

Text is what PostgreSQL 8 prints with DateStyle ISO, because Redshift kept it (AWS:
r_Datetime_types, r_extra_float_digits, r_VARBYTE_type; PostgreSQL 8.0: "Data Types"):

- boolean `t` or `f`; timestamp `2026-11-21 08:00:00`, with a fraction only when there is one and
  without its trailing zeros; with a time zone the clock is the session's, and its offset follows;
- double precision with 15 significant digits, real with 6, more or fewer by extra_float_digits;
- numeric with its full scale and never an exponent; character(n) padded with blanks to n;
- interval `1 year 2 mons 3 days 02:00:00`; varbyte in hexadecimal; super as JSON.

Binary is what redshift_connector 2.1 asks for when the server reports no `server_protocol_version`:
boolean, integers, floats, strings, timestamps, time with time zone and interval; it takes numeric,
date, time, varbyte and super as text. psycopg2 and psql take text only.
"""

import math
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from struct import Struct
from typing import Any

import pyarrow as pa

from localshift.errors import refuse
from localshift.types import DAYS_TO_SECONDS, YEARS_TO_MONTHS, RedshiftType

TEXT = 0
BINARY = 1

ToBytes = Callable[[Any], bytes]

_FLOAT_DIGITS = {"real": 6, "double precision": 15}
_STRINGS = ("character varying", "character", "text", "name", "unknown", "super")
EPOCH = datetime(2000, 1, 1)  # noqa: DTZ001 - where binary times are counted from
_MICROSECOND = timedelta(microseconds=1)
_MINUTE = timedelta(minutes=1)
_DAY_MICROSECONDS = 86_400_000_000
_NEEDS_QUOTES = re.compile(r"""[{},"\\\s]""")


def text_encoder(kind: RedshiftType, extra_float_digits: int = 0) -> ToBytes:
    """How a value of a type becomes text. None is not a value."""
    if kind.name in _FLOAT_DIGITS:
        return _float_text(max(1, _FLOAT_DIGITS[kind.name] + extra_float_digits))
    if kind.name == "numeric":
        return _numeric_text(kind.scale)
    if kind.name == "character" and kind.precision is not None:
        width = kind.precision
        return lambda value: value.ljust(width).encode()
    return _TEXT["interval" if kind.is_interval else kind.name]


def packed(kind: RedshiftType) -> str | None:
    """The struct format of a type whose Python value is packed as it is; None for the others."""
    return _PACKED.get(kind.name)


def binary_encoder(kind: RedshiftType) -> ToBytes:
    """How a value of another type becomes binary.

    Raises SqlError 0A000 for numeric, which no driver asks for in binary at protocol version 0.
    """
    if kind.name == "character":
        return text_encoder(kind)
    try:
        return _BINARY[kind.name]
    except KeyError:
        raise refuse(f"{kind.name} in binary format") from None


def _float_text(digits: int) -> ToBytes:
    template = b"%%.%dg" % digits

    def encode(value: float) -> bytes:
        if math.isfinite(value):
            return template % value
        if math.isnan(value):
            return b"NaN"
        return b"Infinity" if value > 0 else b"-Infinity"

    return encode


def _numeric_text(scale: int | None) -> ToBytes:
    if scale == 0:
        return b"%d".__mod__
    template = "f" if scale is None else f".{scale}f"
    return lambda value: format(value, template).encode()


def _array_text(value: list[Any]) -> bytes:
    return ("{" + ",".join(map(_element_text, value)) + "}").encode()


def _element_text(value: Any) -> str:
    text = str(value)
    if text and not _NEEDS_QUOTES.search(text):
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _date_text(value: date) -> bytes:
    return value.isoformat().encode()


def _time_text(value: time) -> bytes:
    text = value.replace(tzinfo=None).isoformat()
    return (text.rstrip("0") if value.microsecond else text).encode()


def _timetz_text(value: time) -> bytes:
    return _time_text(value) + _zone_text(value)


def _zone_text(value: time | datetime) -> bytes:
    minutes = _offset(value) // _MINUTE
    hours, rest = divmod(abs(minutes), 60)
    zone = f"{'-' if minutes < 0 else '+'}{hours:02d}" + (f":{rest:02d}" if rest else "")
    return zone.encode()


def _timestamp_text(value: datetime) -> bytes:
    text = value.isoformat(" ")
    return (text.rstrip("0") if value.microsecond else text).encode()


def _timestamptz_text(value: datetime) -> bytes:
    return _timestamp_text(value.replace(tzinfo=None)) + _zone_text(value)


def _interval_text(value: pa.MonthDayNano) -> bytes:
    """Years, months and days with their signs, then the rest as a clock.

    A part that is above zero and follows one below has a sign as well: `-1 mons +2 days`.
    """
    months, microseconds = _months_and_microseconds(value)
    sign, length = (-1 if microseconds < 0 else 1), timedelta(microseconds=abs(microseconds))
    parts: list[str] = []
    follows_negative = False
    units = (_divided(months, 12), "year"), (_remainder(months, 12), "mon")
    for count, unit in (*units, (sign * length.days, "day")):
        if count:
            plus = "+" if follows_negative and count > 0 else ""
            parts.append(f"{plus}{count} {unit}{'' if count == 1 else 's'}")
            follows_negative = count < 0
    clock = length - timedelta(length.days)
    if clock or not parts:
        before = "-" if sign < 0 else "+" if follows_negative else ""
        parts.append(before + _time_text((EPOCH + clock).time()).decode())
    return " ".join(parts).encode()


def _varbyte_text(value: bytes) -> bytes:
    return value.hex().encode()


def _boolean_binary(value: bool) -> bytes:
    return b"\1" if value else b"\0"


def _date_binary(value: date) -> bytes:
    return _pack_int32(value.toordinal() - EPOCH.toordinal())


def _time_binary(value: time) -> bytes:
    return _pack_int64(_microseconds_of_day(value))


def _timetz_binary(value: time) -> bytes:
    """The clock, then the zone in seconds west of Greenwich."""
    west = -(_offset(value) // timedelta(seconds=1))
    return _pack_int64(_microseconds_of_day(value)) + _pack_int32(west)


def _timestamp_binary(value: datetime) -> bytes:
    return _pack_int64((value - EPOCH) // _MICROSECOND)


def _timestamptz_binary(value: datetime) -> bytes:
    return _timestamp_binary(_in_utc(value))


def _interval_binary(value: pa.MonthDayNano) -> bytes:
    """Microseconds and months, 12 bytes: PostgreSQL 8.0 kept no days of their own.

    redshift_connector reads the last four bytes as two numbers, days and months.
    """
    months, microseconds = _months_and_microseconds(value)
    return _pack_int64(microseconds) + _pack_int32(months)


def _months_binary(value: pa.MonthDayNano) -> bytes:
    return _pack_int32(_months_and_microseconds(value)[0])


def _microseconds_binary(value: pa.MonthDayNano) -> bytes:
    return _pack_int64(_months_and_microseconds(value)[1])


def _months_and_microseconds(value: pa.MonthDayNano) -> tuple[int, int]:
    return value.months, value.days * _DAY_MICROSECONDS + value.nanoseconds // 1000


def _divided(value: int, by: int) -> int:
    """Towards zero, as in SQL."""
    return -(-value // by) if value < 0 else value // by


def _remainder(value: int, by: int) -> int:
    return value - by * _divided(value, by)


def _offset(value: time | datetime) -> timedelta:
    return value.utcoffset() or timedelta()


def _in_utc(value: datetime) -> datetime:
    """The clock in UTC, which is a session's time zone; a value without a zone is in UTC."""
    return value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value


def _microseconds_of_day(value: time) -> int:
    minutes = value.hour * 60 + value.minute
    return (minutes * 60 + value.second) * 1_000_000 + value.microsecond


_pack_int32 = Struct("!i").pack
_pack_int64 = Struct("!q").pack

_TEXT: dict[str, ToBytes] = {
    **dict.fromkeys(("smallint", "integer", "bigint", "oid", "regclass"), b"%d".__mod__),
    **dict.fromkeys(_STRINGS, str.encode),
    "boolean": {True: b"t", False: b"f"}.__getitem__,
    "date": _date_text,
    "time without time zone": _time_text,
    "time with time zone": _timetz_text,
    "timestamp without time zone": _timestamp_text,
    "timestamp with time zone": _timestamptz_text,
    "interval": _interval_text,
    "varbyte": _varbyte_text,
    **dict.fromkeys(("smallint[]", "name[]", "aclitem[]"), _array_text),
}

_PACKED = {
    "smallint": "h",
    "integer": "i",
    "bigint": "q",
    "oid": "I",
    "real": "f",
    "double precision": "d",
}

_BINARY: dict[str, ToBytes] = {
    **dict.fromkeys(_STRINGS, str.encode),
    "boolean": _boolean_binary,
    "date": _date_binary,
    "time without time zone": _time_binary,
    "time with time zone": _timetz_binary,
    "timestamp without time zone": _timestamp_binary,
    "timestamp with time zone": _timestamptz_binary,
    "interval": _interval_binary,
    **{f"interval {words}": _months_binary for words in YEARS_TO_MONTHS},
    **{f"interval {words}": _microseconds_binary for words in DAYS_TO_SECONDS},
    "varbyte": bytes,
}
