"""Table locks taken by LOCK, held to the end of the transaction.

AWS: r_LOCK. DuckDB has no table locks, so they live here: a statement that touches a locked table
waits until its holder has committed or rolled back.
"""

import threading
from collections.abc import Iterable

from localshift.errors import SqlError


def cancelled(query_id: int = 0) -> SqlError:
    """The error of CANCEL, of a cancel request and of statement_timeout."""
    return SqlError("57014", f"Query ({query_id}) cancelled on user's request")


class LockManager:
    """Who holds which table, by the table's oid. Safe to use from many threads."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._holder: dict[int, int] = {}
        self._waiting: dict[int, int] = {}
        self._cancelled: set[int] = set()

    def acquire(self, table: int, session: int, timeout_seconds: float | None) -> None:
        """Wait for the table and hold it. Raises 57014 on time-out or cancel, 40P01 on deadlock."""
        with self._changed:
            self._wait(table, session, timeout_seconds)
            self._holder[table] = session

    def await_free(
        self, tables: Iterable[int], session: int, timeout_seconds: float | None
    ) -> bool:
        """Wait until no other session holds one of the tables. True when there was one."""
        with self._changed:
            waits = [self._wait(table, session, timeout_seconds) for table in tables]
        return any(waits)

    def release_all(self, session: int) -> None:
        with self._changed:
            for table in [held for held, holder in self._holder.items() if holder == session]:
                del self._holder[table]
            self._cancelled.discard(session)
            self._changed.notify_all()

    def cancel(self, session: int) -> None:
        """End the wait of a session, if it waits."""
        with self._changed:
            if session in self._waiting:
                self._cancelled.add(session)
                self._changed.notify_all()

    def _wait(self, table: int, session: int, timeout_seconds: float | None) -> bool:
        if self._holder.get(table, session) == session:
            return False
        self._waiting[session] = table
        try:
            if self._is_deadlock(session):
                raise SqlError("40P01", "deadlock detected")
            free = self._changed.wait_for(
                lambda: session in self._cancelled or self._holder.get(table, session) == session,
                timeout_seconds,
            )
            if not free or session in self._cancelled:
                raise cancelled()
            return True
        finally:
            self._cancelled.discard(session)
            del self._waiting[session]

    def _is_deadlock(self, session: int) -> bool:
        """Does the chain of holders that wait for each other come back to this session?"""
        seen = {session}
        table: int | None = self._waiting[session]
        while table is not None:
            holder = self._holder.get(table)
            if holder is None:
                return False
            if holder in seen:
                return True
            seen.add(holder)
            table = self._waiting.get(holder)
        return False
