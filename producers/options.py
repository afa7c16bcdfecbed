"""Options that several commands have."""

import random
from collections.abc import Callable
from typing import Any

import click

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]

threads_option: Decorator = click.option(
    "--threads",
    type=click.IntRange(1, 256),
    default=8,
    show_default=True,
    help="Threads that send at the same time.",
)
seed_option: Decorator = click.option(
    "--seed",
    type=int,
    default=lambda: random.randrange(10**6),  # noqa: S311 - no secret
    show_default="another one each time",
    help="Number that decides all chances.",
)


def stream_option(kind: str, variable: str, output: str) -> Decorator:
    """The stream to send to, which the environment may name."""
    return click.option(
        "--stream",
        envvar=variable,
        required=True,
        show_envvar=True,
        help=f"{kind} to send to: the stack's output {output}.",
    )
