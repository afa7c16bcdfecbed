"""What the commands share: how they end, and how they show that they are at work."""

import sys
from typing import NoReturn

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

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
