"""The servers that are measured: localshift, and a PostgreSQL of this machine if there is one."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import psycopg2
from psycopg2.extensions import connection as Connection  # noqa: N812 - it is a class

from tests.servers import PROJECT_DIR, free_port

_MEASURED_USER = "nobody"


@dataclass(frozen=True, slots=True)
class Localshift:
    """A running localshift; `started_in` seconds it listened."""

    port: int
    pid: int
    started_in: float

    def connect(self) -> Connection:
        made = psycopg2.connect(
            host="127.0.0.1", port=self.port, dbname="dev", user="admin", password="local"
        )
        made.autocommit = True
        return made

    def peak_megabytes(self) -> float | None:
        """The most memory that it has had; None where the system does not tell."""
        status = Path(f"/proc/{self.pid}/status")
        found = re.search(r"VmHWM:\s+(\d+)", status.read_text()) if status.exists() else None
        return int(found[1]) / 1024 if found else None

    def cpu_seconds(self) -> float:
        """The processor time that it has had, of all its threads; 0 where the system is silent."""
        status = Path(f"/proc/{self.pid}/stat")
        if not status.exists():
            return 0
        user, system = status.read_text().rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


@contextmanager
def running_localshift(
    path: str, environment: dict[str, str] | None = None
) -> Iterator[Localshift]:
    command = [sys.executable, "-m", "localshift", "--port", "0", "--data-api-port", "0"]
    start = perf_counter()
    process = subprocess.Popen(
        [*command, "--path", path],
        cwd=PROJECT_DIR,
        env=os.environ | (environment or {}),
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,  # Ctrl-C ends this program, which then ends the server
    )
    try:
        line = process.stdout.readline() if process.stdout is not None else ""
        ready = re.search(r"127\.0\.0\.1:(\d+)", line)
        if ready is None:
            raise RuntimeError("localshift did not start")
        yield Localshift(int(ready[1]), process.pid, perf_counter() - start)
    finally:
        process.terminate()
        process.wait()


def postgres_folder() -> Path | None:
    """Where PostgreSQL's programs are: by pg_config, the PATH, or the usual folders."""
    folders = [Path(found).parent for found in [shutil.which("postgres")] if found]
    if shutil.which("pg_config"):
        told = subprocess.run(["pg_config", "--bindir"], capture_output=True, text=True, check=True)
        folders.append(Path(told.stdout.strip()))
    for pattern in (
        "usr/lib/postgresql/*/bin",
        "usr/pgsql-*/bin",
        "opt/homebrew/opt/postgresql*/bin",
    ):
        folders += sorted(Path("/").glob(pattern), reverse=True)
    return next(
        (at for at in folders if (at / "initdb").exists() and (at / "postgres").exists()), None
    )


@contextmanager
def running_postgres(programs: Path, folder: Path) -> Iterator[Connection]:
    """A new, empty PostgreSQL; root runs it as another user, because it refuses root."""
    data = folder / "postgres"
    data.mkdir()
    as_user: list[str] = []
    if os.geteuid() == 0:
        shutil.chown(data, _MEASURED_USER)
        as_user = ["setpriv", f"--reuid={_MEASURED_USER}", "--clear-groups"]
    port = free_port()
    options = ["-D", str(data)]
    subprocess.run(
        [*as_user, programs / "initdb", *options, "-U", "bench", "-A", "trust"],
        cwd="/", check=True, capture_output=True,
    )  # fmt: skip
    listen = ["-p", str(port), "-h", "127.0.0.1", "-k", ""]
    server = subprocess.Popen(
        [*as_user, programs / "postgres", *options, *listen], cwd="/", stderr=subprocess.DEVNULL
    )
    try:
        yield _connected(server, port)
    finally:
        server.terminate()
        server.wait()


def _connected(server: subprocess.Popen[bytes], port: int) -> Connection:
    while server.poll() is None:
        try:
            return psycopg2.connect(host="127.0.0.1", port=port, dbname="postgres", user="bench")
        except psycopg2.OperationalError:
            continue
    raise RuntimeError("PostgreSQL did not start")
