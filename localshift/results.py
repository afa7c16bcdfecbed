"""What a session hands to whoever asked: columns, rows in batches, and a command tag."""

from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

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


class ArrowRows(Sequence[Row]):
    """Rows as Arrow has them, column by column; they become Python's where one is looked at.

    `parsers` make the values of columns, by their place, that Arrow has only as text.
    """

    def __init__(
        self, batch: pa.RecordBatch, parsers: Mapping[int, Callable[[str], Any]] | None = None
    ) -> None:
        self.batch = batch
        self._parsers = parsers or {}

    def __len__(self) -> int:
        return int(self.batch.num_rows)

    def __getitem__(self, place: Any) -> Any:
        if isinstance(place, slice):
            start, stop, _ = place.indices(len(self))
            return ArrowRows(self.batch.slice(start, stop - start), self._parsers)
        return next(iter(self[place : place + 1]))

    def __iter__(self) -> Iterator[Row]:
        return zip(*map(self.column, range(self.batch.num_columns)), strict=True)

    def column(self, place: int) -> list[Any]:
        """The values of one column."""
        values: list[Any] = self.batch.column(place).to_pylist()
        if (parse := self._parsers.get(place)) is not None:
            return [None if value is None else parse(value) for value in values]
        return values


@dataclass(slots=True)
class Result:
    """What a statement gave.

    `tag` is the command tag without a row count for SELECT and FETCH, whose count is known when
    the rows are through (`SELECT`), complete for the others (`INSERT 0 3`, `COPY`, `CREATE TABLE`).
    `severity` is that of the notices: INFO, NOTICE or WARNING.
    `batches` yields rows, often as ArrowRows; values are Python's: int, float, Decimal, str, bool,
    date, time, datetime, bytes, None. An interval is a MonthDayNano, a SUPER value its JSON text.
    """

    tag: str
    columns: tuple[Column, ...] | None = None
    batches: Iterator[Sequence[Row]] = field(default_factory=lambda: iter(()))
    notices: tuple[str, ...] = ()
    severity: str = "NOTICE"

    def discard(self) -> None:
        """Let go of the rows that have not been read."""
        rest, self.batches = self.batches, iter(())
        if isinstance(rest, Generator):
            rest.close()
