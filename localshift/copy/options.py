"""The options of COPY and UNLOAD: in any order, each once, what is unknown refused by name."""

import re
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any

from localshift.copy import authorization
from localshift.errors import SqlError, refuse
from localshift.sql.lexer import Kind
from localshift.sql.reader import Reader

Options = dict[str, Any]

_FORMATS = {"csv", "json", "parquet"}
_OCTAL = re.compile("[0-7]{1,3}")


@dataclass(frozen=True, slots=True)
class Grammar:
    """Which options a statement has.

    `flags` have no value; `value` reads that of another option, by its word and how that was
    written. `excluded` are those that an option does not go with.
    """

    statement: str
    flags: Set[str]
    refused: Set[str]
    excluded: Mapping[str, Sequence[str]]
    value: Callable[[Reader, str, str], Any]


def read_options(reader: Reader, grammar: Grammar) -> Options:
    """The options up to the end of the statement, by name; who may read S3 is among them.

    Raises SqlError 42601 for options that exclude each other, 0A000 for what is not implemented.
    """
    options: Options = {}
    while reader.here is not None:
        name, value = _option(reader, grammar)
        if name in options:
            raise SqlError("42601", "conflicting or redundant options")
        options[name] = value
    authorization.check(options)
    for name, excluded in grammar.excluded.items():
        for other in excluded:
            if name in options and other in options:
                raise SqlError(
                    "42601",
                    f"{other.upper()} is not supported with {name.upper()} in {grammar.statement}",
                )
    return options


def _option(reader: Reader, grammar: Grammar) -> tuple[str, Any]:
    """One option as (its name, its value)."""
    token = reader.next()
    if token.kind is not Kind.WORD:
        raise SqlError("42601", f'syntax error at or near "{token.text}"')
    word = token.value
    if word == "format":
        reader.accept("as")
        token = reader.next()
        word = token.value
        if word not in _FORMATS | grammar.refused:
            raise refuse(f"{grammar.statement} FORMAT {token.text}")
    if word in authorization.OPTIONS:
        return authorization.read_option(reader, word), True
    if word in grammar.refused:
        raise refuse(f"{grammar.statement} {word.upper()}")
    if word in grammar.flags:
        return word, True
    return word, grammar.value(reader, word, token.text)


def single_character(name: str, text: str) -> str:
    """One ASCII character; `\\t` and `\\011` may have kept their backslash."""
    if text.startswith("\\") and len(text) > 1:
        code = text[1:]
        text = "\t" if code == "t" else chr(int(code, 8)) if _OCTAL.fullmatch(code) else text
    if len(text) != 1 or not text.isascii() or text in "\r\n":
        raise SqlError("22023", f"{name.lower()} must be a single ASCII character")
    return text
