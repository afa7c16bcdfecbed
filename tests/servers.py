"""The local servers that the tests talk to: ministack for AWS, localshift for Redshift.

Each is a real process on a free port of 127.0.0.1, started once for a test session (with
pytest-xdist: once for a worker) and ended with it. The fixtures stand in `conftest.py`.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import redshift_connector
from redshift_connector.core import Connection

PROJECT_DIR = Path(__file__).parents[1]
STARTUP_SECONDS = 60


@dataclass(frozen=True)
class Server:
    """A running server. `log` is the file that holds what it printed.

    Only localshift has a port for the Data API.
    """

    host: str
    port: int
    log: Path
    data_api_port: int = 0

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}"


def free_port() -> int:
    """Return a port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def connect(
    port: int | str,
    user: str = "admin",
    password: str = "local",  # noqa: S107 - localshift's own, for anybody
    *,
    autocommit: bool = True,
) -> Connection:
    """Open a connection to the localshift that listens on a port of 127.0.0.1."""
    connection = redshift_connector.connect(
        host="127.0.0.1", port=int(port), user=user, password=password, database="dev", ssl=False
    )
    connection.autocommit = autocommit
    return connection


def aws_environment(emulator: Server) -> dict[str, str]:
    """The variables that point AWS's clients to the emulator."""
    return {
        "AWS_ENDPOINT_URL": emulator.url,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_EC2_METADATA_DISABLED": "true",
    }


@contextmanager
def running_ministack(folder: Path) -> Iterator[Server]:
    """Run the demo's AWS emulator, on a new, empty state."""
    server = Server("127.0.0.1", free_port(), folder / "ministack.log")
    command = [sys.executable, "-m", "demo.ministack", "--port", str(server.port)]
    command += ["--state", str(folder / "ministack")]
    with _running(command, {}, server, lambda: _answers(f"{server.url}/_ministack/ready")):
        yield server


@contextmanager
def running_localshift(folder: Path, environment: dict[str, str] | None = None) -> Iterator[Server]:
    """Run localshift on a new, empty warehouse file.

    `environment` tells it where S3, Glue and Kinesis are (AWS_ENDPOINT_URL and credentials).
    """
    server = Server("127.0.0.1", free_port(), folder / "localshift.log", free_port())
    warehouse = folder / "warehouse.duckdb"
    command = [sys.executable, "-m", "localshift", "--port", str(server.port)]
    command += ["--data-api-port", str(server.data_api_port), "--path", str(warehouse)]
    with _running(command, environment or {}, server, lambda: _accepts(server)):
        yield server


@contextmanager
def _running(
    command: list[str], environment: dict[str, str], server: Server, is_ready: Callable[[], bool]
) -> Iterator[None]:
    with server.log.open("wb") as output:
        process = subprocess.Popen(
            command,
            env=os.environ | environment,
            cwd=PROJECT_DIR,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        deadline = time.monotonic() + STARTUP_SECONDS
        while not is_ready():
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"{' '.join(command)} did not start:\n{server.log.read_text()}")
            time.sleep(0.05)
        yield
    finally:
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=1) as response:  # noqa: S310 - a loopback URL
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _accepts(server: Server) -> bool:
    try:
        with socket.create_connection((server.host, server.port), timeout=1):
            return True
    except OSError:
        return False
