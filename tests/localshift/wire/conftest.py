"""A server of its own for the tests of the wire, on a free port and in memory."""

from collections.abc import Callable, Iterator

import pytest

from localshift.engine import Engine
from localshift.server import Server
from tests.localshift.wire.raw_client import RawClient


@pytest.fixture(scope="session")
def engine() -> Iterator[Engine]:
    engine = Engine(":memory:")
    yield engine
    engine.close()


@pytest.fixture(scope="session")
def port(engine: Engine) -> Iterator[int]:
    server = Server(engine, port=0)
    yield server.start()
    server.stop()


@pytest.fixture
def connect(port: int) -> Iterator[Callable[[], RawClient]]:
    """Makes clients that are logged in, and closes them."""
    clients = []

    def make() -> RawClient:
        client = RawClient(port)
        clients.append(client)
        client.log_in()
        return client

    yield make
    for client in clients:
        client.vanish()


@pytest.fixture
def client(connect: Callable[[], RawClient]) -> RawClient:
    return connect()
