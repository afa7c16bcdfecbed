"""Numbers as Teradata writes them.

AWS: r_TEXT_TO_INT_ALT, r_TEXT_TO_NUMERIC_ALT, r_Numeric-format-teradata. Of the formats there are
those of whole digits, with a currency code or as signed zoned decimals; the others are refused.
"""

import re
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, Decimal, localcontext

from localshift.errors import SqlError, refuse
from localshift.python_functions.function import PythonFunction

_INSERTED = re.compile("[/,:%]")
_NUMBER = re.compile(
    r"(?P<before>[+-])?(?P<digits>\d+\.?\d*|\.\d+)(?P<exponent>[eE][+-]?\d+)?(?P<after>[+-])?",
    re.ASCII,
)
_ZONED = re.compile(r"(?P<digits>\d*)(?P<zone>[{}A-R])", re.ASCII)
_ZONES = {sign: number for number, sign in enumerate("{ABCDEFGHI")} | {
    sign: -number for number, sign in enumerate("}JKLMNOPQR")
}
_FORMAT = re.compile(r"(?P<currency>C)?(?P<digits>9+|9\((?:I|\d+)\))(?P<zoned>S)?")


def text_to_int(text: str, template: str) -> int:
    """AWS: r_TEXT_TO_INT_ALT. The fraction is cut off."""
    value = int(_read(text, template).to_integral_value(ROUND_DOWN))
    if not -(2**31) <= value < 2**31:
        raise SqlError("22003", "integer out of range")
    return value


def text_to_numeric(text: str, template: str, precision: int, scale: int) -> str:
    """AWS: r_TEXT_TO_NUMERIC_ALT. Rounds to the nearest, from the middle to the even one."""
    with localcontext(prec=80):
        value = _read(text, template).quantize(Decimal(1).scaleb(-scale), ROUND_HALF_EVEN)
    if abs(value) >= 10 ** (precision - scale):
        raise SqlError("22003", "numeric field overflow")
    return f"{value:f}"


def _read(text: str, template: str) -> Decimal:
    form = _FORMAT.fullmatch(template) if template else None
    if template and form is None:
        raise refuse(f"the numeric format {template}")
    digits = _INSERTED.sub("", text.strip())
    if form is not None and form["currency"]:
        digits = digits.removeprefix("USD")
    if not digits:
        return Decimal(0)
    if form is not None and form["zoned"]:
        return _zoned(digits, text, len(form["digits"]) + 1)
    match = _NUMBER.fullmatch(digits)
    if match is None or (match["before"] and match["after"]):
        raise _invalid(text)
    count = sum(map(str.isdigit, match["digits"].lstrip("0")))
    if form is not None and "(" not in form["digits"] and count > len(form["digits"]):
        raise _invalid(text)
    sign = match["before"] or match["after"] or ""
    return Decimal(f"{sign}{match['digits']}{match['exponent'] or ''}")


def _zoned(digits: str, text: str, longest: int) -> Decimal:
    """The last character is a digit and the sign of all."""
    if digits.isascii() and digits.isdigit():
        return Decimal(digits)
    match = _ZONED.fullmatch(digits)
    if match is None or len(digits) > longest:
        raise _invalid(text)
    last = _ZONES[match["zone"]]
    sign = "-" if match["zone"] in "}JKLMNOPQR" else ""
    return Decimal(f"{sign}{match['digits']}{abs(last)}")


def _invalid(text: str) -> SqlError:
    return SqlError("22P02", f'invalid input syntax for type numeric: "{text}"')


FUNCTIONS = (
    PythonFunction("localshift_text_to_int_alt", text_to_int, "VARCHAR VARCHAR", "INTEGER"),
    PythonFunction(
        "localshift_text_to_numeric_alt",
        text_to_numeric,
        "VARCHAR VARCHAR INTEGER INTEGER",
        "VARCHAR",
    ),
)
