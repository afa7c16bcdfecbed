"""The load history: what Redshift's system views say of each COPY, also of those that failed.

AWS: SYS_LOAD_HISTORY, SYS_LOAD_ERROR_DETAIL, STL_LOAD_ERRORS, STL_LOAD_COMMITS.
"""

import threading
from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields
from datetime import UTC, datetime

import duckdb
import pyarrow as pa

from localshift.copy.statement import CopyContext

_TABLES = """
create schema if not exists localshift;
create table if not exists localshift.load_history (
    user_id integer, query_id bigint, transaction_id bigint, session_id integer,
    database_name varchar, table_id integer, table_name varchar, status varchar,
    start_time timestamp, end_time timestamp, duration bigint,
    data_source varchar, file_format varchar, loaded_rows bigint, loaded_bytes bigint,
    source_file_count integer, source_file_bytes bigint, file_count_scanned integer,
    file_bytes_scanned bigint, error_count bigint
);
create table if not exists localshift.load_errors (
    user_id integer, query_id bigint, transaction_id bigint, session_id integer,
    database_name varchar, table_id integer, start_time timestamp,
    file_name varchar, line_number bigint, column_name varchar, column_type varchar,
    column_length varchar, position integer, error_code integer, error_message varchar,
    raw_line varchar, raw_field_value varchar
);
create table if not exists localshift.load_commits (
    user_id integer, query_id bigint, transaction_id bigint, session_id integer,
    database_name varchar, table_id integer, start_time timestamp,
    file_name varchar, file_bytes bigint, lines_scanned bigint, errors bigint,
    end_time timestamp, file_format varchar
);
"""


@dataclass(frozen=True, slots=True)
class LoadHistory:
    """How a COPY ended. `status` is completed or aborted; `duration` in microseconds."""

    table_name: str
    status: str
    end_time: datetime
    duration: int
    data_source: str
    file_format: str
    loaded_rows: int
    loaded_bytes: int
    source_file_count: int
    source_file_bytes: int
    file_count_scanned: int
    file_bytes_scanned: int
    error_count: int


@dataclass(frozen=True, slots=True)
class LoadError:
    """One row, or one line, that could not be loaded."""

    file_name: str
    line_number: int
    column_name: str
    column_type: str
    column_length: str
    position: int
    error_code: int
    error_message: str
    raw_line: str
    raw_field_value: str


@dataclass(frozen=True, slots=True)
class LoadCommit:
    """One file that a COPY read to its end. It does not prove that the COPY was committed."""

    file_name: str
    file_bytes: int
    lines_scanned: int
    errors: int
    end_time: datetime
    file_format: str


class Journal:
    """Writes the history, apart from the transaction of the COPY, whose rollback it outlives.

    It has a connection of its own, which commits at once and touches no table of a user. Redshift's
    system views are read-committed; here a transaction that is already open does not see what is
    written after its first statement. A loader reads the errors of a failed COPY after ROLLBACK,
    where it sees them.
    """

    def __init__(self, cursor: duckdb.DuckDBPyConnection) -> None:
        self._cursor = cursor
        self._guard = threading.Lock()
        cursor.execute(_TABLES)

    def record(
        self,
        context: CopyContext,
        history: LoadHistory,
        errors: Sequence[LoadError],
        commits: Sequence[LoadCommit],
    ) -> None:
        """Write what one COPY did, all of it or, should the process end, nothing."""
        with self._guard:
            self._cursor.begin()
            self._append("load_history", context, [history])
            self._append("load_errors", context, errors)
            self._append("load_commits", context, commits)
            self._cursor.commit()

    def _append(
        self,
        table: str,
        context: CopyContext,
        rows: Sequence[LoadHistory] | Sequence[LoadError] | Sequence[LoadCommit],
    ) -> None:
        if not rows:
            return
        names = [field.name for field in fields(rows[0])]
        columns = map(pa.array, zip(*map(astuple, rows), strict=True))
        self._cursor.register("batch", pa.table(dict(zip(names, columns, strict=True))))
        self._cursor.execute(
            f"insert into localshift.{table} by name select ?::integer as user_id, "
            "?::bigint as query_id, ?::bigint as transaction_id, ?::integer as session_id, "
            "? as database_name, ?::integer as table_id, ?::timestamp as start_time, * from batch",
            [
                context.user_id,
                context.query_id,
                context.transaction_id,
                context.session_id,
                context.database,
                context.table_id,
                context.started_at.astimezone(UTC).replace(tzinfo=None),
            ],
        )
        self._cursor.unregister("batch")
