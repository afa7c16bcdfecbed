"""DECLARE, FETCH and CLOSE of cursors. AWS: declare, fetch, close."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from localshift.errors import SqlError, refuse
from localshift.results import Column, Description, Result, Row
from localshift.session import Session
from localshift.sql.reader import Reader
from localshift.statements import queries


@dataclass(slots=True)
class Cursor:
    """A cursor that DECLARE opened; `rows` goes on where the last FETCH stopped."""

    columns: tuple[Column, ...] | None
    rows: Iterator[Row]


def declare(session: Session, sql: str) -> Result:
    """DECLARE name CURSOR FOR query; its rows are read at once, so that others may follow."""
    reader = Reader(sql)
    reader.expect("declare")
    name = reader.name()
    if reader.accept_any("insensitive", "scroll") is not None:
        raise refuse("scrollable cursors")
    reader.accept("no", "scroll")
    reader.expect("cursor")
    if reader.accept("with", "hold"):
        raise refuse("cursors WITH HOLD")
    reader.accept("without", "hold")
    reader.expect("for")
    if not session.in_block:
        raise SqlError("25P01", "DECLARE CURSOR may only be used in transaction blocks")
    if session.cursors:
        raise SqlError(
            "34000", "Only one cursor can be open per session; close the other one first"
        )
    result = queries.run(session, reader.rest())
    rows = [row for batch in result.batches for row in batch]
    session.cursors[name] = Cursor(result.columns, iter(rows))
    return Result("DECLARE CURSOR")


def fetch(session: Session, sql: str) -> Result:
    """FETCH [NEXT | ALL | FORWARD [n | ALL]] FROM name."""
    name, count = _fetched(sql)
    cursor = _cursor(session, name)
    rows = list(islice(cursor.rows, count))
    return Result("FETCH", cursor.columns, iter([rows]))


def describe(session: Session, sql: str) -> Description:
    return Description((), _cursor(session, _fetched(sql)[0]).columns)


def close(session: Session, sql: str) -> Result:
    reader = Reader(sql)
    reader.expect("close")
    name = reader.name()
    reader.end()
    _cursor(session, name)
    del session.cursors[name]
    return Result("CLOSE CURSOR")


def _fetched(sql: str) -> tuple[str, int | None]:
    reader = Reader(sql)
    reader.expect("fetch")
    count: int | None = 1
    if reader.accept("all"):
        count = None
    elif reader.accept("next"):
        count = 1
    else:
        reader.accept("forward")
        if reader.accept("all"):
            count = None
        elif reader.here is not None and reader.here.text.isdigit():
            count = reader.integer()
    if not reader.accept("from"):
        reader.expect("in")
    name = reader.name()
    reader.end()
    return name, count


def _cursor(session: Session, name: str) -> Cursor:
    if name not in session.cursors:
        raise SqlError("34000", f'cursor "{name}" does not exist')
    return session.cursors[name]
