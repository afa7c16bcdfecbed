"""JSON text to values and back. AWS: JSON_PARSE, super-configurations, limitations-super. Pure."""

import json
from decimal import Decimal
from functools import lru_cache
from typing import Any

from localshift.errors import SqlError, refuse

# None, bool, int, Decimal (a scale), float, str, list, or dict in the order of its attributes.
Value = Any

_MAX_BYTES = 16_000_000
_MAX_DIGITS = 38


def parse(text: str, *, dedup_attributes: bool = False) -> str | None:
    """JSON text that somebody else wrote, as that of a SUPER; None for null.

    Raises SqlError for what is no JSON, or too large, and for an attribute that occurs twice in an
    object, unless the last is to win.
    """
    try:
        value = (_LAST_WINS if dedup_attributes else _NO_DUPLICATES).decode(text)
        parsed = dump(value)
        if len(parsed.encode()) > _MAX_BYTES:  # fails where an escape is half a character
            raise parsing_error(f"more than {_MAX_BYTES} bytes")
    except (ValueError, RecursionError) as error:
        raise parsing_error(str(error)) from None
    return None if value is None else parsed


def parsing_error(detail: str) -> SqlError:
    return SqlError("22P02", f"JSON parsing error: {detail}")


@lru_cache(maxsize=4096)
def load(text: str) -> Value:
    """The value of a SUPER's own text. It is shared: nobody may change it."""
    return _OWN.decode(text)


def dump(value: Value) -> str:
    """A value as the text of a SUPER."""
    kind = type(value)
    if kind is str:
        return _quoted(value)
    if kind is int:
        return repr(value)
    if kind is dict:
        members = [f"{_quoted(name)}:{dump(member)}" for name, member in value.items()]
        return "{" + ",".join(members) + "}"
    if kind is list:
        return "[" + ",".join(map(dump, value)) + "]"
    if kind is Decimal:
        return format(value, "f")
    return _float_text(value) if kind is float else _CONSTANTS[value]


def is_number(value: Value) -> bool:
    return isinstance(value, (int, float, Decimal)) and not isinstance(value, bool)


_CONSTANTS = {None: "null", True: "true", False: "false"}
_quoted = json.encoder.encode_basestring


def _float_text(value: float) -> str:
    """One digit before the point and always an exponent: `2.22e+0`."""
    sign, digits, exponent = Decimal(repr(value)).as_tuple()
    if not isinstance(exponent, int):
        raise SqlError("22003", f"{value} cannot be a SUPER")
    exponent = exponent + len(digits) - 1 if any(digits) else 0
    text = "".join(map(str, digits)).rstrip("0") or "0"
    fraction = f".{text[1:]}" if text[1:] else ""
    return f"{'-' if sign else ''}{text[0]}{fraction}e{exponent:+d}"


def _fraction(text: str) -> Decimal | float:
    if "e" in text or "E" in text:
        return float(text)
    if len(text.lstrip("-0.").replace(".", "")) > _MAX_DIGITS:
        raise refuse(f"JSON numbers of more than {_MAX_DIGITS} digits")
    return Decimal(text)


def _whole(text: str) -> int:
    if len(text.lstrip("-")) > _MAX_DIGITS:
        raise refuse(f"JSON numbers of more than {_MAX_DIGITS} digits")
    return int(text)


def _no_constant(name: str) -> Value:
    raise ValueError(f"{name} is no JSON")


def _members(pairs: list[tuple[str, Value]]) -> dict[str, Value]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise parsing_error("duplicate attribute in an object")
    return found


def _own_fraction(text: str) -> Decimal | float:
    return float(text) if "e" in text else Decimal(text)


_NO_DUPLICATES = json.JSONDecoder(
    object_pairs_hook=_members,
    parse_float=_fraction,
    parse_int=_whole,
    parse_constant=_no_constant,
)
_LAST_WINS = json.JSONDecoder(parse_float=_fraction, parse_int=_whole, parse_constant=_no_constant)
_OWN = json.JSONDecoder(parse_float=_own_fraction)
