"""COPY against the S3 of the emulator and a DuckDB laid out as the server lays it out."""

import gzip
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import duckdb
import pytest

from localshift.copy.journal import Journal
from localshift.copy.loading import run_copy
from localshift.copy.parsing import parse_copy
from localshift.copy.s3 import S3Files
from localshift.copy.statement import CopyContext, CopyOutcome, CopyTarget, TargetColumn
from localshift.python_functions import register
from localshift.types import parse_type

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

ROLE = "iam_role 'arn:aws:iam::000000000000:role/copy'"
_numbers = itertools.count(1)


@dataclass
class Warehouse:
    """A database with the connection of one session, a bucket, and COPY between them."""

    cursor: duckdb.DuckDBPyConnection
    journal: Journal
    s3: "S3Client"
    bucket: str
    files: S3Files = field(default_factory=S3Files)

    def put(self, key: str, contents: str | bytes) -> str:
        """Write an object; a key that ends in .gz is compressed. Returns its URL."""
        data = contents.encode() if isinstance(contents, str) else contents
        body = gzip.compress(data) if key.endswith(".gz") else data
        self.s3.put_object(Bucket=self.bucket, Key=key, Body=body)
        return f"s3://{self.bucket}/{key}"

    def create(self, *columns: str, **changes: dict[str, Any]) -> CopyTarget:
        """Create a table of columns like `id integer`; `changes` are for a TargetColumn by name."""
        name = f"t{next(_numbers)}"
        parsed = []
        for column in columns:
            column_name, type_text = column.split(" ", 1)
            kind = parse_type(type_text)
            assert kind is not None
            made = TargetColumn(column_name, kind)
            parsed.append(replace(made, **changes.get(column_name, {})))
        body = ", ".join(f'"{column.name}" {column.type.duckdb}' for column in parsed)
        self.cursor.execute(f"create table dev.main.{name} ({body})")
        return CopyTarget("public", name, f"dev.main.{name}", tuple(parsed))

    def copy(self, target: CopyTarget, rest: str) -> CopyOutcome:
        """COPY into the table in a transaction; `rest` is the statement from FROM or a list on."""
        statement = parse_copy(f"copy {target.table} {rest} {ROLE}")
        query_id = next(_numbers)
        context = CopyContext(query_id, query_id, 7, 100, "dev", 1, datetime.now(UTC))
        self.cursor.begin()
        try:
            outcome = run_copy(statement, target, self.cursor, self.journal, self.files, context)
        except BaseException:
            self.cursor.rollback()
            raise
        self.cursor.commit()
        return outcome

    def rows(self, target: CopyTarget) -> list[tuple[Any, ...]]:
        return self.cursor.execute(f"select * from {target.duckdb_name} order by all").fetchall()

    def load(self, columns: Sequence[str], contents: str | bytes, options: str) -> list[Any]:
        """The rows that COPY makes of one file in a new table."""
        target = self.create(*columns)
        url = self.put(f"file-{next(_numbers)}", contents)
        self.copy(target, f"from '{url}' {options}")
        return self.rows(target)

    def errors(self) -> list[dict[str, Any]]:
        """The load errors of the latest COPY, in order."""
        result = self.cursor.execute(
            "select * from localshift.load_errors where query_id = "
            "(select max(query_id) from localshift.load_history)"
        )
        names = [column[0] for column in result.description or ()]
        return [dict(zip(names, row, strict=True)) for row in result.fetchall()]

    def history(self) -> dict[str, Any]:
        """The latest row of the load history."""
        result = self.cursor.execute(
            "select * from localshift.load_history order by query_id desc limit 1"
        )
        names = [column[0] for column in result.description or ()]
        row = result.fetchone()
        assert row is not None
        return dict(zip(names, row, strict=True))


@pytest.fixture(scope="session")
def database() -> Iterator[duckdb.DuckDBPyConnection]:
    """A DuckDB laid out as the server lays it out: the user's database is an attached one."""
    root = duckdb.connect(":memory:")
    root.execute("set global TimeZone = 'UTC'")
    register(root)
    root.execute("attach ':memory:' as dev")
    yield root
    root.close()


@pytest.fixture
def warehouse(
    database: duckdb.DuckDBPyConnection, s3: "S3Client", bucket: str
) -> Iterator[Warehouse]:
    cursor, journal_cursor = database.cursor(), database.cursor()
    for connection in (cursor, journal_cursor):
        connection.execute("use dev.main")
    yield Warehouse(cursor, Journal(journal_cursor), s3, bucket)
    cursor.close()
    journal_cursor.close()
