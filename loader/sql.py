"""The SQL that the loader sends, as text. Pure: nothing is sent here.

`%s` stands for a bound value. What cannot be bound (names, COPY's options, SET) goes through
`identifier` and `literal`, which are the only places that quote.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from loader.config import ADDED_COLUMNS, Feed

LEDGER = "loader"
"""The schema of the loader's own tables."""


@dataclass(frozen=True)
class LedgerTable:
    """A table of the ledger: name and type of each column, then dist and sort."""

    columns: dict[str, str]
    attributes: str


LOADS = LedgerTable(
    {
        "feed": "varchar(63) not null",
        "load_id": "bigint not null",
        "status": "varchar(16) not null",
        "manifest": "varchar(2048)",
        "files": "integer not null",
        "quarantined": "integer not null",
        "bytes": "bigint not null",
        "rows": "bigint not null",
        "started_at": "timestamp not null",
        "finished_at": "timestamp not null",
    },
    # Small, and joined from every side.
    'diststyle all sortkey ("feed", "load_id")',
)
FILES = LedgerTable(
    {
        "feed": "varchar(63) not null",
        "bucket": "varchar(63) not null",
        "key": "varchar(1024) not null",
        "etag": "varchar(128) not null",
        "version_id": "varchar(1024)",
        "size": "bigint not null",
        "sequencer": "varchar(64) not null",
        "announced_at": "timestamp not null",
        "status": "varchar(16) not null",
        "load_id": "bigint not null",
        "error_line": "bigint",
        "error_column": "varchar(127)",
        "error_reason": "varchar(1024)",
        "recorded_at": "timestamp not null",
    },
    # Each load looks its keys up; keys begin with the time, so few blocks are read.
    'diststyle auto sortkey ("feed", "key")',
)
FEEDS = LedgerTable(
    {
        "feed": "varchar(63) not null",
        "state": "varchar(16) not null",
        "changed_at": "timestamp not null",
    },
    "diststyle all",
)
LEDGER_TABLES = {"loads": LOADS, "files": FILES, "feeds": FEEDS}


def identifier(*parts: str) -> str:
    """Return a quoted name: `identifier("landing", "events")` is `"landing"."events"`."""
    if any("\0" in part or not part for part in parts):
        raise ValueError(f"not a name: {parts!r}")
    return ".".join('"' + part.replace('"', '""') + '"' for part in parts)


def literal(text: str) -> str:
    """Return a quoted string. Redshift reads backslashes in strings as escapes: double them."""
    if "\0" in text:
        raise ValueError("a string of Redshift cannot hold NUL")
    return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'"


def lock_table(feed_name: str) -> str:
    """Return the name of the table whose lock a feed's loader holds; it holds the last load_id."""
    return identifier(LEDGER, f"lock_{feed_name}")


# --- objects ---------------------------------------------------------------------------------

SCHEMA = "select nspname from pg_catalog.pg_namespace where nspname = %s"
TABLES = "select table_name from information_schema.tables where table_schema = %s"
COLUMNS = (
    "select column_name from information_schema.columns"
    " where table_schema = %s and table_name = %s order by ordinal_position"
)


def create_schema(name: str) -> str:
    return f"create schema if not exists {identifier(name)}"


def create_ledger_table(name: str) -> str:
    table = LEDGER_TABLES[name]
    return _create_table(identifier(LEDGER, name), table.columns, table.attributes)


def create_lock_table(feed_name: str) -> str:
    return _create_table(
        lock_table(feed_name), {"last_load_id": "bigint not null"}, "diststyle all"
    )


def create_landing_table(feed: Feed) -> str:
    """Return the DDL of a feed's table: the declared columns, then `_load_id`, `_loaded_at`."""
    added = dict(zip(ADDED_COLUMNS, ("bigint", "timestamp"), strict=True))
    if feed.dist in ("auto", "even", "all"):
        attributes = f"diststyle {feed.dist}"
    else:
        attributes = f"diststyle key distkey ({identifier(feed.dist)})"
    if feed.sort:
        attributes += f" sortkey ({_names(feed.sort)})"
    return _create_table(identifier(*feed.target), feed.columns | added, attributes)


# --- the lock and the load id ----------------------------------------------------------------


def take_lock(feed_name: str) -> str:
    """AWS, LOCK: ACCESS EXCLUSIVE until the transaction ends; there is no NOWAIT."""
    return f"lock table {lock_table(feed_name)}"


def statement_timeout(seconds: float) -> str:
    """AWS, statement_timeout: milliseconds; 0 would be no limit."""
    return f"set statement_timeout to {max(1, int(seconds * 1000))}"


def last_load_id(feed_name: str) -> str:
    """The feed's last load_id, and Redshift's clock."""
    return f'select "last_load_id", getdate() from {lock_table(feed_name)}'


def first_load_id(feed_name: str) -> str:
    return f'insert into {lock_table(feed_name)} ("last_load_id") values (%s)'


def next_load_id(feed_name: str) -> str:
    return f'update {lock_table(feed_name)} set "last_load_id" = "last_load_id" + 1'


