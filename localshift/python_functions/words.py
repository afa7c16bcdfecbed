"""Functions of the words and the letters in a string."""

import re

from localshift.python_functions.function import PythonFunction
from localshift.sql.reserved import RESERVED

_WORD = re.compile(r"[^\W_]+")
_SOUNDS = {
    **dict.fromkeys("BFPV", "1"),
    **dict.fromkeys("CGJKQSXZ", "2"),
    **dict.fromkeys("DT", "3"),
    "L": "4",
    **dict.fromkeys("MN", "5"),
    "R": "6",
}
_IDENTIFIER = re.compile(r"[a-z_][a-z0-9_]*")


def initcap(text: str) -> str:
    """AWS: r_INITCAP. What is neither a letter nor a digit ends a word."""
    return _WORD.sub(lambda word: word[0][0].upper() + word[0][1:].lower(), text)


def soundex(text: str) -> str:
    """AWS: SOUNDEX, the American one: H and W do not part two letters of one sound."""
    letters = re.sub("[^A-Z]", "", re.sub("[a-z]", lambda letter: letter[0].upper(), text))
    if not letters:
        return ""
    code, last = letters[0], _SOUNDS.get(letters[0])
    for letter in letters[1:]:
        sound = _SOUNDS.get(letter)
        if sound is not None and sound != last:
            code += sound
        if letter not in "HW":
            last = sound
    return code[:4].ljust(4, "0")


def difference(left: str, right: str) -> int:
    """AWS: DIFFERENCE. How many characters of the two Soundex codes are the same.

    One string without letters gives 0, two of them 1.
    """
    codes = soundex(left), soundex(right)
    if not all(codes):
        return 0 if any(codes) else 1
    return sum(one == other for one, other in zip(*codes, strict=True))


def quote_ident(text: str) -> str:
    """AWS: r_QUOTE_IDENT. In quotation marks where the identifier needs them."""
    if _IDENTIFIER.fullmatch(text) and text not in RESERVED:
        return text
    return '"' + text.replace('"', '""') + '"'


def first_bytes(text: str, count: int) -> str:
    """AWS: r_Character_types. The characters that fit into so many bytes."""
    return text.encode()[:count].decode(errors="ignore")


FUNCTIONS = (
    PythonFunction("localshift_first_bytes", first_bytes, "VARCHAR BIGINT", "VARCHAR"),
    PythonFunction("localshift_initcap", initcap, "VARCHAR", "VARCHAR"),
    PythonFunction("localshift_soundex", soundex, "VARCHAR", "VARCHAR"),
    PythonFunction("localshift_difference", difference, "VARCHAR VARCHAR", "INTEGER"),
    PythonFunction("localshift_quote_ident", quote_ident, "VARCHAR", "VARCHAR"),
)
