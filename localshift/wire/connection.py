"""One client's connection, from its first byte to its end."""

import logging
import secrets
import socket
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from localshift.errors import SqlError
from localshift.wire import replies
from localshift.wire.channel import Channel, Gone
from localshift.wire.conversation import Conversation, internal_error
from localshift.wire.messages import CancelRequest
from localshift.wire.startup import authenticate, greet

if TYPE_CHECKING:
    from localshift.engine import Engine
    from localshift.session import Session

_log = logging.getLogger(__name__)

_TERMINATED = SqlError("57P01", "terminating connection due to administrator command")


class Connection:
    """Serves a client in a thread of its own; the other methods may be called from any thread.

    `cancel_other` gets the process id and the secret of a cancel request.
    """

    def __init__(
        self, client: socket.socket, engine: "Engine", cancel_other: Callable[[int, int], None]
    ) -> None:
        self._channel = Channel(client)
        self._engine = engine
        self._cancel_other = cancel_other
        self._session: Session | None = None
        self._secret = secrets.randbits(31)
        self._terminated = False

    def serve(self) -> None:
        """Serve the client until it leaves; what it left open is rolled back."""
        try:
            self._converse()
        except Gone:
            if self._terminated:
                self._part(_TERMINATED)
        except SqlError as error:
            self._part(error)
        except Exception as error:
            _log.exception("a connection ended for a reason that is no SqlError")
            self._part(internal_error(error))
        finally:
            self._end()

    def cancel(self, pid: int, secret: int) -> bool:
        """Cancel the running statement if the key is this connection's. Is it?"""
        session = self._session
        if session is None or (session.pid, self._secret) != (pid, secret):
            return False
        session.cancel()
        return True

    def cancel_if_gone(self) -> None:
        """End a statement in a transaction block whose client is no more, so that locks go soon.

        AWS, copy-usage_notes-multiple-files: outside a block a statement runs to its end.
        """
        session = self._session
        if session is not None and session.status == b"T" and self._channel.is_gone():
            session.cancel()

    def terminate(self) -> None:
        """End the running statement and then the connection."""
        self._terminated = True
        self._channel.hang_up()
        session = self._session
        if session is not None:
            session.cancel()

    def _converse(self) -> None:
        client = greet(self._channel)
        if isinstance(client, CancelRequest):
            self._cancel_other(client.pid, client.secret)
            return
        authenticate(self._channel, client.user, self._engine.check_password)
        session = self._engine.log_in(client.user, client.database, client.settings)
        self._session = session
        session.on_terminate = self.terminate
        self._channel.started()
        Conversation(self._channel, session).hold(self._secret)

    def _end(self) -> None:
        session, self._session = self._session, None
        try:
            if session is not None:
                session.close()
        finally:
            self._channel.close()

    def _part(self, error: SqlError) -> None:
        with suppress(Gone):
            self._channel.send(replies.error_response(replace(error, severity="FATAL")))
            self._channel.flush()
