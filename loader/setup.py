"""Create what a feed needs in Redshift and does not have: schemas, ledger, lock, landing table.

A step of its own, outside of any load. Objects are looked up first, because `if not exists` asks
for the privilege to create even when there is nothing to create.
"""

from __future__ import annotations

from loader import sql
from loader.config import ADDED_COLUMNS, Feed
from loader.errors import ConfigError
from loader.warehouse import Session


def prepare_ledger(session: Session) -> None:
    """Create the schema `loader` and its tables, when absent."""
    _create_schema(session, sql.LEDGER)
    present = _tables(session, sql.LEDGER)
    for table in sql.LEDGER_TABLES.keys() - present:
        session.execute(sql.create_ledger_table(table))


def prepare_feed(session: Session, name: str, feed: Feed) -> None:
    """Create a feed's landing table and lock table, when absent.

    Raises ConfigError when the landing table lacks a declared column.
    """
    schema, table = feed.target
    _create_schema(session, schema)
    if table not in _tables(session, schema):
        session.execute(sql.create_landing_table(feed))
    _require_columns(session, name, feed)
    if f"lock_{name}" not in _tables(session, sql.LEDGER):
        session.execute(sql.create_lock_table(name))


def prepare_load_id(session: Session, name: str) -> None:
    """Put the last load_id into a new lock table; within the caller's transaction and lock."""
    if not session.execute(sql.last_load_id(name)).rows:
        last_load_id = session.execute(sql.LAST_LOAD, [name]).rows[0][0]
        session.execute(sql.first_load_id(name), [last_load_id or 0])


def _create_schema(session: Session, name: str) -> None:
    if not session.execute(sql.SCHEMA, [name]).rows:
        session.execute(sql.create_schema(name))


def _tables(session: Session, schema: str) -> set[str]:
    return {row[0] for row in session.execute(sql.TABLES, [schema]).rows}


def _require_columns(session: Session, name: str, feed: Feed) -> None:
    present = {row[0] for row in session.execute(sql.COLUMNS, feed.target).rows}
    missing = [column for column in (*feed.columns, *ADDED_COLUMNS) if column not in present]
    if missing:
        raise ConfigError(
            f"feed '{name}': {feed.table} exists, but has no column {', '.join(missing)}",
            next_step=f"alter table {feed.table} add column …, or mend the feed's columns",
        )
