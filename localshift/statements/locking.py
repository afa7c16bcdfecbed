"""LOCK. AWS: r_LOCK."""

from functools import partial

from localshift.catalog.relations import TABLE
from localshift.errors import SqlError
from localshift.results import Result
from localshift.session import Session
from localshift.sql.reader import Reader
from localshift.statements.names import find_relation


def lock(session: Session, sql: str) -> Result:
    """Wait for the tables and hold them to the end of the transaction.

    The transaction's snapshot is not taken here: what is read after LOCK is what the last holder
    has committed. Names are looked up in a transaction of their own for that reason.
    """
    if not session.in_block:
        raise SqlError("25P01", "LOCK TABLE may only be used in transaction blocks")
    reader = Reader(sql)
    reader.expect("lock")
    reader.accept("table")
    names = [reader.qualified_name()]
    while reader.accept_operator(","):
        names.append(reader.qualified_name())
    reader.end()
    for parts in names:
        relation = session.outside_snapshot(partial(find_relation, session, parts))
        if relation.kind != TABLE:
            raise SqlError("42809", f'"{relation.name}" is not a table')
        session.engine.locks.acquire(
            relation.oid, session.pid, session.settings.statement_timeout_seconds
        )
    return Result("LOCK TABLE")
