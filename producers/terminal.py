"""What the commands share: how they read files, how they end, how they show that they work."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn, TypeVar

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

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
