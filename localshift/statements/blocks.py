"""BEGIN, COMMIT, ROLLBACK. AWS: r_BEGIN, r_COMMIT, r_ROLLBACK."""

from localshift.results import Result
from localshift.session import Session


def begin(session: Session, _: str) -> Result:
    if session.begin_block():
        return Result("BEGIN")
    return Result("BEGIN", notices=("there is already a transaction in progress",))


def commit(session: Session, _: str) -> Result:
    """A failed block answers ROLLBACK, because that is what happens."""
    was_in_block = session.in_block
    committed = session.end_block(commit=True)
    if not was_in_block:
        return Result("COMMIT", notices=("there is no transaction in progress",))
    return Result("COMMIT" if committed else "ROLLBACK")


def rollback(session: Session, _: str) -> Result:
    was_in_block = session.in_block
    session.end_block(commit=False)
    if not was_in_block:
        return Result("ROLLBACK", notices=("there is no transaction in progress",))
    return Result("ROLLBACK")
