"""How a running statement is ended from another thread: by a cancel request or its time limit."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import duckdb

from localshift.locks import cancelled


class Interrupts:
    """What a cancel reaches of one session.

    DuckDB is interrupted only while a statement runs: an interrupt that met the rollback after it
    would leave the transaction open.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connections = [connection]
        self._guard = threading.Lock()
        self._cancelled = threading.Event()
        self._is_open = False

    def open(self) -> None:
        """A statement begins; a cancel that came before does not concern it."""
        self._cancelled.clear()
        with self._guard:
            self._is_open = True

    def close(self) -> None:
        """From here on nothing is interrupted."""
        with self._guard:
            self._is_open = False

    def cancel(self) -> None:
        """End what runs; called from another thread."""
        self._cancelled.set()
        with self._guard:
            if self._is_open:
                for connection in self._connections:
                    connection.interrupt()

    def check(self) -> None:
        """Raise SqlError 57014 if the statement was cancelled."""
        if self._cancelled.is_set():
            raise cancelled()

    @contextmanager
    def reaching(self, connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
        """A cancel also reaches what the statement runs on a connection beside its own."""
        with self._guard:
            self._connections.append(connection)
        try:
            self.check()
            yield
            self.check()
        finally:
            with self._guard:
                self._connections.remove(connection)


@contextmanager
def time_limit(seconds: float | None, cancel: Callable[[], None]) -> Iterator[None]:
    """Cancel what takes longer; None for no limit."""
    if seconds is None:
        yield
        return
    timer = threading.Timer(seconds, cancel)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
