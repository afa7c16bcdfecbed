"""Read CSV files that people bring: a row that cannot be used is set aside, and told.

Files are taken as lines of bytes. No field holds a line end, so a stray quote harms one row.
"""

import csv
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

SHOWN_BAD_ROWS = 10
T = TypeVar("T")


class UnusableFileError(Exception):
    """A file from which nothing can be made. Says why and, where that helps, what to do."""


class BadValueError(Exception):
    """What makes a row unusable, and the value that is to blame, if it is one."""

    def __init__(self, reason: str, value: str | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.value = value


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that is left out: where it stands, why, and the value that is to blame."""

    file: str
    line: int
    reason: str
    value: str | None = None

    def __str__(self) -> str:
        value = "" if self.value is None else f": {self.value[:60]!r}"
        return f"{self.file}, line {self.line}: {self.reason}{value}"


@dataclass(slots=True)
class Found(Generic[T]):
    """What a file holds: what was made from its rows, and the rows that are left out."""

    rows: list[T] = field(default_factory=list)
    bad_rows: list[BadRow] = field(default_factory=list)


def read_header(lines: Iterator[bytes], file: str) -> list[str]:
    """Take the first line and return the columns' names. `file` is its name in messages.

    Raises UnusableFileError when that line is no text.
    """
    try:
        return next(csv.reader([next(lines, b"").decode("utf-8-sig")]), [])
    except (UnicodeDecodeError, csv.Error) as error:
        raise UnusableFileError(f"{file} is no CSV file in UTF-8 ({error})") from error


def read_rows(
    lines: Iterator[bytes],
    file: str,
    columns: Sequence[str],
    make: Callable[[dict[str, str]], T],
) -> Found[T]:
    """Read the lines after the header; blank ones are no rows.

    `make` is given the fields of a row by column, and raises BadValueError for a bad one.
    """
    found = Found[T]()
    for number, line in enumerate(lines, start=2):
        if not line.strip():
            continue
        try:
            found.rows.append(make(_fields(line, columns)))
        except BadValueError as bad:
            found.bad_rows.append(BadRow(file, number, bad.reason, bad.value))
    return found


def _fields(line: bytes, columns: Sequence[str]) -> dict[str, str]:
    try:
        values = next(csv.reader([line.decode().rstrip("\r\n")], strict=True))
    except UnicodeDecodeError as error:
        raise BadValueError("not in UTF-8") from error
    except csv.Error as error:
        raise BadValueError("quotes do not match") from error
    if len(values) != len(columns):
        raise BadValueError(f"has {len(values)} fields, the header has {len(columns)}")
    return dict(zip(columns, (value.strip(" \t") for value in values), strict=True))


def told(bad_rows: Sequence[BadRow]) -> Iterator[str]:
    """Lines that name the rows left out: the first of them, and if they are many, each reason."""
    if bad_rows:
        yield f"rows that cannot be used and are left out: {len(bad_rows)}"
    yield from (f"  {row}" for row in bad_rows[:SHOWN_BAD_ROWS])
    if len(bad_rows) > SHOWN_BAD_ROWS:
        yield f"  and {len(bad_rows) - SHOWN_BAD_ROWS} more; all by reason:"
        for reason, count in Counter(row.reason for row in bad_rows).most_common():
            yield f"  {count:>7}  {reason}"
