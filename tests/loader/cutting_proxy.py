"""A connection to Redshift that breaks at COMMIT."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from enum import Enum


class Cut(Enum):
    """Where the connection breaks."""

    BEFORE_COMMIT = "the server never gets the COMMIT"
    AFTER_COMMIT = "the server commits, and its answer is lost"


class CuttingProxy:
    """Forwards bytes to a server, and breaks the connection once, when it is told to."""

    def __init__(self, host: str, port: int) -> None:
        self._server = host, port
        self._next_cut: Cut | None = None
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def cut_at_next_commit(self, cut: Cut) -> None:
        self._next_cut = cut

    def close(self) -> None:
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                server = socket.create_connection(self._server)
                for source, target in ((client, server), (server, client)):
                    threading.Thread(
                        target=self._forward, args=(source, target, client), daemon=True
                    ).start()

    def _forward(self, source: socket.socket, target: socket.socket, client: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                if source is client:
                    is_cut = self._next_cut is Cut.BEFORE_COMMIT
                else:  # the tag of CommandComplete
                    is_cut = self._next_cut is Cut.AFTER_COMMIT and b"COMMIT\0" in data
                if is_cut:
                    self._next_cut = None
                    break
                target.sendall(data)
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
