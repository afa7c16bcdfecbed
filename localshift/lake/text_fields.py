"""Cut the text of a file into the fields of rows, as Hive's SerDes do.

AWS: r_CREATE_EXTERNAL_TABLE (ROW FORMAT DELIMITED, OpenCSVSerde, JsonSerDe, 'wholeFile',
'strip.outer.array', 'serialization.null.format', 'skip.header.line.count').
"""

import csv
import io
import json
import re
from collections.abc import Iterator
from typing import Any

from localshift.errors import SqlError, refuse
from localshift.lake.external_table import CSV_SERDE, JSON_SERDE, LAZY_SERDE, ExternalTable

Fields = list[str | None]

_LINE_END = re.compile("\r\n|\n|\r")
_DEFAULT_NULL = "\\N"
_PROPERTIES = {
    LAZY_SERDE: {
        "field.delim", "serialization.format", "line.delim", "serialization.null.format",
    },
    CSV_SERDE: {"separatorChar", "quoteChar", "escapeChar", "serialization.format", "wholeFile"},
    JSON_SERDE: {"serialization.format", "strip.outer.array", "paths"},
}  # fmt: skip


def check_serde(table: ExternalTable) -> None:
    """Raises SqlError 0A000 for a SerDe, or a property of it, that localshift does not read."""
    if table.serde not in _PROPERTIES:
        raise refuse(f"the SerDe {table.serde or '(none)'} of an external table")
    for name in table.serde_parameters:
        if name not in _PROPERTIES[table.serde]:
            raise refuse(f"the SerDe property '{name}'")
    if table.serde_parameters.get("line.delim", "\n") != "\n":
        raise refuse("LINES TERMINATED BY other than a line feed")


def read_fields(table: ExternalTable, text: str) -> Iterator[Fields]:
    """The rows of a file: as many fields as the table has columns, None for NULL."""
    skipped = int(table.parameters.get("skip.header.line.count", "0"))
    if table.serde == JSON_SERDE:
        return _json_rows(table, text, skipped)
    if table.serde == CSV_SERDE:
        rows = _csv_rows(table, text, skipped)
    else:
        rows = _delimited_rows(table, text, skipped)
    count = len(table.columns)
    return ([*row[:count], *[None] * (count - len(row))] for row in rows)


def _lines(text: str, skipped: int) -> list[str]:
    lines = _LINE_END.split(text)
    if not lines[-1]:
        lines.pop()
    return lines[skipped:]


def _delimited_rows(table: ExternalTable, text: str, skipped: int) -> Iterator[Fields]:
    parameters = table.serde_parameters
    delimiter = parameters.get("field.delim") or parameters.get("serialization.format") or "\x01"
    if delimiter == "1":  # how Hive writes the default, start of heading
        delimiter = "\x01"
    null = parameters.get("serialization.null.format") or table.parameters.get(
        "serialization.null.format", _DEFAULT_NULL
    )
    for line in _lines(text, skipped):
        yield [None if field in (null, _DEFAULT_NULL) else field for field in line.split(delimiter)]


def _csv_rows(table: ExternalTable, text: str, skipped: int) -> Iterator[Fields]:
    parameters = table.serde_parameters
    form: dict[str, Any] = {
        "delimiter": parameters.get("separatorChar", ","),
        "quotechar": parameters.get("quoteChar", '"'),
        "escapechar": parameters.get("escapeChar", "\\"),
        "strict": True,
    }
    null = table.parameters.get("serialization.null.format")
    if parameters.get("wholeFile", "false") == "true":
        rest = _LINE_END.split(text, maxsplit=skipped)[-1] if skipped else text
        sources = [io.StringIO(rest, newline="")]
    else:
        sources = [io.StringIO(line) for line in _lines(text, skipped)]
    try:
        for source in sources:
            for row in csv.reader(source, **form):
                yield [None if field == null else field for field in row]
    except csv.Error as error:
        raise refuse(f"a line that OpenCSVSerde can't take apart ({error})") from None


def _json_rows(table: ExternalTable, text: str, skipped: int) -> Iterator[Fields]:
    names = [column.name for column in table.columns]
    for item in _json_objects(table, text, skipped):
        if not isinstance(item, dict):
            raise SqlError("XX000", "Spectrum Scan Error", detail="A line is no JSON object")
        values = {key.lower(): value for key, value in item.items()}
        yield [_json_text(name, values.get(name)) for name in names]


def _json_objects(table: ExternalTable, text: str, skipped: int) -> Iterator[Any]:
    # Numbers stay as they are written.
    decoder = json.JSONDecoder(parse_int=str, parse_float=str, parse_constant=str)
    try:
        if table.serde_parameters.get("strip.outer.array", "false") == "true":
            yield from decoder.decode(text)
            return
        for line in _lines(text, skipped):
            if line.strip():
                yield decoder.decode(line)
    except ValueError as error:
        raise SqlError("XX000", "Spectrum Scan Error", detail=f"Malformed JSON: {error}") from None


def _json_text(name: str, value: Any) -> str | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict | list):
        raise refuse(f'nested JSON in the column "{name}" of an external table')
    return None if value is None else str(value)
