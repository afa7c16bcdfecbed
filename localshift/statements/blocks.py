"""BEGIN, COMMIT, ROLLBACK. AWS: r_BEGIN, r_COMMIT, r_ROLLBACK."""

from localshift.errors import refuse
from localshift.results import Result
from localshift.session import Session
from localshift.sql.reader import Reader

_LEVELS = (
    ("serializable",),
    ("read", "uncommitted"),
    ("read", "committed"),
    ("repeatable", "read"),
)


def begin(session: Session, sql: str) -> Result:
    """BEGIN, or START TRANSACTION. All isolation levels are one, whose conflicts are 40001."""
    reader = Reader(sql)
    if reader.accept("start"):
        reader.expect("transaction")
    else:
        reader.expect("begin")
        reader.accept_any("work", "transaction")
    read_modes(reader)
    if session.begin_block():
        return Result("BEGIN")
    return Result(
        "BEGIN", notices=("there is already a transaction in progress",), severity="WARNING"
    )


def read_modes(reader: Reader) -> None:
    """What is left: [ISOLATION LEVEL level] [READ WRITE]."""
    if reader.accept("isolation", "level") and not any(reader.accept(*level) for level in _LEVELS):
        raise reader.error()
    reader.accept_operator(",")
    if reader.accept("read", "only"):
        raise refuse("transactions that are READ ONLY")
    reader.accept("read", "write")
    reader.end()


def commit(session: Session, sql: str) -> Result:
    """A failed block answers ROLLBACK, because that is what happens."""
    _nothing_else(sql)
    was_in_block = session.in_block
    committed = session.end_block(commit=True)
    if not was_in_block:
        return Result(
            "COMMIT", notices=("there is no transaction in progress",), severity="WARNING"
        )
    return Result("COMMIT" if committed else "ROLLBACK")


def rollback(session: Session, sql: str) -> Result:
    _nothing_else(sql)
    was_in_block = session.in_block
    session.end_block(commit=False)
    if not was_in_block:
        return Result(
            "ROLLBACK", notices=("there is no transaction in progress",), severity="WARNING"
        )
    return Result("ROLLBACK")


def _nothing_else(sql: str) -> None:
    """Only WORK or TRANSACTION may follow; there are no savepoints to roll back to."""
    reader = Reader(sql)
    reader.next()
    reader.accept_any("work", "transaction")
    reader.end()
