"""What a COPY statement says, and what it is told about its table and its session.

AWS: r_COPY and the pages of its parameters.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Literal

from localshift.types import RedshiftType

MAX_ERRORS = 100_000


class Compression(Enum):
    NONE = "none"
    GZIP = "gzip"
    ZSTD = "zstd"
    BZIP2 = "bzip2"


class JsonMapping(Enum):
    """How the keys of a JSON object find their columns (AWS: copy-parameters-data-format)."""

    AUTO = "auto"
    AUTO_IGNORECASE = "auto ignorecase"
    NOSHRED = "noshred"
    PATHS = "jsonpaths"


@dataclass(frozen=True, slots=True)
class JsonFormat:
    """`jsonpaths_url` is the s3:// URL of the paths' file when `mapping` is PATHS."""

    mapping: JsonMapping = JsonMapping.AUTO
    jsonpaths_url: str | None = None

    name = "JSON"


@dataclass(frozen=True, slots=True)
class CsvFormat:
    delimiter: str = ","
    quote: str = '"'

    name = "CSV"


@dataclass(frozen=True, slots=True)
class DelimitedFormat:
    """Text with a separator. `escape`: a backslash keeps the character after it from meaning."""

    delimiter: str = "|"
    escape: bool = False
    remove_quotes: bool = False

    name = "TEXT"


@dataclass(frozen=True, slots=True)
class ParquetFormat:
    name = "PARQUET"


DataFormat = JsonFormat | CsvFormat | DelimitedFormat | ParquetFormat


@dataclass(frozen=True, slots=True)
class Conversions:
    """The data conversion parameters (AWS: copy-parameters-data-conversion).

    `accept_invalid` is the character that stands in for each byte that is not UTF-8; None refuses.
    `encoding` is a Python codec.
    """

    null_as: str = "\\N"
    empty_as_null: bool = False
    blanks_as_null: bool = False
    trim_blanks: bool = False
    truncate_columns: bool = False
    round_decimals: bool = False
    accept_any_date: bool = False
    accept_invalid: str | None = None
    date_format: str | None = None
    time_format: str | None = None
    ignore_header: int = 0
    ignore_blank_lines: bool = False
    fill_record: bool = False
    encoding: str = "utf-8"


@dataclass(frozen=True, slots=True)
class CopyStatement:
    """A parsed COPY. `columns` is None without a column list; `table` has its parts in order."""

    table: tuple[str, ...]
    columns: tuple[str, ...] | None
    source_url: str
    format: DataFormat = field(default_factory=DelimitedFormat)
    compression: Compression = Compression.NONE
    conversions: Conversions = field(default_factory=Conversions)
    manifest: bool = False
    region: str | None = None
    max_errors: int = 0
    ignore_all_errors: bool = False
    no_load: bool = False
    explicit_ids: bool = False

    @property
    def error_limit(self) -> int | None:
        """The number of errors at which the load fails; None when it never does.

        AWS: copy-parameters-data-load, MAXERROR: 0 and 1 both fail at the first error.
        """
        return None if self.ignore_all_errors else max(1, self.max_errors)


@dataclass(frozen=True, slots=True)
class TargetColumn:
    """A column of the table. `default_sql` is DuckDB SQL for what a column left out gets."""

    name: str
    type: RedshiftType
    default_sql: str | None = None
    not_null: bool = False
    identity: Literal["always", "by default"] | None = None


@dataclass(frozen=True, slots=True)
class CopyTarget:
    """The table. `duckdb_name` is quoted SQL for INSERT INTO; it may be a temporary table."""

    schema: str
    table: str
    duckdb_name: str
    columns: tuple[TargetColumn, ...]


@dataclass(frozen=True, slots=True)
class CopyContext:
    """Who runs a COPY or, without a table, an UNLOAD: for the history. `started_at` is in UTC."""

    query_id: int
    transaction_id: int
    session_id: int
    user_id: int
    database: str
    table_id: int | None
    started_at: datetime


@dataclass(frozen=True, slots=True)
class CopyOutcome:
    """A COPY that did not fail. `notices` are the INFO messages that Redshift sends."""

    rows_loaded: int
    errors: int
    files: tuple[str, ...]
    notices: tuple[str, ...]
