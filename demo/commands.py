"""Run the project's own commands, as a user would, and follow what they print."""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from demo.process import PROJECT_DIR

_DBT_PROGRESS = re.compile(r"(\d+) of (\d+) (?:OK|PASS|WARN|ERROR|FAIL|SKIP|NO-OP)")


class CommandError(Exception):
    """A command failed. The message has its last lines and what to do."""


def run_loader(environment: Mapping[str, str], on_line: Callable[[str], None]) -> int:
    """Run the loader once; its exit code: 0, or 3 when something was quarantined.

    Raises CommandError for any other.
    """
    code, lines = _run([sys.executable, "-m", "loader"], environment, on_line)
    if code not in (0, 3):
        raise CommandError(_told("python -m loader", code, lines))
    return code


def run_python(module: str, arguments: Sequence[str], environment: Mapping[str, str]) -> None:
    """Run `python -m` a package of this project. Raises CommandError."""
    command = [sys.executable, "-m", module, *arguments]
    code, lines = _run(command, environment, lambda _: None)
    if code != 0:
        raise CommandError(_told(f"python -m {module} {' '.join(arguments)}", code, lines))


def run_dbt(
    arguments: Sequence[str],
    environment: Mapping[str, str],
    on_progress: Callable[[int, int], None] = lambda *_: None,
) -> None:
    """Run dbt; `on_progress` hears how many of how many nodes are done. Raises CommandError."""

    def follow(line: str) -> None:
        if match := _DBT_PROGRESS.search(line):
            on_progress(int(match[1]), int(match[2]))

    dbt = Path(sys.executable).with_name("dbt")
    code, lines = _run([str(dbt), "--no-use-colors", *arguments], environment, follow)
    if code != 0:
        raise CommandError(_told(f"dbt {' '.join(arguments)}", code, lines))


def _run(
    command: Sequence[str], environment: Mapping[str, str], on_line: Callable[[str], None]
) -> tuple[int, list[str]]:
    lines = []
    with subprocess.Popen(  # noqa: S603 - the project's own commands
        command,
        cwd=PROJECT_DIR,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    ) as running:
        for line in running.stdout or ():
            lines.append(line.rstrip())
            on_line(line.rstrip())
    return running.returncode, lines


def _told(command: str, code: int, lines: Sequence[str], last: int = 40) -> str:
    tail = "\n".join(f"  {line}" for line in lines[-last:])
    return f"{command} ended with exit code {code}\n{tail}"
