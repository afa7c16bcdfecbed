"""The rows of a query on their way from DuckDB to whoever asked, as Arrow's record batches."""

from collections.abc import Callable, Generator, Iterator, Sequence
from datetime import time

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from localshift.duckdb_errors import from_duckdb_error
from localshift.errors import SqlError, refuse
from localshift.results import ArrowRows, Result, Row

_BATCH_ROWS = 16384

# Python has the years 1 to 9999, Redshift more: in days since 1970.
_FIRST_DAY, _LAST_DAY = -719_162, 2_932_896
_DAY_MICROSECONDS = 86_400_000_000

# Arrow has no such types: DuckDB would give a time without its zone, and VARIANT's inner bytes.
_CAST = {"TIME WITH TIME ZONE": "varchar", "VARIANT": "json"}


class Query:
    """A query that DuckDB has bound but not yet run; `columns` are names with DuckDB's types.

    Raises duckdb.Error when it cannot be bound.
    """

    def __init__(self, cursor: duckdb.DuckDBPyConnection, sql: str) -> None:
        self.sql = sql
        self._cursor = cursor
        self._relation = cursor.sql(sql)
        names, types = self._relation.columns, map(str, self._relation.types)
        self.columns = tuple(zip(names, types, strict=True))

    def batches(self) -> Generator[Sequence[Row], None, None]:
        """Run it; the rows come as they are asked for. Raises duckdb.Error, later SqlError."""
        types = [type_ for _, type_ in self.columns]
        relation = self._relation
        if any(type_ in _CAST for type_ in types):
            relation = relation.project(
                ", ".join(
                    f"#{number}::{_CAST[type_]}" if type_ in _CAST else f"#{number}"
                    for number, type_ in enumerate(types, start=1)
                )
            )
        self._cursor.complete()  # a row that was fetched alone leaves its result open
        reader = relation.to_arrow_reader(_BATCH_ROWS)
        times = {
            place: time.fromisoformat
            for place, type_ in enumerate(types)
            if type_ == "TIME WITH TIME ZONE"
        }
        return _read(reader, times)


def _read(
    reader: pa.RecordBatchReader, parsers: dict[int, Callable[[str], time]]
) -> Generator[Sequence[Row], None, None]:
    """DuckDB has one open result a connection, so the reader is closed whatever happens."""
    try:
        with reader:
            for batch in reader:
                _check_years(batch)
                yield ArrowRows(batch, parsers)
    except OSError as error:
        raise from_duckdb_error(_duckdb_error(str(error))) from None


def _check_years(batch: pa.RecordBatch) -> None:
    """Raises SqlError 0A000 for a date or timestamp that can't be shown."""
    for column in batch.columns:
        if pa.types.is_date32(column.type) or pa.types.is_timestamp(column.type):
            unit = 1 if pa.types.is_date32(column.type) else _DAY_MICROSECONDS
            found = pc.min_max(column)
            first, last = found["min"].value, found["max"].value
            if (
                first is not None
                and not _FIRST_DAY * unit <= first <= last < (_LAST_DAY + 1) * unit
            ):
                raise refuse("years before 1 and after 9999")


def _duckdb_error(text: str) -> duckdb.Error:
    """Arrow hands DuckDB's errors on as their text, which begins with their kind."""
    kind = text.partition(" Error:")[0].title().replace(" ", "")
    class_ = getattr(duckdb, f"{kind}Exception", duckdb.Error)
    error: duckdb.Error = class_(text)
    return error


class RunningResult:
    """The result that a session streams, of which DuckDB has one at a time."""

    def __init__(self) -> None:
        self._result: Result | None = None

    def follow(
        self, result: Result, on_error: Callable[[], None], on_end: Callable[[bool], None]
    ) -> None:
        """Tell when its rows are through, with whether they were read to their end."""
        source = result.batches

        def stream() -> Iterator[Sequence[Row]]:
            finished = False
            try:
                yield from source
                finished = True
            except SqlError:
                self._result = None
                on_error()
                raise
            finally:
                if self._result is result:
                    self._result = None
                on_end(finished)

        result.batches = stream()
        self._result = result

    def settle(self) -> None:
        """Read it to its end, so that another statement can run."""
        running, self._result = self._result, None
        if running is not None:
            rest = list(running.batches)
            running.batches = iter(rest)

    def discard(self) -> None:
        """Nobody wants the rest."""
        running, self._result = self._result, None
        if running is not None:
            running.discard()
