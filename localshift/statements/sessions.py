"""CANCEL and SET SESSION AUTHORIZATION. AWS: r_CANCEL, r_SET_SESSION_AUTHORIZATION."""

from localshift.errors import SqlError, refuse
from localshift.results import Result
from localshift.session import Session
from localshift.sql.reader import Reader
from localshift.statements.permissions import require_superuser


def cancel(session: Session, sql: str) -> Result:
    """CANCEL process_id: end the statement that runs in another session."""
    reader = Reader(sql)
    reader.expect("cancel")
    pid = reader.integer()
    has_message = reader.accept_string() is not None
    reader.end()
    other = session.engine.session(pid)
    if other is None:
        raise SqlError(
            "42704",
            f"Session {pid} does not exist. The session PID might have changed."
            " Check the stl_restarted_sessions system table for details.",
        )
    if has_message:
        raise refuse("CANCEL with a message")
    if other.user != session.user:
        require_superuser(session, "cancel the queries of other users")
    other.cancel()
    return Result("CANCEL")


def set_authorization(session: Session, sql: str) -> Result:
    """SET [LOCAL] SESSION AUTHORIZATION name | DEFAULT; only a superuser may become another."""
    reader = Reader(sql)
    reader.expect("set")
    if reader.accept("local"):
        session.settings.keep_for_transaction("session_authorization")
    reader.expect("session", "authorization")
    if reader.accept("default"):
        name = session.login_user
    else:
        name = reader.accept_string() or reader.name()
    reader.end()
    row = session.run(
        "select exists (select 1 from localshift.users where name = ?),"
        " (select is_superuser from localshift.users where name = ?)",
        [name, session.login_user],
    ).fetchone()
    exists, may_change = row or (False, False)
    if not exists:
        raise SqlError("22023", f'user "{name}" does not exist')
    if name != session.login_user and not may_change:
        raise SqlError("42501", "permission denied to set session authorization")
    session.settings.become(name)
    return Result("SET")
