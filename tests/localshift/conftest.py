"""What the tests of localshift share: connections, and a short way to ask."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
import redshift_connector

from tests import servers

Rows = list[tuple[Any, ...]]
Run = Callable[..., Rows]
Connect = Callable[[], redshift_connector.Connection]


@pytest.fixture
def connect(localshift: dict[str, str]) -> Iterator[Connect]:
    """Open more connections, each with autocommit."""
    with ExitStack() as opened:

        def open_connection() -> redshift_connector.Connection:
            connection = servers.connect(localshift["REDSHIFT_PORT"])
            opened.callback(connection.close)
            return connection

        yield open_connection


def run_on(connection: redshift_connector.Connection, *statements: str) -> Rows:
    """Run statements; the rows of the last one, none if it has none."""
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
        if cursor.description is None:
            return []
        return [tuple(row) for row in cursor.fetchall()]


@pytest.fixture
def run(redshift: redshift_connector.Connection, schema: str) -> Run:
    """Run statements on one connection whose unqualified names are in the test's own schema."""
    run_on(redshift, f"set search_path to {schema}")
    return lambda *statements: run_on(redshift, *statements)


def sqlstate(error: pytest.ExceptionInfo[redshift_connector.Error]) -> str:
    """The SQLSTATE of what the driver raised."""
    fields = error.value.args[0]
    return str(fields["C"])


def message(error: pytest.ExceptionInfo[redshift_connector.Error]) -> str:
    return str(error.value.args[0]["M"])
