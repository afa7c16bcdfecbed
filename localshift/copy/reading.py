"""Take files into a workspace: the fast way where it is exact, else the exact way.

AWS: copy-parameters-data-format, copy-parameters-data-conversion.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

import duckdb
import pyarrow as pa

from localshift.copy.conversion import Converter
from localshift.copy.diagnosis import explain, invalid_characters
from localshift.copy.exact_json import read_json
from localshift.copy.exact_text import TextReader
from localshift.copy.fast import can_read_files, json_source, lines_source
from localshift.copy.mapping import JsonMap
from localshift.copy.parquet import parquet_source
from localshift.copy.records import BadLine, Record
from localshift.copy.staging import StagedFile, read_bytes
from localshift.copy.statement import (
    CopyStatement,
    CsvFormat,
    DelimitedFormat,
    ParquetFormat,
    TargetColumn,
)
from localshift.copy.workspace import Workspace
from localshift.errors import SqlError

# Records that are converted together after they were read exactly.
_CHUNK = 20_000
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Plan:
    """How the files of one COPY are read. `json_map` is None for other formats."""

    copy: CopyStatement
    fields: tuple[TargetColumn, ...]
    json_map: JsonMap | None

    @property
    def converter(self) -> Converter:
        return Converter(self.fields, self.copy.format, self.copy.conversions)


def take_fast(plan: Plan, group: Sequence[StagedFile], workspace: Workspace) -> dict[int, int]:
    """Take the files that DuckDB reads without a doubt: their place in `group` -> their rows."""
    paths = plan.json_map.paths if plan.json_map else None
    numbers = [number for number, file in enumerate(group) if file.size]
    if paths is None or not numbers or not can_read_files(plan.copy):
        return {}
    counts: dict[int, int] = {}
    each = ([number] for number in numbers if len(numbers) > 1)
    for some in (numbers, *each):
        files = [group[number].path for number in some]
        source = json_source(files, plan.copy.compression, plan.fields, paths)
        try:
            counts |= workspace.take_files(source, some)
        except (duckdb.InvalidInputException, duckdb.IOException):
            # DuckDB cannot read one of them: go on with each by itself.
            continue
        if some is numbers:
            break
    return counts


def take_exactly(
    plan: Plan, file: StagedFile, workspace: Workspace, most_errors: int | None
) -> tuple[int, list[BadLine]]:
    """Take the rows of `file` that can be loaded; their count, and what could not be.

    Reading stops at `most_errors`; None is no limit. Raises SqlError (XX000) for a file that has
    not the format, compression or encoding that the COPY says.
    """
    if isinstance(plan.copy.format, ParquetFormat):
        return _take_parquet(plan, file, workspace)
    text = _decoded(plan, file)
    taken = _take_lines(plan, text, workspace)
    if taken is not None:
        return taken, []
    rows = 0
    errors: list[BadLine] = []
    records = _records(plan, text)
    while chunk := list(islice(records, _CHUNK)):
        found = {place: item for place, item in enumerate(chunk) if isinstance(item, BadLine)}
        good = [item for item in chunk if isinstance(item, Record)]
        places = [place for place, item in enumerate(chunk) if isinstance(item, Record)]
        for index, bad_field in workspace.take_records(good).items():
            found[places[index]] = _explained(plan, good[index], bad_field)
        rows += len(chunk) - len(found)
        errors += [found[place] for place in sorted(found)]
        if most_errors is not None and len(errors) >= most_errors:
            return rows, errors[:most_errors]
    return rows, errors


def _take_parquet(plan: Plan, file: StagedFile, workspace: Workspace) -> tuple[int, list[BadLine]]:
    """Take a columnar file, or none of it: the first row that does not fit is an error."""
    source = parquet_source(workspace.cursor, file, plan.fields)
    rows, bad = workspace.take_all(source)
    if not bad:
        return rows, []
    row, bad_field = next(iter(bad.items()))
    found = workspace.cursor.execute(f"select v from ({source.sql}) where number = {row}")
    texts = found.fetchall()[0][0]
    return 0, [_explained(plan, Record(row + 1, "", texts), bad_field)]


def _decoded(plan: Plan, file: StagedFile) -> str:
    """The text of a file; bytes that are not UTF-8 become surrogates."""
    data = read_bytes(file, plan.copy.compression)
    encoding = plan.copy.conversions.encoding
    try:
        return data.decode(encoding, "surrogateescape" if encoding == "utf-8" else "strict")
    except UnicodeDecodeError as error:
        raise SqlError(
            "XX000",
            f"File is not encoded in {encoding.replace('-', '').upper()}",
            detail=f"{file.url}: {error}",
        ) from None


def _records(plan: Plan, text: str) -> Iterator[Record | BadLine]:
    """What the exact reader gives, with characters that are not valid replaced or refused."""
    options = plan.copy.conversions
    if isinstance(plan.copy.format, CsvFormat | DelimitedFormat):
        records = TextReader(plan.copy.format, plan.fields, options).read(text)
    elif plan.json_map is not None:
        as_json = [field.type.name == "super" for field in plan.fields]
        records = read_json(text, plan.json_map.extract, as_json, options.ignore_header)
    for record in records:
        if isinstance(record, BadLine):
            yield record
            continue
        if all(field is None or field.isascii() for field in record.fields):
            yield record
            continue
        invalid = {
            number: field
            for number, field in enumerate(record.fields, start=1)
            if field is not None and _SURROGATE.search(field)
        }
        if not invalid:
            yield record
        elif options.accept_invalid is None:
            yield invalid_characters(record, *next(iter(invalid.items())))
        else:
            yield replace(record, fields=[_valid(f, options.accept_invalid) for f in record.fields])


def _valid(field: str | None, replacement: str) -> str | None:
    """The text with one `replacement` for each byte that is not UTF-8."""
    return field and _SURROGATE.sub(lambda one: replacement * _width(one[0]), field)


def _width(surrogate: str) -> int:
    """Bytes: a byte that could not be decoded is in DC80 to DCFF, JSON may escape the others."""
    return 1 if "\udc80" <= surrogate <= "\udcff" else 3


def _take_lines(plan: Plan, text: str, workspace: Workspace) -> int | None:
    """Take lines by cutting them at their delimiters; None when that is not exact for all."""
    format_, options = plan.copy.format, plan.copy.conversions
    if not isinstance(format_, CsvFormat | DelimitedFormat):
        return None
    if not text.isascii() and _SURROGATE.search(text):
        return None
    if options.fill_record or options.ignore_blank_lines:
        return None
    if isinstance(format_, DelimitedFormat) and (format_.escape or format_.remove_quotes):
        return None
    lines = text.split("\n")
    if not lines[-1]:
        lines.pop()
    lines = [line.removesuffix("\r") for line in lines[options.ignore_header :]]
    table = pa.table({"number": range(len(lines)), "line": pa.array(lines, pa.large_string())})
    with workspace.view("lines", table):
        source = lines_source("lines", format_, len(plan.fields))
        rows, bad = workspace.take_all(source)
    return None if bad else rows


def _explained(plan: Plan, record: Record, number: int) -> BadLine:
    text = record.fields[number - 1]
    is_text = isinstance(plan.copy.format, CsvFormat | DelimitedFormat)
    if is_text and text == plan.copy.conversions.null_as:
        text = None
    return explain(record, number, plan.fields[number - 1], text, plan.copy.conversions)
