"""One text for values that are equal, in the order that ORDER BY gives. AWS: query-super. Pure.

Values of one kind compare as SQL's do: numbers by their value whatever their form, strings without
trailing blanks. The kinds stand in the order boolean, number, string, array, object. Arrays and
objects are equal member by member.
"""

from decimal import Decimal

from localshift.semistructured.values import Value

_END = "\x01"  # below all that a string's text holds
_NEGATIVE_END = "~"  # above the digits
_NINES = str.maketrans("0123456789", "9876543210")
_ESCAPES = {0: "\x02\x02", 1: "\x02\x03", 2: "\x02\x04"}
_BIAS = 1000


def key(value: Value) -> str:
    """The text that stands for `value` in comparisons; its first character tells the kind."""
    match value:
        case None:
            return "0"
        case bool():
            return "1t" if value else "1f"
        case str():
            return "3" + _string(value)
        case list():
            return "4" + "".join(map(key, value)) + _END
        case dict():
            members = sorted(f"{_string(name)}{key(member)}" for name, member in value.items())
            return "5" + "".join(members) + _END
    return "2" + _number(Decimal(repr(value)) if isinstance(value, float) else Decimal(value))


def _string(text: str) -> str:
    return text.rstrip(" ").translate(_ESCAPES) + _END


def _number(value: Decimal) -> str:
    """Sign, then exponent and digits; of a negative number their complements."""
    sign, digits, exponent = value.as_tuple()
    text = "".join(map(str, digits)).lstrip("0")
    if not text or not isinstance(exponent, int):
        return "1"
    magnitude = f"{len(text) + exponent + _BIAS:04d}" + text.rstrip("0")
    return f"0{magnitude.translate(_NINES)}{_NEGATIVE_END}" if sign else f"2{magnitude}{_END}"
