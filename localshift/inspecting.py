"""What DuckDB gets for Redshift's SQL: `python -m localshift sql` and `explain`."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from localshift.catalog.metadata import ADMIN
from localshift.engine import Engine
from localshift.session import Session, duckdb_log


def duckdb_sql(engine: Engine, sql: str) -> list[str]:
    """Run all statements but the last, then show what DuckDB is asked for the last one.

    Everything is rolled back. Raises SqlError.
    """
    with _rolled_back(engine) as session:
        return _asked(session, sql)


def duckdb_plan(engine: Engine, sql: str) -> str:
    """DuckDB's plan for the last statement. Raises SqlError."""
    with _rolled_back(engine) as session:
        rows = session.run(f"explain {_asked(session, sql)[-1]}").fetchall()
        return "\n".join(str(plan) for _, plan in rows)


def _asked(session: Session, sql: str) -> list[str]:
    *before, last = session.split(sql)
    for statement in before:
        session.execute(statement)
    with _logged() as asked:
        session.execute(last).discard()
    return asked


@contextmanager
def _rolled_back(engine: Engine) -> Iterator[Session]:
    session = engine.connect(ADMIN, engine.database, {})
    session.execute("begin")
    try:
        yield session
    finally:
        session.close()


@contextmanager
def _logged() -> Iterator[list[str]]:
    """The messages of DuckDB's log, as they come."""
    messages: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: messages.append(record.getMessage())  # type: ignore[method-assign]
    level = duckdb_log.level
    duckdb_log.addHandler(handler)
    duckdb_log.setLevel(logging.DEBUG)
    try:
        yield messages
    finally:
        duckdb_log.removeHandler(handler)
        duckdb_log.setLevel(level)
