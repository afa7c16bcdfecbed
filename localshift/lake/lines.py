"""A row as a line of text or of JSON. AWS: r_UNLOAD (CSV, JSON, ESCAPE, ADDQUOTES, NULL AS)."""

import json
import re
from collections.abc import Callable, Sequence

from localshift.errors import SqlError
from localshift.lake.formats import TextOutput
from localshift.results import Column, Row
from localshift.types import UNKNOWN, RedshiftType
from localshift.wire.formats import text_encoder

ToLine = Callable[[Row], str]
ToText = Callable[[object], str]

_NUMBERS = ("smallint", "integer", "bigint", "numeric", "real", "double precision")


def text_of(type_: RedshiftType) -> ToText:
    """How a value that is not NULL is written; a CHAR has no trailing blanks."""
    encode = text_encoder(UNKNOWN if type_.is_string else type_)
    return lambda value: encode(value).decode()


def text_lines(format_: TextOutput, columns: Sequence[Column]) -> ToLine:
    """Rows as lines without their line feed."""
    fields = [_field(format_, column.type) for column in columns]
    delimiter = format_.delimiter
    return lambda row: delimiter.join(
        [field(value) for field, value in zip(fields, row, strict=True)]
    )


def header(format_: TextOutput, columns: Sequence[Column]) -> str:
    """The line of the columns' names, written as values are."""
    names = [Column(column.name, RedshiftType("character varying")) for column in columns]
    return text_lines(format_, names)([column.name for column in columns])


def json_lines(columns: Sequence[Column]) -> ToLine:
    """Rows as JSON objects. Raises SqlError for two columns of one name."""
    names = [json.dumps(column.name, ensure_ascii=False) for column in columns]
    if len(set(names)) < len(names):
        raise SqlError("42701", "UNLOAD to JSON needs columns with unique names")
    values = [_json_value(column.type) for column in columns]

    def line(row: Row) -> str:
        pairs = [
            f"{name}:{'null' if value is None else encode(value)}"
            for name, encode, value in zip(names, values, row, strict=True)
        ]
        return "{" + ",".join(pairs) + "}"

    return line


def _field(format_: TextOutput, type_: RedshiftType) -> ToText:
    text, null_as = text_of(type_), format_.null_as
    decorate = _decoration(format_, type_)
    null = f'"{null_as}"' if format_.add_quotes else null_as
    return lambda value: null if value is None else decorate(text(value))


def _decoration(format_: TextOutput, type_: RedshiftType) -> Callable[[str], str]:
    """What becomes of a field's text: quotes around it, or escapes in it."""
    if format_.csv:
        special = re.compile(f'[{re.escape(format_.delimiter)}"\r\n]')
        return lambda text: '"' + text.replace('"', '""') + '"' if special.search(text) else text
    quotes = "\"'" if format_.add_quotes else ""
    escaped = re.compile(f"[{re.escape(format_.delimiter)}\\\\\r\n{quotes}]")
    around = '"' if format_.add_quotes else ""
    if format_.escape and type_.is_string:
        return lambda text: around + escaped.sub(r"\\\g<0>", text) + around
    return lambda text: around + text + around


def _json_value(type_: RedshiftType) -> ToText:
    """Numbers and SUPER are JSON already; NaN and infinities are none, so they are strings."""
    text = text_of(type_)
    if type_.name == "super":
        return text
    if type_.name in _NUMBERS:
        return lambda value: _json_number(text(value))
    return lambda value: json.dumps(text(value), ensure_ascii=False)


def _json_number(text: str) -> str:
    return json.dumps(text) if text[-1].isalpha() else text
