"""Numbers in other bases."""

import re

from localshift.errors import SqlError
from localshift.python_functions.function import PythonFunction

_NUMBER = re.compile(r"\s*([+-]?)(.*)", re.DOTALL)


def strtol(text: str, base: int) -> int:
    """AWS: r_STRTOL. An empty string is 0, and one that begins with the null character."""
    if not 2 <= base <= 36:
        raise SqlError("22023", f"base {base} is not between 2 and 36")
    if not text or text.startswith("\0"):
        return 0
    match = _NUMBER.fullmatch(text)
    sign, digits = (match[1], match[2]) if match else ("", text)
    if base == 16 and digits[:2].lower() == "0x":
        digits = digits[2:]
    if not digits.isascii() or not digits.isalnum():
        raise _invalid(text, base)
    try:
        value = int(sign + digits, base)
    except ValueError:
        raise _invalid(text, base) from None
    if not -(2**63) <= value < 2**63:
        raise SqlError("22003", "bigint out of range")
    return value


def _invalid(text: str, base: int) -> SqlError:
    return SqlError("22023", f"The input {text} is not valid to be converted to base {base}")


FUNCTIONS = (PythonFunction("localshift_strtol", strtol, "VARCHAR BIGINT", "BIGINT"),)
