"""A cancel ends what a statement runs, also beside the session's own connection, as COPY reads."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import duckdb
import pytest

from localshift.engine import Engine
from localshift.errors import SqlError
from localshift.session import Session

ENDLESS = "select count(*) from range(1000000) a, range(1000000) b where a.range = -b.range - 1"


@pytest.fixture
def session() -> Iterator[Session]:
    engine = Engine(":memory:")
    session = engine.connect("admin", "dev", {})
    yield session
    engine.close()


def test_cancel_reaches_a_further_connection(session: Session) -> None:
    session.execute("begin")
    reading = session.engine.cursor()

    def read() -> None:
        with session.interruptible(reading):
            reading.execute(ENDLESS).fetchall()

    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(read)
        while not running.done():
            session.cancel()

        with pytest.raises((duckdb.InterruptException, SqlError)):
            running.result()


def test_statement_that_was_cancelled_reads_no_further(session: Session) -> None:
    session.execute("begin")
    session.cancel()

    with pytest.raises(SqlError) as error, session.interruptible(session.engine.cursor()):
        pytest.fail("it went on")

    assert error.value.sqlstate == "57014"
