"""CANCEL and SET SESSION AUTHORIZATION. AWS: r_CANCEL, r_SET_SESSION_AUTHORIZATION."""

from localshift.errors import SqlError
from localshift.results import Result
from localshift.session import Session
from localshift.sql.reader import Reader


def cancel(session: Session, sql: str) -> Result:
    """CANCEL process_id ['message']: end the statement that runs in another session."""
    reader = Reader(sql)
    reader.expect("cancel")
    pid = reader.integer()
    reader.accept_string()
    reader.end()
    if not session.engine.cancel(pid):
        raise SqlError(
            "42704",
            f"Session {pid} does not exist. The session PID might have changed."
            " Check the stl_restarted_sessions system table for details.",
        )
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
