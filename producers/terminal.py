"""What the commands share: how they read files, send, show that they are at work, and end."""

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn, TypeVar

import click
from botocore.exceptions import BotoCoreError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from producers.puts import Sent
from producers.rows import Found, UnusableFileError, told

T = TypeVar("T")
NOT_ALL_SENT = 1
UNUSABLE = 2


def fail(message: str, code: int) -> NoReturn:
    """Say why on stderr and end with the exit code."""
    click.echo(f"producers: {message}", err=True)
    sys.exit(code)


def progress_of(work: str) -> Progress:
    """A bar on stderr that counts."""
    columns = (TextColumn(work), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=Console(stderr=True))


def usable_rows(file: Path, load: Callable[[Path], Found[T]]) -> list[T]:
    """What `load` makes of the file; rows that cannot be used are named and left out.

    Ends with UNUSABLE when the file, or each of its rows, cannot be used.
    """
    try:
        found = load(file)
    except UnusableFileError as error:
        fail(str(error), UNUSABLE)
    for line in told(found.bad_rows):
        click.echo(line, err=True)
    if found.bad_rows and not found.rows:
        fail(f"{file.name} has no row that can be used", UNUSABLE)
    return found.rows


def show_sending(
    things: str, count: int, stream: str, send: Callable[[Callable[[int], None]], Sent]
) -> None:
    """Send so many things under a bar, and say how many of them the stream has taken.

    `send` is given what wants to hear of each portion taken. Ends with NOT_ALL_SENT when some were
    not, and with UNUSABLE when AWS cannot be asked at all.
    """
    started = time.monotonic()
    with progress_of("sending") as progress:
        task = progress.add_task("sending", total=count)
        try:
            sent = send(lambda taken: progress.advance(task, taken))
        except BotoCoreError as error:
            fail(str(error), UNUSABLE)
    click.echo(
        f"sent {sent.records} of {count} {things} to {stream} "
        f"in {time.monotonic() - started:.1f} s; {sent.retried} retried"
    )
    if sent.records < count:
        fail(
            f"{count - sent.records} of {count} {things} were not sent\n"
            f"  stream {stream}\n"
            f"  reason {sent.error}",
            NOT_ALL_SENT,
        )
