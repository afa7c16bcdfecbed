"""Parameters of a Bind message, from text or binary to Python values, by the OID of their type.

The client encodes by the types that it named in its Parse message. Where it named none (0, or 705
for unknown) it sends text, to be read as the type that the statement wants.
"""

import re
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from struct import Struct
from struct import error as StructError  # noqa: N812 - it is an exception class
from typing import Any

from localshift.errors import SqlError, refuse
from localshift.types import RedshiftType
from localshift.wire.formats import BINARY, EPOCH, TEXT

_UNKNOWN = (0, 705)

_INTEGER = re.compile(r"\s*[+-]?[0-9]+\s*", re.ASCII)
_DECIMAL = re.compile(r"\s*[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)(e[+-]?[0-9]+)?\s*", re.ASCII | re.I)
_FLOAT = re.compile(_DECIMAL.pattern + r"|\s*(nan|[+-]?inf(inity)?)\s*", re.ASCII | re.I)
_INTEGER_BITS = {21: 16, 23: 32, 20: 64}
_TRUE = {"t", "true", "y", "yes", "on", "1"}
_FALSE = {"f", "false", "n", "no", "off", "0"}


def parameter_type(oid: int) -> RedshiftType | None:
    """The type that a Parse message names for a parameter, without modifiers; None for no type.

    Raises SqlError 0A000 for a type that localshift does not take, arrays for one.
    """
    if oid in _UNKNOWN:
        return None
    if oid not in _TYPE_NAMES:
        raise refuse(f"parameters of the type with OID {oid}")
    return RedshiftType(_TYPE_NAMES[oid])


def parameter_formats(given: Sequence[int], count: int) -> tuple[int, ...]:
    """The format of each parameter: none is all text, one is for all."""
    if len(given) == count:
        return tuple(given)
    if len(given) <= 1:
        return tuple(given or (TEXT,)) * count
    raise SqlError(
        "08P01", f"bind message has {len(given)} parameter formats but {count} parameters"
    )


def decode_parameter(named_oid: int, wanted_oid: int, format_code: int, data: bytes | None) -> Any:
    """The Python value of a parameter.

    `named_oid` is the type that the client gave, `wanted_oid` the one that the statement wants.
    Raises SqlError 22P02 for text and 22P03 for binary that is no such value, 0A000 for a type that
    localshift does not take.
    """
    if data is None:
        return None
    oid = wanted_oid if named_oid in _UNKNOWN else named_oid
    return decode_binary(oid, data) if format_code == BINARY else decode_text(oid, data)


def decode_text(oid: int, data: bytes) -> Any:
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        raise SqlError(
            "22021",
            f'invalid byte sequence for encoding "UTF8": 0x{data[error.start]:02x}',
        ) from None
    name = _TYPE_NAMES[oid]
    if oid not in _FROM_TEXT:
        raise refuse(f"{name} parameters as text")
    try:
        value = _FROM_TEXT[oid](text)
    except ValueError:
        raise SqlError("22P02", f'invalid input syntax for {name}: "{text}"') from None
    bits = _INTEGER_BITS.get(oid)
    if bits is not None and not -(1 << bits - 1) <= value < 1 << bits - 1:
        raise SqlError("22003", f'value "{text}" is out of range for type {name}')
    return value


def decode_binary(oid: int, data: bytes) -> Any:
    if oid not in _FROM_BINARY:
        raise refuse(f"{_TYPE_NAMES[oid]} parameters in binary format")
    try:
        return _FROM_BINARY[oid](data)
    except OverflowError:
        raise SqlError("22008", "timestamp out of range") from None
    except (StructError, ValueError):
        raise SqlError("22P03", "incorrect binary data format in bind parameter") from None


def _matching(pattern: re.Pattern[str], convert: Callable[[str], Any]) -> Callable[[str], Any]:
    """Python reads more as a number than SQL does, `1_000` for one."""

    def from_text(text: str) -> Any:
        if not pattern.fullmatch(text):
            raise ValueError(text)
        return convert(text)

    return from_text


