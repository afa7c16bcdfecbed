"""Numbers written by a template, and read by one.

AWS: r_Numeric_formating, r_TO_CHAR, r_TO_NUMBER; PostgreSQL 8.0, "Data Type Formatting Functions",
which says where signs and blanks go.
"""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache

from localshift.errors import SqlError, refuse
from localshift.python_functions.function import PythonFunction

_TOKEN = re.compile(r'EEEE|FM|MI|PL|SG|PR|RN|TH|[SLDGVB90.,]|"[^"]*"|.', re.IGNORECASE | re.DOTALL)
_EXACT = Context(prec=400, rounding=ROUND_HALF_UP)
_NOT_IMPLEMENTED = {"EEEE", "V", "B"}
_ROMAN_WIDTH = 15
_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"),
    (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip
_READ = re.compile(
    r"(?P<open><)?(?P<before>[+-])?(?P<whole>\d*)(?:\.(?P<fraction>\d*))?(?P<after>[->+])?",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Template:
    """A template cut into its parts, in upper case but for literal text.

    `whole` and `scale` count the digits before and after the point, `zeros` are the places of the
    digits that are written as 0.
    """

    parts: tuple[str, ...]
    whole: int
    scale: int
    zeros: tuple[int, ...]
    sign_follows: bool
    unit: Decimal

    def has(self, part: str) -> bool:
        return part in self.parts


@lru_cache(maxsize=512)
def parse_template(text: str) -> Template:
    """Cut a template. Raises SqlError 0A000 for patterns that are refused, 42601 for two points."""
    parts: list[str] = []
    counts = [0, 0]
    points = 0
    for match in _TOKEN.finditer(text):
        part = match[0].upper()
        if part in _NOT_IMPLEMENTED:
            raise refuse(f"the numeric format {match[0]}")
        part = {"D": ".", "G": ","}.get(part, part)
        if part == ".":
            points += 1
        if part in ("9", "0"):
            counts[min(points, 1)] += 1
        is_cased = part in ("TH", "RN") and match[0].islower()
        is_text = part.startswith('"') or (len(part) == 1 and part not in "SL.,90")
        parts.append(match[0] if is_cased or is_text else part)
    if points > 1:
        raise SqlError("42601", "multiple decimal points")
    digits = [part for part in parts if part in ("9", "0")]
    zeros = tuple(at for at, part in enumerate(digits) if part == "0")
    sign_follows = "S" in parts and not {"9", "0"}.isdisjoint(parts[: parts.index("S")])
    whole, scale = counts
    return Template(tuple(parts), whole, scale, zeros, sign_follows, Decimal(1).scaleb(-scale))


def to_char(number: str, template_text: str) -> str:
    """AWS: r_TO_CHAR. The number as text, as DuckDB has several types of them."""
    template = parse_template(template_text)
    value = Decimal(number)
    if not value.is_finite():
        raise refuse(f"to_char() of {number}")
    if template.has("RN") or template.has("rn"):
        return _roman(value, template)
    if not template.whole + template.scale:
        raise refuse(f'the numeric format "{template_text}", which has no digits')
    return _Writer(value, template).text()


def to_number(text: str, template_text: str) -> str:
    """AWS: r_TO_NUMBER. What does not fit the template is an error."""
    template = parse_template(template_text)
    match = _READ.fullmatch(re.sub(r"[\s$,]", "", text))
    whole, fraction = (match["whole"], match["fraction"] or "") if match else ("", "")
    is_right = (
        match is not None
        and (whole or fraction)
        and len(whole.lstrip("0")) <= template.whole
        and len(fraction) <= template.scale
        and (match["open"] == "<") == (match["after"] == ">")
        and not (match["before"] and match["after"])
    )
    if match is None or not is_right:
        raise SqlError("22P02", f'invalid input syntax for type numeric: "{text}"')
    is_negative = match["open"] or "-" in (match["before"], match["after"])
    return f"{'-' if is_negative else ''}{whole or 0}.{fraction or 0}"


class _Writer:
    """Writes one number, digit by digit, as PostgreSQL's formatting does."""

    def __init__(self, value: Decimal, template: Template) -> None:
        self._template = template
        self._negative = value < 0
        self._filling = not template.has("FM")
        rounded = _EXACT.quantize(value.copy_abs(), template.unit)
        whole, _, self._fraction = f"{rounded:f}".partition(".")
        self._blanks = template.whole - len(whole)
        if self._blanks < 0:
            whole, self._fraction = "#" * template.whole, "#" * template.scale
            self._blanks = 0
        self._whole = whole
        digits = template.whole + template.scale
        self._first_zero = template.zeros[0] if template.zeros else digits
        # A 9 before the point stays blank for a zero.
        self._hides_zero = whole == "0" and not template.zeros and template.scale > 0
        self._kept = template.scale
        if not self._filling:
            last_zero = template.zeros[-1] if template.zeros else -1
            self._kept = max(len(self._fraction.rstrip("0")), last_zero + 1 - template.whole)
        self._digits = digits
        self._at = 0
        self._has_digit = False
        self._sign_written = template.has("MI") or template.has("SG")
        self._out: list[str] = []

    def text(self) -> str:
        for part in self._template.parts:
            self._write(part)
        return "".join(self._out)

    def _write(self, part: str) -> None:
        sign = "-" if self._negative else "+"
        match part:
            case "9" | "0":
                self._digit()
            case ".":
                self._sign()
                self._out.append(".")
            case ",":
                self._out.append("," if self._has_digit else " " * self._filling)
            case "MI":
                self._out.append("-" if self._negative else " " * self._filling)
            case "PL":
                self._out.append(" " * self._filling if self._negative else "+")
            case "SG":
                self._out.append(sign)
            case "L":
                self._out.append("$")
            case "TH" | "th" if not self._negative and not self._template.scale:
                suffix = _ordinal(self._whole)
                self._out.append(suffix.upper() if part == "TH" else suffix)
            case "S" | "PR" | "FM" | "TH" | "th":
                pass
            case _:
                self._out.append(part.strip('"') if len(part) > 1 else part)

    def _digit(self) -> None:
        at, self._at = self._at, self._at + 1
        is_padding = at < self._blanks
        if is_padding and at < self._first_zero:
            self._out.append(" " * self._filling)
        elif is_padding:
            self._sign()
            self._put("0")
        elif at < self._template.whole:
            digit = self._whole[at - self._blanks]
            if self._hides_zero and not (not self._filling and self._kept == 0):
                self._out.append(" " * self._filling)
            else:
                self._sign()
                self._put(digit)
        elif at - self._template.whole < self._kept:
            self._put(self._fraction[at - self._template.whole])
        if self._at == self._digits:
            self._close()

    def _put(self, digit: str) -> None:
        self._has_digit = True
        self._out.append(digit)

    def _sign(self) -> None:
        """The sign that stands before the first digit."""
        if self._sign_written:
            return
        self._sign_written = True
        if self._template.has("S"):
            if not self._template.sign_follows:
                self._out.append("-" if self._negative else "+")
        elif self._template.has("PR"):
            self._out.append("<" if self._negative else " " * self._filling)
        elif self._negative:
            self._out.append("-")
        else:
            self._out.append(" " * self._filling)

    def _close(self) -> None:
        """What stands after the last digit."""
        if self._template.sign_follows:
            self._out.append("-" if self._negative else "+")
        elif self._template.has("PR"):
            self._out.append(">" if self._negative else " " * self._filling)


def _ordinal(digits: str) -> str:
    if digits[-2:-1] == "1":
        return "th"
    return {"1": "st", "2": "nd", "3": "rd"}.get(digits[-1], "th")


def _roman(value: Decimal, template: Template) -> str:
    number = int(value.quantize(Decimal(1), ROUND_HALF_UP))
    if not 1 <= number <= 3999:
        return "#" * _ROMAN_WIDTH
    text = ""
    for size, letters in _ROMAN:
        count, number = divmod(number, size)
        text += letters * count
    text = text.lower() if template.has("rn") else text
    return text if template.has("FM") else text.rjust(_ROMAN_WIDTH)


FUNCTIONS = (
    PythonFunction("localshift_number_to_char", to_char, "VARCHAR VARCHAR", "VARCHAR"),
    PythonFunction("localshift_to_number", to_number, "VARCHAR VARCHAR", "VARCHAR"),
)
