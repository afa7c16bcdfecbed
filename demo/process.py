"""Servers that outlive the command that started them, and how to find and stop exactly them.

A server inherits a locked file. The lock lasts as long as the server lives, however it ends, and
the file names it: so a process id read from a locked file is never that of a stranger.
"""

import contextlib
import fcntl
import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

LOOPBACK = "127.0.0.1"
PROJECT_DIR = Path(__file__).parents[1]
_POLL_SECONDS = 0.05


class ServerError(Exception):
    """A server did not start, or did not stop. The message says what to do."""


class PortInUseError(ServerError):
    """Another process listens on the port."""


@dataclass(frozen=True, slots=True)
class Server:
    """One kind of server in one state directory: `<home>/<name>.lock` and `<home>/<name>.log`."""

    home: Path
    name: str

    @property
    def lock(self) -> Path:
        return self.home / f"{self.name}.lock"

    @property
    def log(self) -> Path:
        return self.home / f"{self.name}.log"


@dataclass(frozen=True, slots=True)
class Running:
    """A server that lives."""

    pid: int
    port: int


def start(
    server: Server,
    command: Sequence[str],
    port: int,
    is_healthy: Callable[[], bool],
    environment: Mapping[str, str] | None = None,
    timeout: float = 60,
) -> Running:
    """Start the server in the background and return when `is_healthy` says so.

    `environment` is added to this process's. A server that already runs on this port is returned
    as it is. Raises PortInUseError when somebody else has the port, ServerError when the server
    runs on another port, ends at once or is not healthy within `timeout` seconds; its output is in
    `server.log`.
    """
    server.home.mkdir(parents=True, exist_ok=True)
    with server.lock.open("a+") as lock:
        if try_lock(lock.fileno(), fcntl.LOCK_EX):
            lock.truncate(0)  # what it says is of an earlier life
            ensure_free(port, server.name)
            _spawn(server, command, port, environment, lock)
    found = _alive(server)
    if found.port != port:
        raise ServerError(
            f"{server.name} already runs on port {found.port} (process {found.pid}), "
            f"not on {port}; stop it first"
        )
    _await_health(server, is_healthy, timeout)
    return found


def running(server: Server) -> Running | None:
    """The server that lives in this state directory, or None."""
    try:
        with server.lock.open() as lock:
            if try_lock(lock.fileno(), fcntl.LOCK_SH):
                return None
            text = lock.read()
    except FileNotFoundError:
        return None
    try:
        facts = json.loads(text)
    except ValueError as error:
        raise ServerError(f"{server.name} is being started by another command; wait") from error
    return Running(pid=facts["pid"], port=facts["port"])


def stop(server: Server, timeout: float = 60) -> bool:
    """End the server and return when it is gone; False when none was running.

    Raises ServerError when it still lives after `timeout` seconds.
    """
    found = running(server)
    if found is None:
        return False
    with contextlib.suppress(ProcessLookupError):  # it ended between the two lines
        os.kill(found.pid, signal.SIGTERM)
    deadline = time.monotonic() + timeout
    while running(server) is not None:
        if time.monotonic() > deadline:
            raise ServerError(
                f"{server.name} (process {found.pid}) did not end within {timeout:.0f} s\n"
                f"  log    {server.log}\n"
                f"  next   kill -9 {found.pid}"
            )
        time.sleep(_POLL_SECONDS)
    return True


def ensure_free(port: int, name: str) -> None:
    """Raise PortInUseError when somebody listens on the loopback port."""
    with socket.socket() as caller:
        taken = caller.connect_ex((LOOPBACK, port)) == 0
    if not taken:
        with socket.socket() as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                listener.bind((LOOPBACK, port))
            except OSError:
                taken = True
    if taken:
        raise PortInUseError(
            f"port {port} is in use by another process, {name} cannot have it\n"
            f"  next   stop that process (lsof -i :{port} names it) or choose another port"
        )


def try_lock(descriptor: int, kind: int) -> bool:
    """Take the lock of an open file (fcntl.LOCK_EX or LOCK_SH) unless another process has it."""
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _spawn(
    server: Server,
    command: Sequence[str],
    port: int,
    environment: Mapping[str, str] | None,
    lock: TextIO,
) -> None:
    with server.log.open("ab") as log:
        process = subprocess.Popen(  # noqa: S603 - the command is ours
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd=PROJECT_DIR,
            env={**os.environ, **(environment or {})},
            pass_fds=[lock.fileno()],
            start_new_session=True,  # Ctrl-C ends the command, not the server
        )
    json.dump({"pid": process.pid, "port": port}, lock)
    lock.flush()


def _await_health(server: Server, is_healthy: Callable[[], bool], timeout: float) -> None:
    deadline = time.monotonic() + timeout
    while not is_healthy():
        _alive(server)
        if time.monotonic() > deadline:
            stop(server)
            raise ServerError(f"{server.name} was not ready within {timeout:.0f} s{_tail(server)}")
        time.sleep(_POLL_SECONDS)


def _alive(server: Server) -> Running:
    found = running(server)
    if found is None:
        raise ServerError(f"{server.name} ended while it was starting{_tail(server)}")
    return found


def _tail(server: Server, lines: int = 15) -> str:
    last = server.log.read_text(errors="replace").splitlines()[-lines:]
    return "\n".join([f"\n  log    {server.log}, its end:", *(f"    {line}" for line in last)])
