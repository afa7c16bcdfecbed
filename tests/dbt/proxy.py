"""A way to lose the connection to a server at a chosen moment, in the middle of a run of dbt."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

import pytest
from dbt.cli.main import dbtRunnerResult

from tests.dbt.runner import Dbt
from tests.dbt.warehouse import Warehouse


def run_cut_when(
    sent: Sequence[bytes], dbt: Dbt, warehouse: Warehouse, *selection: str
) -> dbtRunnerResult:
    """Run models over a connection that is cut at a moment; see cutting_proxy."""
    with (
        cutting_proxy(warehouse.host, warehouse.port, sent) as port,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setenv("REDSHIFT_PORT", str(port))
        result: dbtRunnerResult = dbt.attempt("run", "--select", *selection)
        return result


@contextmanager
def cutting_proxy(host: str, port: int, moments: Sequence[bytes]) -> Iterator[int]:
    """Forward connections to `host`:`port`; yield the port to connect to.

    The first connection that has sent all of `moments`, one after the other, is cut: what holds
    the last of them is not forwarded, and both ends see the connection close.
    """
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(
            target=_accept, args=(listener, (host, port), moments), daemon=True
        ).start()
        yield listener.getsockname()[1]


def _accept(listener: socket.socket, server: tuple[str, int], moments: Sequence[bytes]) -> None:
    with suppress(OSError):
        while True:
            client, _ = listener.accept()
            upstream = socket.create_connection(server)
            threading.Thread(
                target=_forward, args=(client, upstream, list(moments)), daemon=True
            ).start()
            threading.Thread(target=_forward, args=(upstream, client, None), daemon=True).start()


def _forward(source: socket.socket, sink: socket.socket, moments: list[bytes] | None) -> None:
    """Copy bytes until one end closes, or the last of `moments` comes by; None: never cut."""
    with suppress(OSError):
        while data := source.recv(65536):
            while moments and moments[0] in data:
                moments.pop(0)
            if moments == []:
                break
            sink.sendall(data)
    for end in (source, sink):
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
        end.close()
