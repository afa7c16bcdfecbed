"""Many clients, cancel, clients that vanish, and the end of the server."""

import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from struct import pack, unpack

import pytest

from localshift.engine import Engine
from localshift.server import Server
from tests.localshift.wire.raw_client import RawClient, errors, query, rows

Connect = Callable[[], RawClient]
ENDLESS = """
    select sum((a.n * b.n + c.n * d.n) % 7)
    from wire_numbers a, wire_numbers b, wire_numbers c, wire_numbers d
"""


@pytest.fixture
def numbers(connect: Connect) -> None:
    """A table whose product with itself takes hours."""
    client = connect()
    values = ", ".join(f"({n})" for n in range(1000))
    client.run("drop table if exists wire_numbers")
    client.run("create table wire_numbers (n integer)")
    assert not errors(client.run(f"insert into wire_numbers values {values}"))


@contextmanager
def running_server(engine: Engine) -> Iterator[tuple[Server, int]]:
    server = Server(engine, port=0)
    port = server.start()
    try:
        yield server, port
    finally:
        server.stop()


def log_in_for_key(port: int) -> tuple[RawClient, tuple[int, int]]:
    client = RawClient(port)
    [key] = [body for kind, body in client.log_in() if kind == b"K"]
    pid, secret = unpack("!ii", key)
    return client, (pid, secret)


def cancel(port: int, pid: int, secret: int) -> None:
    """Ask for a cancel, and wait until the server has seen it: it closes the connection."""
    with socket.create_connection(("127.0.0.1", port)) as request:
        request.sendall(pack("!iiii", 16, 80877102, pid, secret))
        assert request.recv(1) == b""


def test_cancel_ends_the_statement_and_keeps_the_session(
    port: int, engine: Engine, numbers: None
) -> None:
    client, (pid, secret) = log_in_for_key(port)
    with client, ThreadPoolExecutor(1) as pool:
        running = pool.submit(client.run, ENDLESS)
        while not running.done():
            cancel(port, pid, secret)

        assert errors(running.result())[0]["C"] == "57014"
        assert rows(client.run("select 1")) == [[b"1"]]


def test_cancel_with_a_wrong_secret_does_nothing(port: int) -> None:
    client, (pid, secret) = log_in_for_key(port)
    with client:
        cancel(port, pid, secret ^ 1)
        cancel(port, pid + 1_000_000, secret)

        assert rows(client.run("select 1")) == [[b"1"]]


def test_client_that_vanishes_during_a_statement_frees_its_locks(
    connect: Connect, numbers: None
) -> None:
    client, other = connect(), connect()
    for sql in ("begin", "lock wire_numbers"):
        client.run(sql)
    client.send(query(ENDLESS))

    client.vanish()

    other.run("begin")
    assert not errors(other.run("lock wire_numbers"))


def test_many_clients_are_served_at_once(connect: Connect) -> None:
    clients = [connect() for _ in range(200)]

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda n: rows(clients[n].run(f"select {n}")), range(200)))

    assert answers == [[[b"%d" % n]] for n in range(200)]


def test_stop_tells_idle_clients_and_closes_the_port(engine: Engine) -> None:
    with running_server(engine) as (server, port):
        client = RawClient(port)
        client.log_in()

        server.stop()

        [error] = errors([client.receive()])
        assert (error["S"], error["C"]) == ("FATAL", "57P01")
        assert client.receive() == (b"", b"")
        with pytest.raises(ConnectionRefusedError):
            RawClient(port)


def test_stop_ends_running_statements(engine: Engine, numbers: None) -> None:
    with running_server(engine) as (server, port):
        client = RawClient(port)
        client.log_in()
        client.send(query(ENDLESS))

        server.stop()

        assert client.until(b"")[-1] == (b"", b"")


def test_taken_port_is_an_error_at_once(engine: Engine, port: int) -> None:
    with pytest.raises(OSError, match="in use"):
        Server(engine, port).start()


def test_server_listens_on_its_one_address_only(port: int) -> None:
    with pytest.raises(OSError, match=r"refused|assign|route"):
        socket.create_connection(("127.0.0.2", port))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_signal_stops_a_server_with_clients_in_good_order(number: int) -> None:
    command = [sys.executable, "-m", "localshift", "--port", "0", "--data-api-port", "0"]
    with subprocess.Popen(
        [*command, "--path", ":memory:"], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        port = re.findall(r"127\.0\.0\.1:(\d+)", process.stdout.readline())[0]
        client = RawClient(int(port))
        client.log_in()

        process.send_signal(number)

        assert errors(client.until(b"E"))[0]["C"] == "57P01"
        assert process.wait(timeout=30) == 0
