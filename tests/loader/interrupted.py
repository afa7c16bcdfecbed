"""Run the real loader, and interrupt it at one place.

python interrupted.py before STEP [ARGUMENTS]    SIGKILL before a step of loader.steps
python interrupted.py after STEP [ARGUMENTS]     SIGKILL after it
python interrupted.py sent WORD [ARGUMENTS]      SIGKILL when a statement that begins with WORD
                                                 is with the server and its answer is not read
python interrupted.py pause STEP FILE [ARGUMENTS]  before a step, wait until the file is deleted
"""

import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from redshift_connector.core import Connection

from loader import steps
from loader.cli import main


def kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def wrap(step: str, before: Callable[[], None], after: Callable[[], None]) -> None:
    real = getattr(steps, step)

    def interrupted(*args: Any, **options: Any) -> Any:
        before()
        result = real(*args, **options)
        after()
        return result

    setattr(steps, step, interrupted)


def kill_when_sent(word: str) -> None:
    """Kill when Execute has left and its answer is awaited."""
    execute, send = Connection.execute, Connection.send_EXECUTE
    read_answer = Connection.handle_messages
    is_meant = is_sent = False

    def noted(self: Connection, cursor: Any, operation: str, values: Any) -> None:
        nonlocal is_meant
        is_meant = operation.startswith(word) and has_recorded
        execute(self, cursor, operation, values)

    def sent(self: Connection, cursor: Any) -> None:
        nonlocal is_sent
        is_sent = is_meant
        send(self, cursor)

    def unread(self: Connection, cursor: Any) -> None:
        if is_sent:
            kill()
        read_answer(self, cursor)

    patch = pytest.MonkeyPatch()
    patch.setattr(Connection, "execute", noted)
    patch.setattr(Connection, "send_EXECUTE", sent)
    patch.setattr(Connection, "handle_messages", unread)


def wait_for_deletion(file: str) -> None:
    Path(f"{file}.reached").touch()
    while Path(file).exists():
        time.sleep(0.02)


def nothing() -> None:
    pass


def remember() -> None:
    """Setup commits too: what is meant is the COMMIT of a load, after its ledger is written."""
    global has_recorded
    has_recorded = True


mode, where, *arguments = sys.argv[1:]
has_recorded = where != "commit"
if mode == "before":
    wrap(where, kill, nothing)
elif mode == "after":
    wrap(where, nothing, kill)
elif mode == "sent":
    wrap("record", nothing, remember)
    kill_when_sent(where)
elif mode == "pause":
    file, *arguments = arguments
    wrap(where, lambda: wait_for_deletion(file), nothing)
else:
    raise SystemExit(f"unknown mode {mode}")
main(arguments, prog_name="python -m loader")
