"""localshift as the demo's Redshift: start, find and stop it, and ask it questions."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import redshift_connector
import redshift_connector.error
from redshift_connector.cursor import Cursor

from demo import process
from demo.process import LOOPBACK, Running, Server

USER, PASSWORD, DATABASE = "admin", "local", "dev"


def start(state_dir: Path, port: int, aws: dict[str, str]) -> Running:
    """Start localshift, or return the one that runs. Its COPY reads where `aws` points.

    Raises process.PortInUseError or process.ServerError.
    """
    file = state_dir / "warehouse.duckdb"
    command = [sys.executable, "-m", "localshift", "--port", str(port), "--path", str(file)]
    return process.start(_server(state_dir), command, port, lambda: _answers(port), aws)


def running(state_dir: Path) -> Running | None:
    """The localshift of this state directory, when it runs."""
    return process.running(_server(state_dir))


def stop(state_dir: Path) -> bool:
    """Stop localshift; False when it was not running."""
    return process.stop(_server(state_dir))


def environment(port: int) -> dict[str, str]:
    """The variables that profiles.example.yml reads."""
    return {
        "REDSHIFT_HOST": LOOPBACK,
        "REDSHIFT_PORT": str(port),
        "REDSHIFT_USER": USER,
        "REDSHIFT_PASSWORD": PASSWORD,
        "REDSHIFT_DATABASE": DATABASE,
    }


def ask(port: int, questions: Sequence[str]) -> list[Any]:
    """The first value of each query's answer."""
    answers = []
    with _cursor(port) as cursor:
        for question in questions:
            cursor.execute(question)
            (row,) = cursor.fetchall()
            answers.append(row[0])
    return answers


def run(port: int, statement: str) -> None:
    """Run a statement that answers nothing."""
    with _cursor(port) as cursor:
        cursor.execute(statement)


@contextmanager
def _cursor(port: int) -> Iterator[Cursor]:
    connection = redshift_connector.connect(
        host=LOOPBACK, port=port, user=USER, password=PASSWORD, database=DATABASE, ssl=False
    )
    try:
        connection.autocommit = True
        yield connection.cursor()
    finally:
        connection.close()


def _server(state_dir: Path) -> Server:
    return Server(state_dir, "localshift")


def _answers(port: int) -> bool:
    try:
        return ask(port, ["select 1"]) == [1]
    except (OSError, redshift_connector.error.Error):
        return False