# --- the load --------------------------------------------------------------------------------


def create_temp_table(name: str, feed: Feed) -> str:
    return f"create temp table {identifier(name)} (like {identifier(*feed.target)})"


def drop_table(name: str) -> str:
    return f"drop table {identifier(name)}"


def copy(name: str, feed: Feed, manifest_url: str, *, gzip: bool) -> str:
    """Return the COPY of a manifest's files into a table that is like the feed's.

    AWS, COPY. Compression analysis and statistics are of no use to a temporary table.
    """
    options = feed.copy_options
    role = "default" if feed.iam_role == "default" else literal(feed.iam_role)
    words = [
        f"copy {identifier(name)} ({_names(feed.columns)})",
        f"from {literal(manifest_url)} iam_role {role}",
        f"manifest format as json {literal(options.json_paths)}",
        f"timeformat {literal(options.timeformat)}" if options.timeformat else "",
        f"dateformat {literal(options.dateformat)}" if options.dateformat else "",
        "roundec" if options.roundec else "",
        "gzip" if gzip else "",
        "compupdate off statupdate off",
    ]
    return " ".join(word for word in words if word)


def validate(name: str, feed: Feed, manifest_url: str, *, gzip: bool) -> str:
    """Return a COPY that loads nothing and reports the errors of all files.

    AWS, "Data load operations": NOLOAD, and the largest MAXERROR.
    """
    return f"{copy(name, feed, manifest_url, gzip=gzip)} noload maxerror 100000"


def insert_copied(name: str, feed: Feed, load_id: int) -> str:
    """Columns are named on both sides: the table's order may differ from the feed's."""
    return (
        f"insert into {identifier(*feed.target)} ({_names([*feed.columns, *ADDED_COLUMNS])})"
        f" select {_names(feed.columns)}, {load_id:d}, getdate() from {identifier(name)}"
    )


LOAD_ERRORS = (
    'select "file_name", "line_number", "column_name", "column_type", "error_message"'
    ' from sys_load_error_detail where "session_id" = %s and "start_time" >= %s'
    ' order by "start_time" limit 10000'
)
"""AWS, SYS_LOAD_ERROR_DETAIL: provisioned and serverless; outlives a rollback."""


# --- the ledger ------------------------------------------------------------------------------


def known_files(keys: int) -> str:
    """Parameters: feed, bucket, keys."""
    return (
        'select "key", "etag", "version_id", "status", "sequencer"'
        f" from {identifier(LEDGER, 'files')}"
        f' where "feed" = %s and "bucket" = %s and "key" in ({_places(keys)})'
    )


def forget_files(files: int) -> str:
    """Parameters: feed, then bucket, key and version id (or else etag) of each file."""
    one = '("bucket" = %s and "key" = %s and coalesce("version_id", "etag") = %s)'
    return (
        f'delete from {identifier(LEDGER, "files")} where "feed" = %s'
        f" and ({' or '.join([one] * files)})"
    )


def insert_files(files: int) -> str:
    """Parameters: for each file all columns but the last, which is Redshift's clock."""
    return _insert("files", files)


def insert_load() -> str:
    """Parameters: all columns but the last, which is Redshift's clock."""
    return _insert("loads", 1)


def insert_feed_state() -> str:
    """Parameters: feed, state."""
    return _insert("feeds", 1)


DELETE_FEED_STATE = f'delete from {identifier(LEDGER, "feeds")} where "feed" = %s'
FEED_STATES = f'select "feed", "state" from {identifier(LEDGER, "feeds")}'
LAST_LOAD = f'select max("load_id") from {identifier(LEDGER, "loads")} where "feed" = %s'
LOAD_TOTALS = (
    'select "feed", max("load_id"), max("finished_at"), sum("files"), sum("rows"), getdate()'
    f' from {identifier(LEDGER, "loads")} group by "feed"'
)
QUARANTINED_COUNTS = (
    f'select "feed", count(*) from {identifier(LEDGER, "files")}'
    ' where "status" = \'quarantined\' group by "feed"'
)
QUARANTINED = (
    'select "bucket", "key", "etag", "version_id", "size", "sequencer", "announced_at", "load_id",'
    f' "error_line", "error_column", "error_reason" from {identifier(LEDGER, "files")}'
    ' where "feed" = %s and "status" = \'quarantined\' order by "load_id", "key"'
)


def _create_table(name: str, columns: dict[str, str], attributes: str) -> str:
    described = ", ".join(f"{identifier(column)} {type_}" for column, type_ in columns.items())
    return f"create table if not exists {name} ({described}) {attributes}"


def _insert(table: str, rows: int) -> str:
    columns = LEDGER_TABLES[table].columns
    row = f"({_places(len(columns) - 1)}, getdate())"
    into = f"insert into {identifier(LEDGER, table)} ({_names(columns)})"
    return f"{into} values {', '.join([row] * rows)}"


def _names(names: Iterable[str]) -> str:
    return ", ".join(identifier(name) for name in names)


def _places(count: int) -> str:
    return ", ".join(["%s"] * count)
