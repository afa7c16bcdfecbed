"""What a session hands to whoever asked: columns, rows in batches, and a command tag."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from localshift.types import RedshiftType

Row = Sequence[Any]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a result, named in lower case."""

    name: str
    type: RedshiftType


@dataclass(frozen=True, slots=True)
class Description:
    """What is known of a statement before it runs.

    `parameters` has one type for each `$n`; `columns` is None for a statement without rows.
    """

    parameters: tuple[RedshiftType, ...]
    columns: tuple[Column, ...] | None


@dataclass(slots=True)
class Result:
    """What a statement gave.

    `tag` is the command tag without a row count for SELECT and FETCH, whose count is known when
    the rows are through (`SELECT`), complete for the others (`INSERT 0 3`, `COPY`, `CREATE TABLE`).
    `batches` yields lists of rows; values are Python's: int, float, Decimal, str, bool, date, time,
    datetime, timedelta, bytes, None. A SUPER value is its JSON text.
    """

    tag: str
    columns: tuple[Column, ...] | None = None
    batches: Iterator[Sequence[Row]] = field(default_factory=lambda: iter(()))
    notices: tuple[str, ...] = ()
