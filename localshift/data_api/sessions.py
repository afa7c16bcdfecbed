"""Database sessions that requests share, and that end when nobody has used them for a while.

AWS: data-api, "Reusing sessions"; API_SessionData.
"""

import threading
import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from localshift.data_api.errors import ApiError, invalid, not_found
from localshift.data_api.records import RETENTION, now
from localshift.session import Session

ACTIVE_SESSIONS = 500


@dataclass(slots=True)
class SharedSession:
    """A session of the API's. `keep_alive_seconds` is 0 for one that ends with its request."""

    session: Session
    request: dict[str, Any]
    keep_alive_seconds: int
    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    status: str = "AVAILABLE"
    created_at: datetime = field(default_factory=now)
    updated_at: datetime = field(default_factory=now)
    statement_id: str | None = None
    expiry: threading.Timer | None = None

    @property
    def expires_at(self) -> datetime:
        return self.updated_at + timedelta(seconds=self.keep_alive_seconds)


class Sessions:
    """All sessions of the last 24 hours, in memory."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._sessions: dict[str, SharedSession] = {}

    def add(self, session: Session, request: dict[str, Any]) -> SharedSession:
        """Begin a session for a request, and keep it as long as that asks. Raises ApiError."""
        shared = SharedSession(session, request, request.get("SessionKeepAliveSeconds", 0))
        with self._guard:
            self._forget_old()
            if sum(s.status != "CLOSED" for s in self._sessions.values()) >= ACTIVE_SESSIONS:
                session.close()
                raise ApiError(
                    "ActiveSessionsExceededException",
                    f"Active sessions exceeded the allowed quota ({ACTIVE_SESSIONS}).",
                )
            self._sessions[shared.id] = shared
        return shared

    def find(self, identifier: str) -> SharedSession:
        with self._guard:
            self._forget_old()
            found = self._sessions.get(identifier)
        if found is None or not _is_reusable(found):
            raise not_found(f"Session does not exist: {identifier}")
        return found

    def take(self, shared: SharedSession, statement_id: str) -> None:
        """Run one statement at a time. Raises ApiError for a session that is busy or closed."""
        with self._guard:
            if shared.status != "AVAILABLE":
                raise invalid(f"Session {shared.id} is {shared.status.lower()}")
            self._change(shared, "BUSY", statement_id)

    def give_back(self, shared: SharedSession) -> None:
        """Keep the session for its time, or end it now."""
        with self._guard:
            self._change(shared, "AVAILABLE", None)
            if shared.keep_alive_seconds:
                shared.expiry = threading.Timer(
                    shared.keep_alive_seconds, self._expire, args=(shared,)
                )
                shared.expiry.daemon = True
                shared.expiry.start()
                return
        self._expire(shared)

    def newest_first(self) -> list[SharedSession]:
        with self._guard:
            self._forget_old()
            return [s for s in reversed(self._sessions.values()) if _is_reusable(s)]

    def close(self) -> None:
        """Let no timer outlive the server, which ends the sessions themselves."""
        with self._guard:
            for shared in self._sessions.values():
                if shared.expiry is not None:
                    shared.expiry.cancel()

    def _expire(self, shared: SharedSession) -> None:
        with self._guard:
            if shared.status != "AVAILABLE":
                return
            self._change(shared, "CLOSED", None)
        shared.session.close()

    def _change(self, shared: SharedSession, status: str, statement_id: str | None) -> None:
        if shared.expiry is not None:
            shared.expiry.cancel()
            shared.expiry = None
        shared.status, shared.statement_id, shared.updated_at = status, statement_id, now()

    def _forget_old(self) -> None:
        oldest = now() - RETENTION
        for identifier, shared in list(self._sessions.items()):
            if shared.status == "CLOSED" and shared.updated_at < oldest:
                del self._sessions[identifier]


def _is_reusable(shared: SharedSession) -> bool:
    """Sessions of one request are nobody's to find."""
    return shared.keep_alive_seconds > 0
