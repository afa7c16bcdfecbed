"""The AWS emulator as the demo's Kinesis, Firehose, S3 and SQS: start, find and stop it."""

import sys
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from demo import process
from demo.ministack import UNCLEAN
from demo.process import LOOPBACK, Server

REGION = "us-east-1"


@dataclass(frozen=True, slots=True)
class Emulator:
    """A running emulator. `dropped` says that a kill of the one before cost its state."""

    pid: int
    port: int
    dropped: bool = False

    @property
    def endpoint(self) -> str:
        return f"http://{LOOPBACK}:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        """The variables that point every AWS client to the emulator."""
        return {
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_DEFAULT_REGION": REGION,
            "NO_PROXY": LOOPBACK,
        }


def start(state_dir: Path, port: int) -> Emulator:
    """Start the emulator, or return the one that runs, as soon as it answers.

    State and log lie in `state_dir`. Raises process.PortInUseError or process.ServerError.
    """
    state = state_dir / "ministack"
    was_running = running(state_dir) is not None
    was_killed = not was_running and (state / UNCLEAN).exists()
    command = [sys.executable, "-m", "demo.ministack", "--port", str(port)]
    command += ["--state", str(state.resolve())]
    found = process.start(_server(state_dir), command, port, lambda: _is_healthy(port))
    return Emulator(found.pid, found.port, dropped=was_killed)


def running(state_dir: Path) -> Emulator | None:
    """The emulator of this state directory, when it runs."""
    found = process.running(_server(state_dir))
    return Emulator(found.pid, found.port) if found else None


def stop(state_dir: Path) -> bool:
    """Stop the emulator after it has saved its state; False when it was not running."""
    return process.stop(_server(state_dir))


def _server(state_dir: Path) -> Server:
    return Server(state_dir, "ministack")


def _is_healthy(port: int) -> bool:
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with direct.open(f"http://{LOOPBACK}:{port}/_ministack/health", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
