"""Let DuckDB read: the fast reader, as SQL.

It gives the same rows as the exact readers, or says that a row is suspect: DuckDB accepts trailing
commas and NaN in JSON, and writes 1.50 as 1.5. A file with a suspect row, or one that DuckDB does
not read at all, is left to the exact readers.
"""

import json
from collections.abc import Sequence
from pathlib import Path

from localshift.copy.conversion import Source
from localshift.copy.exact_json import MAX_OBJECT_BYTES
from localshift.copy.jsonpaths import JsonPath, pointer
from localshift.copy.statement import (
    Compression,
    CopyStatement,
    CsvFormat,
    DelimitedFormat,
    JsonFormat,
    TargetColumn,
)
from localshift.quoting import string

_NO_NUMBER = r"(?:[nN][aA][nN]|[iI][nN][fF][a-zA-Z]*)\s*[,}\]]"
# Each begins with a character that is searched for by itself first, which is what makes it fast.
_NOT_JSON = (r",\s*[}\]]", rf":\s*-?{_NO_NUMBER}")
_NO_ARRAY = rf"[,\[]\s*-?{_NO_NUMBER}"
_FRACTION = "-?[0-9]+\\.[0-9]+(?:e[+-]?[0-9]+)?"
_MINUS_ZERO = r"-0\s*[,}\]]"
# DuckDB keeps 17 digits of a number that is no integer.
_EXACT_DIGITS = 17


def can_read_files(copy: CopyStatement) -> bool:
    """Whether DuckDB reads files as the options say."""
    return (
        isinstance(copy.format, JsonFormat)
        and copy.compression is not Compression.BZIP2
        and copy.conversions.encoding == "utf-8"
        and not copy.conversions.ignore_header
    )


def json_source(
    files: Sequence[Path],
    compression: Compression,
    fields: Sequence[TargetColumn],
    paths: Sequence[JsonPath],
) -> Source:
    """The objects of JSON files that have one on each line; raises in DuckDB for others.

    It keeps `file`, the place of the file in `files` from 0.
    """
    listed = ", ".join(string(str(file)) for file in files)
    pointers = "[" + ", ".join(string(pointer(path)) for path in paths) + "]"
    lists, v = f"json_extract_string(json, {pointers}) as texts", "texts"
    if any(field.type.name == "super" for field in fields):
        # A SUPER takes the JSON itself, in which a string has its quotes.
        lists += f", json_extract(json, {pointers}) as jsons"
        picks = (
            _super_text(number, path) if field.type.name == "super" else f"texts[{number}]"
            for number, (field, path) in enumerate(zip(fields, paths, strict=True), start=1)
        )
        v = f"[{', '.join(picks)}]"
    sql = (
        f"select file, json, {v} as v from (select file_index::bigint as file, json, {lists} "
        f"from read_ndjson_objects([{listed}], compression={string(compression.value)}, "
        f"maximum_object_size={MAX_OBJECT_BYTES}))"
    )
    return Source(sql, ("file",), _json_doubts(fields, paths))


def lines_source(view: str, format_: CsvFormat | DelimitedFormat, count: int) -> Source:
    """The lines in the column `line` of `view`, cut into `count` fields at each delimiter.

    Only for lines in which nothing escapes a delimiter; others are suspect. It keeps `number`.
    """
    sql = f"select number, line, string_split(line, {string(format_.delimiter)}) as v from {view}"
    doubts = [f"len(v) <> {count}", "line = ''"]
    if isinstance(format_, CsvFormat):
        doubts.append(f"contains(line, {string(format_.quote)})")
    return Source(sql, ("number",), " or ".join(doubts))


def _json_doubts(fields: Sequence[TargetColumn], paths: Sequence[JsonPath]) -> str:
    """Where the rows of `json_source` may not be what the exact reader gives, as a condition."""
    doubts = [f"regexp_matches(json, {string(pattern)})" for pattern in _NOT_JSON]
    doubts.append(
        f"case when contains(json, '[') then regexp_matches(json, {string(_NO_ARRAY)}) end"
    )
    if any(isinstance(step, str) for path in paths for step in path[:1]):
        doubts.append("not json ^@ '{'")
    else:
        doubts.append("not (json ^@ '{' or json ^@ '[')")
    for number, (field, path) in enumerate(zip(fields, paths, strict=True), start=1):
        value = f"v[{number}]"
        if any(isinstance(step, int) for step in path):
            # A missing element is an error, a NULL is none.
            doubts.append(f"{value} is null")
        if field.type.is_string:
            doubts.append(_may_be_rewritten(value, path))
        elif field.type.name == "super" and path:
            doubts.append(f"not {value} ^@ '\"' and regexp_matches({value}, '[0-9][.eE]')")
        elif field.type.name == "numeric" and (field.type.precision or 0) >= _EXACT_DIGITS:
            doubts.append(f"strlen({value}) > {_EXACT_DIGITS}")
    return " or ".join(f"({doubt})" for doubt in doubts)


def _super_text(number: int, path: JsonPath) -> str:
    """The JSON that a path leads to; of the whole document it is as written."""
    return f"nullif(jsons[{number}], 'null')::varchar" if path else "json::varchar"


def _may_be_rewritten(value: str, path: JsonPath) -> str:
    """Whether a text is that of a number which DuckDB may have written in its own way.

    It is a string after all when it stands behind its key in quotes.
    """
    key = json.dumps(path[-1], ensure_ascii=False) if path else ""
    in_quotes = " or ".join(
        f"contains(json, {string(f'{key}:{blank}')} || '\"' || {value} || '\"')"
        for blank in ("", " ")
    )
    minus_zero = f"regexp_matches(json, {string(_MINUS_ZERO)})"
    nested = f"regexp_matches({value}, '[0-9][.eE]|[\\\\]') or {minus_zero}"
    # Few texts begin as a number does, none of which sorts above a colon, or as what is nested.
    return (
        f"case when {value} < ':' then "
        f"case when regexp_full_match({value}, {string(_FRACTION)}) then not ({in_quotes}) "
        f"when {value} = '0' then {minus_zero} end "
        f"when {value} ^@ '{{' or {value} ^@ '[' then {nested} end"
    )
