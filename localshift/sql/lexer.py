"""Cut SQL text into the tokens that Redshift would see.

For what must be known before or beside a full parse: where statements end, and the statements
that have a parser of their own (COPY, UNLOAD, GRANT, SET, LOCK, SHOW).

AWS: r_names (identifiers), r_Character_strings; PostgreSQL 8.0, "Lexical Structure", whose rules
Redshift kept: a plain string processes backslash escapes.
"""

import re
from collections.abc import Iterator
from enum import Enum
from functools import lru_cache
from typing import NamedTuple

from localshift.errors import SqlError
from localshift.sql.identifiers import as_catalogued, fold

_SHORT = 20_000


class Kind(Enum):
    WORD = "word"
    QUOTED = "quoted identifier"
    STRING = "string"
    NUMBER = "number"
    OPERATOR = "operator"
    PARAMETER = "parameter"


class Token(NamedTuple):
    """A token of SQL text.

    `text` is as written, at `start` (inclusive) to `end` (exclusive) of the SQL text. `value` is
    what it means: a string's contents with its escapes processed, a quoted identifier's name
    without its quotes, a word in lower case, a parameter's number; else the text.
    """

    kind: Kind
    text: str
    value: str
    start: int
    end: int

    @property
    def is_name(self) -> bool:
        """Whether it can stand for a table, a column and so on."""
        return self.kind in (Kind.WORD, Kind.QUOTED)

    @property
    def name(self) -> str:
        """The identifier as the catalog has it."""
        return as_catalogued(self.value, quoted=self.kind is Kind.QUOTED)

    def is_word(self, *words: str) -> bool:
        """Whether it is one of these unquoted words, given in lower case."""
        return self.kind is Kind.WORD and self.value in words

    def is_operator(self, text: str) -> bool:
        return self.kind is Kind.OPERATOR and self.text == text


def tokens(sql: str) -> Iterator[Token]:
    """Yield the tokens of `sql`; white space and comments are left out.

    Raises SqlError (42601) for a string, quoted identifier or comment that does not end.
    """
    return iter(_kept(sql)) if len(sql) <= _SHORT else _cut(sql)


@lru_cache(maxsize=32)
def _kept(sql: str) -> tuple[Token, ...]:
    """A statement is looked at several times on its way."""
    return tuple(_cut(sql))


def _cut(sql: str) -> Iterator[Token]:
    position = _after_blanks(sql, 0)
    while position < len(sql):
        if sql.startswith("/*", position):
            end = _end_of_comment(sql, position)
        else:
            token = _token_at(sql, position)
            yield token
            end = token.end
        position = _after_blanks(sql, end)


def split_statements(sql: str) -> list[str]:
    """The statements of `sql`, without the semicolons between them.

    Comments stay in the statement that they stand in; a statement without a token is left out.
    """
    statements = []
    start = 0
    empty = True
    for token in tokens(sql):
        if not token.is_operator(";"):
            empty = False
            continue
        if not empty:
            statements.append(sql[start : token.start].strip())
        start, empty = token.end, True
    if not empty:
        statements.append(sql[start:].strip())
    return statements


_BLANKS = re.compile(r"(?:\s++|--[^\n]*+)*+")

# "#" begins the name of a temporary table when a name follows it, else it is an operator.
_TOKEN = re.compile(
    r"""
    (?P<STRING>   [eE]?' (?: [^'\\]++ | '' | \\. )*+ ' )
  | (?P<DOLLAR>   \$ (?P<tag> (?:[A-Za-z_\x80-\U0010ffff][A-Za-z0-9_\x80-\U0010ffff]*+)? ) \$
                  (?P<body>.*?) \$ (?P=tag) \$ )
  | (?P<WORD>     \#? [A-Za-z_\x80-\U0010ffff] [A-Za-z0-9_$\x80-\U0010ffff]*+ )
  | (?P<QUOTED>   " (?: [^"]++ | "" )++ " )
  | (?P<NUMBER>   (?: [0-9]++ (?:\.[0-9]*+)? | \.[0-9]++ ) (?: [eE][+-]?[0-9]++ )? )
  | (?P<PARAMETER>\$[0-9]++ )
  | (?P<OPERATOR> :: | := | <= | >= | <> | != | => | << | >> | \|\|/ | \|\| | \|/ | &&
                  | !~~\*? | !~\*? | ~~\*? | ~\* | [^'"\s] )
    """,
    re.VERBOSE | re.DOTALL,
)

_KINDS = {kind.name: kind for kind in Kind} | {"DOLLAR": Kind.STRING}

_DOLLAR_QUOTE = re.compile(r"\$([A-Za-z_\x80-\U0010ffff][A-Za-z0-9_\x80-\U0010ffff]*+)?\$")

_COMMENT_MARK = re.compile(r"/\*|\*/")


def _after_blanks(sql: str, position: int) -> int:
    """The first position from `position` on that is neither blank nor in a line comment."""
    match = _BLANKS.match(sql, position)
    return match.end() if match else position


def _token_at(sql: str, position: int) -> Token:
    match = _TOKEN.match(sql, position)
    if match is None or (match["OPERATOR"] == "$" and _DOLLAR_QUOTE.match(sql, position)):
        raise _unended(sql, position)
    value = text = match[0]
    kind = _KINDS[match.lastgroup or ""]
    match match.lastgroup:
        case "WORD":
            value = fold(text)
        case "STRING":
            value = _string_value(text)
        case "DOLLAR":
            value = match["body"]
        case "QUOTED":
            value = text[1:-1].replace('""', '"')
        case "PARAMETER":
            value = text[1:]
    return Token(kind, text, value, position, match.end())


def _unended(sql: str, position: int) -> SqlError:
    near = sql[position : position + 100]
    if sql.startswith('""', position):
        return SqlError("42601", f'zero-length delimited identifier at or near "{near}"')
    if sql.startswith('"', position):
        return SqlError("42601", f'unterminated quoted identifier at or near "{near}"')
    if sql.startswith("$", position):
        return SqlError("42601", f'unterminated dollar-quoted string at or near "{near}"')
    return SqlError("42601", f'unterminated quoted string at or near "{near}"')


def _end_of_comment(sql: str, start: int) -> int:
    """The end of the block comment that begins at `start`; comments nest."""
    depth = 0
    for mark in _COMMENT_MARK.finditer(sql, start):
        depth += 1 if mark[0] == "/*" else -1
        if depth == 0:
            return mark.end()
    near = sql[start : start + 100]
    raise SqlError("42601", f'unterminated /* comment at or near "{near}"')


_ESCAPE = re.compile(r"''|((?:\\[0-7]{1,3})+)|\\(.)", re.DOTALL)
_CONTROL = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}


def _string_value(text: str) -> str:
    body = text[text.index("'") + 1 : -1]
    return _ESCAPE.sub(_unescape, body) if "'" in body or "\\" in body else body


def _unescape(match: re.Match[str]) -> str:
    if match[1]:
        octets = bytes(int(octal, 8) & 0xFF for octal in match[1][1:].split("\\"))
        try:
            return octets.decode()
        except UnicodeDecodeError:
            raise SqlError("22021", "invalid byte sequence for encoding UTF8") from None
    if match[2]:
        return _CONTROL.get(match[2], match[2])
    return "'"
