"""The history of COPY and UNLOAD: what Redshift's system views say, also of those that failed.

AWS: SYS_LOAD_HISTORY, SYS_LOAD_ERROR_DETAIL, STL_LOAD_ERRORS, STL_LOAD_COMMITS,
SYS_UNLOAD_HISTORY, SYS_UNLOAD_DETAIL.
"""

import threading
from collections.abc import Mapping, Sequence
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
create table if not exists localshift.unload_history (
    user_id integer, query_id bigint, transaction_id bigint, session_id integer,
    database_name varchar, table_id integer, start_time timestamp,
    status varchar, end_time timestamp, duration bigint, file_format varchar,
    compression_type varchar, unloaded_location varchar, unloaded_rows bigint,
    unloaded_files_count bigint, unloaded_files_size bigint, error_message varchar
);
create table if not exists localshift.unload_files (
    user_id integer, query_id bigint, transaction_id bigint, session_id integer,
    database_name varchar, table_id integer, start_time timestamp,
    file_name varchar, end_time timestamp, line_count bigint, transfer_size bigint,
    file_format varchar
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


@dataclass(frozen=True, slots=True)
class UnloadHistory:
    """How an UNLOAD ended. `status` is completed or aborted; `duration` in microseconds."""

    status: str
    end_time: datetime
    duration: int
    file_format: str
    compression_type: str
    unloaded_location: str
    unloaded_rows: int
    unloaded_files_count: int
    unloaded_files_size: int
    error_message: str


@dataclass(frozen=True, slots=True)
class UnloadFile:
    """One file that an UNLOAD wrote."""

    file_name: str
    end_time: datetime
    line_count: int
    transfer_size: int
    file_format: str


Entry = LoadHistory | LoadError | LoadCommit | UnloadHistory | UnloadFile


class Journal:
    """Writes the history, apart from the statement's transaction, whose rollback it outlives.

    It has a connection of its own, which commits at once and touches no table of a user. Redshift's
    system views are read-committed; here a transaction that is already open does not see what is
    written after its first statement. A loader reads the errors of a failed COPY after ROLLBACK,
    where it sees them.
    """

    def __init__(self, cursor: duckdb.DuckDBPyConnection) -> None:
        self._cursor = cursor
        self._guard = threading.Lock()
        cursor.execute(_TABLES)

    def record(self, context: CopyContext, entries: Mapping[str, Sequence[Entry]]) -> None:
        """Write what one statement did, by table: all of it or, should the process end, nothing."""
        with self._guard:
            self._cursor.begin()
            for table, rows in entries.items():
                self._append(table, context, rows)
            self._cursor.commit()

    def _append(self, table: str, context: CopyContext, rows: Sequence[Entry]) -> None:
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
