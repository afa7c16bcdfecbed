"""Where rows are read and converted before they go into the table: a database in memory.

It is a database of its own on a connection of its own, so that a file that DuckDB cannot read does
not abort the user's transaction; the user's connection then takes the good rows out of it.
"""

import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import TracebackType
from typing import Self

import duckdb
import pyarrow as pa

from localshift.copy.conversion import Converter, Source
from localshift.copy.records import Record


class Workspace:
    """Takes in the rows of some files and tells those that cannot be loaded.

    A context manager. One serves for one INSERT: a transaction sees an attached database as it was
    at its first look.
    """

    def __init__(self, cursor: duckdb.DuckDBPyConnection, converter: Converter) -> None:
        self._converter = converter
        self.cursor = cursor.cursor()
        self._database = f"copy_{uuid.uuid4().hex}"
        self._files = 0
        self.table = f'"{self._database}".loaded'

    def __enter__(self) -> Self:
        self.cursor.execute("set TimeZone = 'UTC'")
        self.cursor.execute(f"attach ':memory:' as \"{self._database}\"")
        fields = enumerate(self._converter.fields, start=1)
        values = "".join(f", c{number} {field.type.duckdb}" for number, field in fields)
        self.cursor.execute(f"create table {self.table} (file integer{values}, bad integer)")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.cursor.execute(f'detach "{self._database}"')
        self.cursor.close()

    @property
    def values(self) -> str:
        return ", ".join(f"c{number + 1}" for number in range(len(self._converter.fields)))

    def take_files(self, source: Source, numbers: Sequence[int]) -> dict[int, int]:
        """Take the files of `source`, whose places stand for `numbers`, and count their good rows.

        A file without a row, or with a bad or suspect one, is left out: DuckDB drops what is in a
        file of one byte. Raises duckdb.Error, and takes none, when DuckDB cannot read a file.
        """
        first, self._files = self._files, self._files + len(numbers)
        query = self._converter.query(source, locate=False)
        self.cursor.execute(
            f"insert into {self.table} select * replace (file + {first} as file) from ({query})"
        )
        counts = self.cursor.execute(
            f"select file, count(*), count(bad) from {self.table} where file >= {first} group by 1"
        ).fetchall()
        if any(bad for _, _, bad in counts):
            left_out = ", ".join(str(file) for file, _, bad in counts if bad)
            self.cursor.execute(f"delete from {self.table} where file in ({left_out})")
        return {numbers[file - first]: rows for file, rows, bad in counts if not bad}

    def take_all(self, source: Source) -> tuple[int, dict[int, int]]:
        """Take the rows of `source`, or none of them if one is bad.

        How many were taken, and the bad ones: their `number` in the source -> the field's number.
        """
        bad = self._convert(source)
        return (0, bad) if bad else (self._keep_good(), bad)

    def take_records(self, records: Sequence[Record]) -> dict[int, int]:
        """Take those records that can be loaded.

        The others are in the answer: place in `records` -> number of the bad field.
        """
        table = pa.table(
            {
                "number": pa.array(range(len(records)), pa.int64()),
                "v": pa.array([record.fields for record in records], pa.list_(pa.large_string())),
            }
        )
        with self.view("records", table):
            bad = self._convert(Source("select number, v from records", ("number",)))
        self._keep_good()
        return bad

    @contextmanager
    def view(self, name: str, table: pa.Table) -> Iterator[None]:
        """Let sources read `table` by this name."""
        self.cursor.register(name, table)
        try:
            yield
        finally:
            self.cursor.unregister(name)

    def _convert(self, source: Source) -> dict[int, int]:
        query = self._converter.query(source, locate=True)
        self.cursor.execute(f"create or replace temp table converted as {query}")
        bad = self.cursor.execute(
            "select number, bad from converted where bad is not null order by number"
        )
        return dict(bad.fetchall())

    def _keep_good(self) -> int:
        kept = self.cursor.execute(
            f"insert into {self.table} select null, {self.values}, null from converted "
            "where bad is null"
        ).fetchone()
        return int(kept[0]) if kept else 0
