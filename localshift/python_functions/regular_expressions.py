"""Regular expressions in Redshift's two dialects.

AWS: REGEXP_COUNT, REGEXP_INSTR, REGEXP_REPLACE, REGEXP_SUBSTR, pattern-matching-conditions-posix.
A POSIX pattern takes the leftmost and longest match; with the parameter p a pattern is PCRE's.
DuckDB's engine has neither. What the POSIX dialect does not document is refused.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

import regex

from localshift.errors import SqlError, refuse
from localshift.python_functions.function import PythonFunction

_CLASSES = "alnum|alpha|blank|cntrl|digit|lower|punct|space|upper|xdigit"
_POSIX_TOKEN = re.compile(
    rf"""
    (?P<bracket> \[ \^? \]?
        (?: \[:(?:{_CLASSES}):\] | [^]\\[] | \[(?![.:=]) | \\[^A-Za-z0-9] )* \] )
  | (?P<escape>  \\ (?: [dDwWsS1-9ntrf] | [^A-Za-z0-9] ) )
  | (?P<lazy>    (?: [*+?] | \{{[0-9,]+\}} ) \? )
  | (?P<group>   \( \? )
  | (?P<end>     \$ )
  | (?P<plain>   [^\\[] )
    """,
    re.VERBOSE | re.DOTALL,
)
_REPLACEMENT = re.compile(r"\$([1-9])|\$(?=[\w\s]|$)|[^$\\]", re.DOTALL)


def posix_pattern(pattern: str) -> str:
    """A POSIX pattern for an engine of Perl's kind; raises SqlError for what is not documented."""
    parts = []
    position = 0
    while position < len(pattern):
        token = _POSIX_TOKEN.match(pattern, position)
        if token is None:
            what = "escape" if pattern[position] == "\\" else "bracket expression"
            raise refuse(f'the {what} at "{pattern[position : position + 20]}" in a POSIX pattern')
        if token["lazy"]:
            raise refuse("a quantifier that is not greedy without the parameter p")
        if token["group"]:
            raise refuse("groups that begin with (? without the parameter p")
        parts.append(r"\Z" if token["end"] else token[0])
        position = token.end()
    return "".join(parts)


@lru_cache(maxsize=512)
def _compiled(pattern: str, parameters: str) -> regex.Pattern[str]:
    if unknown := set(parameters) - set("ceip"):
        raise SqlError("22023", f"invalid regexp parameter '{min(unknown)}'")
    flags = regex.V0 | regex.ASCII
    if "i" in parameters:
        flags |= regex.IGNORECASE
    if "p" not in parameters:
        pattern = posix_pattern(pattern)
        flags |= regex.POSIX | regex.DOTALL
    try:
        return regex.compile(pattern, flags)
    except regex.error as error:
        raise SqlError("2201B", f"invalid regular expression: {error}") from None


def check_pattern(pattern: str, parameters: str = "") -> None:
    """Raises SqlError for a pattern that is not well-formed, or that is refused."""
    _compiled(pattern, parameters)


def _matches(text: str, pattern: str, position: int, parameters: str) -> Iterator[regex.Match[str]]:
    """The matches that begin at the character `position`, which counts from 1, or after it."""
    compiled = _compiled(pattern, parameters)
    if position > len(text):
        return iter(())
    return compiled.finditer(text, max(position, 1) - 1)


def _occurrence(
    text: str, pattern: str, position: int, occurrence: int, parameters: str
) -> tuple[int, int] | None:
    """Where the match of that number begins and ends; of its first group with the parameter e."""
    for number, match in enumerate(_matches(text, pattern, position, parameters), start=1):
        if number == occurrence:
            return match.span(1 if "e" in parameters and match.re.groups else 0)
    return None


def count(text: str, pattern: str, position: int, parameters: str) -> int:
    return sum(1 for _ in _matches(text, pattern, position, parameters))


def instr(
    text: str, pattern: str, position: int, occurrence: int, option: int, parameters: str
) -> int:
    span = _occurrence(text, pattern, position, occurrence, parameters)
    return 0 if span is None or span[0] < 0 else span[1 if option else 0] + 1


def substr(text: str, pattern: str, position: int, occurrence: int, parameters: str) -> str | None:
    _compiled(pattern, parameters)
    if position > len(text):
        return ""
    if not 1 <= occurrence <= len(text):
        return None
    span = _occurrence(text, pattern, position, occurrence, parameters)
    return text[slice(*span)] if span is not None and span[0] >= 0 else ""


def replace(text: str, pattern: str, replacement: str, position: int, parameters: str) -> str:
    parts = list(_parts(replacement))
    pieces = []
    end = 0
    for match in _matches(text, pattern, position, parameters):
        pieces.append(text[end : match.start()])
        pieces += [_filled(part, match) for part in parts]
        end = match.end()
    return "".join([*pieces, text[end:]])


def _parts(replacement: str) -> Iterator[str | int]:
    """The text of a replacement and the numbers of the groups in it, written $1."""
    position = 0
    while position < len(replacement):
        token = _REPLACEMENT.match(replacement, position)
        if token is None:
            raise refuse(f'"{replacement[position : position + 2]}" in a replacement')
        yield int(token[1]) if token[1] else token[0]
        position = token.end()


def _filled(part: str | int, match: regex.Match[str]) -> str:
    if isinstance(part, str):
        return part
    return (match[part] or "") if part <= match.re.groups else ""


def matches(text: str, pattern: str, parameters: str) -> bool:
    return _compiled(pattern, parameters).search(text) is not None


FUNCTIONS = (
    PythonFunction("localshift_regexp_count", count, "VARCHAR VARCHAR BIGINT VARCHAR", "INTEGER"),
    PythonFunction(
        "localshift_regexp_instr",
        instr,
        "VARCHAR VARCHAR BIGINT BIGINT BIGINT VARCHAR",
        "INTEGER",
    ),
    PythonFunction(
        "localshift_regexp_substr", substr, "VARCHAR VARCHAR BIGINT BIGINT VARCHAR", "VARCHAR"
    ),
    PythonFunction(
        "localshift_regexp_replace", replace, "VARCHAR VARCHAR VARCHAR BIGINT VARCHAR", "VARCHAR"
    ),
    PythonFunction("localshift_regexp_matches", matches, "VARCHAR VARCHAR VARCHAR", "BOOLEAN"),
)
