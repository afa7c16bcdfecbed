"""The server: a thread for each client, on the loopback address only."""

import logging
import signal
import socket
import socketserver
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from localshift.wire.connection import Connection

if TYPE_CHECKING:
    from localshift.engine import Engine

_log = logging.getLogger(__name__)

_HOST = "127.0.0.1"
_WATCH_SECONDS = 0.5
_STOP_SECONDS = 10


class Server:
    """Serves an engine to PostgreSQL clients. Port 0 is any free port.

    The engine is not closed with the server.
    """

    def __init__(self, engine: "Engine", port: int) -> None:
        self._engine = engine
        self._port = port
        self._listener: _Listener | None = None
        self._changed = threading.Condition()
        self._connections: set[Connection] = set()

    def start(self) -> int:
        """Listen, and serve in the background. Returns the port; raises OSError if it is taken."""
        self._listener = _Listener(self._port, self._serve, self._watch)
        threading.Thread(
            target=self._listener.serve_forever, args=(_WATCH_SECONDS,), daemon=True
        ).start()
        return int(self._listener.server_address[1])

    def stop(self) -> None:
        """Take no more clients, end their statements, tell them, and wait for their threads."""
        if self._listener is None:
            return
        self._listener.shutdown()
        self._listener.server_close()
        give_up_at = time.monotonic() + _STOP_SECONDS
        with self._changed:
            while self._connections and time.monotonic() < give_up_at:
                for connection in self._connections:
                    connection.terminate()
                self._changed.wait(_WATCH_SECONDS)
            if self._connections:
                _log.warning("%d connections did not end in time", len(self._connections))

    def _serve(self, client: socket.socket) -> None:
        connection = Connection(client, self._engine, self._cancel)
        with self._changed:
            self._connections.add(connection)
        try:
            connection.serve()
        finally:
            with self._changed:
                self._connections.discard(connection)
                self._changed.notify_all()

    def _cancel(self, pid: int, secret: int) -> None:
        """A cancel request with a wrong key is not answered, like any other."""
        for connection in self._current():
            if connection.cancel(pid, secret):
                return

    def _watch(self) -> None:
        for connection in self._current():
            connection.cancel_if_gone()

    def _current(self) -> tuple[Connection, ...]:
        with self._changed:
            return tuple(self._connections)


def wait_for_signal() -> None:
    """Sleep in the main thread until SIGTERM or SIGINT asks for the end."""
    asked = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: asked.set())
    asked.wait()


class _Listener(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 128

    def __init__(
        self, port: int, serve: Callable[[socket.socket], None], watch: Callable[[], None]
    ) -> None:
        super().__init__((_HOST, port), socketserver.BaseRequestHandler)
        self._serve = serve
        self._watch = watch

    def service_actions(self) -> None:
        self._watch()

    def finish_request(self, request: Any, client_address: Any) -> None:  # noqa: ARG002
        self._serve(request)

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ARG002
        _log.exception("a connection could not be served")
