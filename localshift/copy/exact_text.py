"""Read delimited text and CSV exactly: the slow reader, for what no split at delimiters reads.

AWS: copy-parameters-data-format (CSV, DELIMITER), copy-parameters-data-conversion (ESCAPE,
REMOVEQUOTES, FILLRECORD, IGNOREBLANKLINES, IGNOREHEADER).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from localshift.copy.records import BadLine, Record
from localshift.copy.statement import Conversions, CsvFormat, DelimitedFormat, TargetColumn

DELIMITER_NOT_FOUND = (1214, "Delimiter not found")
EXTRA_COLUMNS = (1202, "Extra column(s) found")
NO_DATA = (1211, "Input line contained no data")
BAD_QUOTES = (1214, "Invalid quote formatting for CSV")

Fields = list[str | None]


class _LineError(Exception):
    """A line that cannot be cut into fields; `args` are code, reason and position."""


@dataclass(frozen=True, slots=True)
class TextReader:
    """Reads files of one COPY, whose fields go into `columns` in order."""

    format: CsvFormat | DelimitedFormat
    columns: tuple[TargetColumn, ...]
    options: Conversions

    def read(self, text: str) -> Iterator[Record | BadLine]:
        """Yield a Record or a BadLine for each line. Lines end in LF or CRLF."""
        lines = self._lines(text)
        for number, raw_line in lines:
            if number <= self.options.ignore_header:
                continue
            if not raw_line and self.options.ignore_blank_lines:
                continue
            try:
                yield Record(number, raw_line, self._fitted(raw_line, self._split(raw_line)))
            except _LineError as error:
                code, reason, position = error.args
                yield BadLine(number, raw_line, code, reason, position)

    def _lines(self, text: str) -> Iterator[tuple[int, str]]:
        """Each record's text with the number of the line that it begins on."""
        number, position = 1, 0
        while position < len(text):
            if number <= self.options.ignore_header:
                end = _end_of_line(text, position)
            else:
                end = self._end_of_record(text, position)
            raw_line = text[position:end]
            yield number, raw_line.removesuffix("\r")
            number += raw_line.count("\n") + 1
            position = end + 1

    def _end_of_record(self, text: str, start: int) -> int:
        """The first line feed that no quotes or backslash make part of a field.

        Quotes that do not close spoil the line that they open on, and no other.
        """
        is_open, position = False, start
        while True:
            end = _end_of_line(text, position)
            if isinstance(self.format, CsvFormat):
                is_open ^= text.count(self.format.quote, position, end) % 2 == 1
            else:
                is_open = self.format.escape and _backslashes_before(text, end) % 2 == 1
            if not is_open:
                return end
            if end == len(text):
                return _end_of_line(text, start)
            position = end + 1

    def _split(self, line: str) -> Fields:
        format_ = self.format
        if isinstance(format_, CsvFormat):
            plain = format_.quote not in line
            return [*line.split(format_.delimiter)] if plain else _split_csv(line, format_)
        if format_.escape or format_.remove_quotes:
            return _split_marked(line, format_, self.options.null_as)
        return [*line.split(format_.delimiter)]

    def _fitted(self, line: str, fields: Fields) -> Fields:
        """As many fields as there are columns. AWS: FILLRECORD."""
        expected = len(self.columns)
        if not line and expected > 1:
            raise _LineError(*NO_DATA, 0)
        is_closed = isinstance(self.format, DelimitedFormat) and fields[-1] == ""
        if len(fields) == expected + 1 and is_closed:
            return fields[:-1]
        if len(fields) > expected:
            raise _LineError(*EXTRA_COLUMNS, len(line))
        if len(fields) < expected:
            if not self.options.fill_record:
                raise _LineError(*DELIMITER_NOT_FOUND, len(line))
            missing = self.columns[len(fields) :]
            fields += [
                "" if column.type.name == "character varying" else None for column in missing
            ]
        return fields


def _split_csv(line: str, format_: CsvFormat) -> Fields:
    """Cut a record with quotes. Blanks around a quoted field do not count."""
    delimiter, quote = re.escape(format_.delimiter), re.escape(format_.quote)
    blanks = "[ ]*" if format_.delimiter == "\t" else "[ \t]*"
    pattern = re.compile(
        f"{blanks}{quote}((?:[^{quote}]|{quote}{quote})*+){quote}{blanks}(?={delimiter}|\\Z)"
        f"|([^{delimiter}{quote}]*+)(?={delimiter}|\\Z)",
        re.DOTALL,
    )
    fields: Fields = []
    position = 0
    while True:
        match = pattern.match(line, position)
        if match is None or (match.end() < len(line) and line[match.end()] != format_.delimiter):
            raise _LineError(*BAD_QUOTES, position)
        quoted = match[1]
        doubled = format_.quote * 2
        fields.append(match[2] if quoted is None else quoted.replace(doubled, format_.quote))
        if match.end() == len(line):
            return fields
        position = match.end() + 1


def _split_marked(line: str, format_: DelimitedFormat, null_as: str) -> Fields:
    """Cut a line in which a backslash escapes, or quotes around a field keep its delimiters."""
    delimiter = re.escape(format_.delimiter)
    one = r"\\.|" if format_.escape else ""
    bare = re.compile(rf"(?:{one}[^{delimiter}])*+", re.DOTALL)
    fields: Fields = []
    position = 0
    while True:
        quote = line[position : position + 1]
        if format_.remove_quotes and quote in ("'", '"'):
            quoted = re.compile(rf"{quote}((?:{one}.)*?){quote}(?={delimiter}|\Z)", re.DOTALL)
            match = quoted.match(line, position)
            if match is None:
                raise _LineError(*DELIMITER_NOT_FOUND, position)
            value = match[1]
        else:
            match = bare.match(line, position)
            value = match[0] if match else ""
        end = match.end() if match else position
        if value == null_as:
            fields.append(None)
        else:
            fields.append(_unescaped(value) if format_.escape else value)
        if end == len(line):
            return fields
        position = end + 1


_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


def _unescaped(value: str) -> str:
    return _ESCAPED.sub(r"\1", value)


def _end_of_line(text: str, position: int) -> int:
    end = text.find("\n", position)
    return end if end >= 0 else len(text)


def _backslashes_before(text: str, position: int) -> int:
    count = 0
    while count < position and text[position - count - 1] == "\\":
        count += 1
    return count