def _boolean(text: str) -> bool:
    word = text.strip().lower()
    if word not in _TRUE | _FALSE:
        raise ValueError(text)
    return word in _TRUE


def _timestamp(text: str) -> datetime:
    """A zone in the text is not looked at, as in SQL."""
    return datetime.fromisoformat(text.strip()).replace(tzinfo=None)


def _timestamptz(text: str) -> datetime:
    value = datetime.fromisoformat(text.strip())
    return value.replace(tzinfo=value.tzinfo or UTC)


def _time(text: str) -> time:
    return time.fromisoformat(text.strip()).replace(tzinfo=None)


def _timetz(text: str) -> time:
    value = time.fromisoformat(text.strip())
    return value.replace(tzinfo=value.tzinfo or UTC)


def _utf8(data: bytes) -> str:
    return data.decode()


def _number(code: str) -> Callable[[bytes], Any]:
    unpack = Struct("!" + code).unpack
    return lambda data: unpack(data)[0]


_int64 = _number("q")


def _boolean_binary(data: bytes) -> bool:
    return bool(_number("b")(data))


def _date_binary(data: bytes) -> date:
    return date.fromordinal(EPOCH.toordinal() + _number("i")(data))


def _timestamp_binary(data: bytes) -> datetime:
    return EPOCH + timedelta(microseconds=_int64(data))


def _timestamptz_binary(data: bytes) -> datetime:
    return _timestamp_binary(data).replace(tzinfo=UTC)


def _time_binary(data: bytes) -> time:
    microseconds = _int64(data)
    if not 0 <= microseconds < 86_400_000_000:
        raise ValueError(microseconds)
    return (EPOCH + timedelta(microseconds=microseconds)).time()


def _timetz_binary(data: bytes) -> time:
    clock, west = data[:8], _number("i")(data[8:])
    return _time_binary(clock).replace(tzinfo=timezone(timedelta(seconds=-west)))


def _interval_binary(data: bytes) -> timedelta:
    """12 bytes as redshift_connector sends them, or 16 as PostgreSQL has them since 8.1."""
    microseconds, days, months = Struct("!qhh" if len(data) == 12 else "!qii").unpack(data)
    if months:
        raise refuse("interval parameters with months")
    return timedelta(days=days, microseconds=microseconds)


_TYPE_NAMES = {
    16: "boolean",
    19: "name",
    20: "bigint",
    21: "smallint",
    23: "integer",
    25: "text",
    26: "oid",
    700: "real",
    701: "double precision",
    705: "unknown",
    1042: "character",
    1043: "character varying",
    1082: "date",
    1083: "time without time zone",
    1114: "timestamp without time zone",
    1184: "timestamp with time zone",
    1186: "interval",
    1266: "time with time zone",
    1700: "numeric",
    4000: "super",
    6551: "varbyte",
}
_STRING_OIDS = (19, 25, 705, 1042, 1043, 4000)

_FROM_TEXT: dict[int, Callable[[str], Any]] = {
    **dict.fromkeys(_STRING_OIDS, str),
    **dict.fromkeys((20, 21, 23, 26), _matching(_INTEGER, int)),
    **dict.fromkeys((700, 701), _matching(_FLOAT, float)),
    16: _boolean,
    1082: date.fromisoformat,
    1083: _time,
    1114: _timestamp,
    1184: _timestamptz,
    1266: _timetz,
    1700: _matching(_DECIMAL, Decimal),
    6551: bytes.fromhex,
}

_FROM_BINARY: dict[int, Callable[[bytes], Any]] = {
    **dict.fromkeys(_STRING_OIDS, _utf8),
    16: _boolean_binary,
    20: _int64,
    21: _number("h"),
    23: _number("i"),
    26: _number("I"),
    700: _number("f"),
    701: _number("d"),
    1082: _date_binary,
    1083: _time_binary,
    1114: _timestamp_binary,
    1184: _timestamptz_binary,
    1186: _interval_binary,
    1266: _timetz_binary,
    6551: bytes,
}
