"""The edge to Redshift: sessions, transactions, and what its errors mean.

Statements are sent with autocommit on, so that BEGIN and COMMIT stand where the code says.
"""

from __future__ import annotations

import logging
import re
import struct
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from loader.errors import (
    CommitUnknownError,
    ConnectionLostError,
    LoaderError,
    TerminalError,
    TransientError,
)

if TYPE_CHECKING:
    from redshift_connector.core import Connection

log = logging.getLogger(__name__)

CANCELLED = "57014"
_TRANSIENT_CODES = {
    "40001",  # serialization failure
    "40P01",  # deadlock
    "53300",  # too many connections
    "57P01",  # the session was ended by an administrator, a patch or a resize
    "57P02",
    "57P03",
    "42P06",  # schema or table exists: another loader created it a moment ago
    "42P07",
    "23505",
}
_TRANSIENT_TEXT = re.compile(
    r"serializable isolation violation|conflict with concurrent transaction"
    r"|S3ServiceException.*(SlowDown|InternalError|ServiceUnavailable|RequestTimeout|Status 50\d)"
    # An object went away after it was looked at: the next attempt looks again.
    r"|NoSuchKey|Mandatory url is not present in manifest",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True)
class Result:
    """The rows that a statement returned, and how many it touched (-1: unknown)."""

    rows: Sequence[Sequence[Any]]
    count: int


class StatementError(TerminalError):
    """Redshift refused a statement. `code` is its SQLSTATE."""

    def __init__(self, message: str, code: str) -> None:
        super().__init__(message)
        self.code = code


class Session:
    """One connection. After a ConnectionLostError it is of no more use."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.is_alive = True
        self.execute("set timezone to 'UTC'")
        self.pid = int(self.execute("select pg_backend_pid()").rows[0][0])

    def execute(self, text: str, parameters: Sequence[Any] = ()) -> Result:
        """Send one statement.

        Raises TransientError or StatementError by what Redshift answers, and ConnectionLostError
        when it does not answer.
        """
        log.debug("%s", text)
        try:
            with self._connection.cursor() as cursor:
                cursor.execute(text, list(parameters) or None)
                rows = cursor.fetchall() if cursor.description else []
                return Result(rows, cursor.rowcount)
        except Exception as error:
            told = self._told(error)
            if told is None:
                raise
            raise told from error

    @property
    def in_transaction(self) -> bool:
        return self.is_alive and bool(self._connection.in_transaction)

    def close(self) -> None:
        self.is_alive = False
        with suppress(Exception):  # what is wrong with it was told when it happened
            self._connection.close()

    def _told(self, error: Exception) -> LoaderError | None:
        """Return the error in the loader's words; None when it is the loader's own mistake."""
        answer = error.args[0] if error.args else None
        if isinstance(answer, dict):
            return refusal(str(answer.get("M", answer)), str(answer.get("C", "")))
        if _is_lost(error):
            self.close()
            return ConnectionLostError(f"the connection to Redshift was lost: {error}")
        return None


class Warehouse:
    """Redshift, by way of one session at a time that is opened when it is wanted."""

    def __init__(self, connect: Callable[[], Connection]) -> None:
        self._connect = connect
        self._session: Session | None = None

    def session(self) -> Session:
        """Return the open session, or a new one. Raises TransientError when none can be had."""
        if self._session is None or not self._session.is_alive:
            try:
                connection = self._connect()
            except Exception as error:
                raise _connect_error(error) from error
            self._session = Session(connection)
        return self._session

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """Begin a transaction; what `commit` has not committed at the end is rolled back."""
        session = self.session()
        session.execute("begin")
        try:
            yield session
        finally:
            if session.in_transaction:
                with suppress(ConnectionLostError):  # then Redshift rolls back by itself
                    session.execute("rollback")

    def close(self) -> None:
        if self._session is not None:
            self._session.close()


def commit(session: Session) -> None:
    """Commit. Raises CommitUnknownError when the answer is lost: only the ledger knows then."""
    try:
        session.execute("commit")
    except ConnectionLostError as error:
        raise CommitUnknownError("the answer to COMMIT was lost") from error


def refusal(message: str, code: str) -> TransientError | StatementError:
    """Return what an answer of Redshift means for the loader."""
    if code.startswith("08") or code in _TRANSIENT_CODES or _TRANSIENT_TEXT.search(message):
        return TransientError(f"Redshift: {message}")
    return StatementError(f"Redshift: {message}", code)


def is_cancelled(error: StatementError) -> bool:
    """Whether statement_timeout, or a person, ended the statement."""
    return error.code == CANCELLED or "on user's request" in str(error)


def _is_lost(error: Exception) -> bool:
    from redshift_connector.error import InterfaceError, OperationalError

    return isinstance(error, InterfaceError | OperationalError | OSError | struct.error)


def _connect_error(error: Exception) -> LoaderError:
    answer = error.args[0] if error.args else None
    if isinstance(answer, dict):
        told = refusal(str(answer.get("M", answer)), str(answer.get("C", "")))
        return told if isinstance(told, TransientError) else TerminalError(str(told))
    return TransientError(f"Redshift cannot be reached: {error}")
