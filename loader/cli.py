"""The command line. What takes long to import is imported by the command that needs it."""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from loader import commands
from loader.errors import ConfigError, LoaderError
from loader.project import Project

if TYPE_CHECKING:
    from types import FrameType

FAILED, BAD_CONFIGURATION, REFUSED = 1, 2, commands.REFUSED

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM)

EXIT_CODES = """
\b
Exit codes:
  0  nothing is wrong; also when there was nothing to load, a feed is
     paused, or another loader is at work on it
  1  a feed failed; its messages are back in the queue, the other feeds ran
  2  loader.yml, the dbt profile or the command line is wrong
  3  a file was quarantined, or a message was left for the dead-letter queue
"""


class _Group(click.Group):
    """Tells the loader's own errors as a paragraph, with the exit code of their kind."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except LoaderError as error:
            ctx.exit(_tell_error(error))


@click.group(cls=_Group, invoke_without_command=True, epilog=EXIT_CODES)
@click.option(
    "--feed",
    "chosen",
    multiple=True,
    metavar="NAME",
    help="Only this feed; give it again for more. Default: all feeds.",
)
@click.option(
    "--watch",
    type=click.FloatRange(min=0),
    is_flag=False,
    flag_value=60.0,
    metavar="[SECONDS]",
    help="Go on: look again after a pause of SECONDS, 60 when left out. Ends after the load under "
    "way at SIGINT or SIGTERM, with the exit code of the last round.",
)
@click.option(
    "--config",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("loader.yml"),
    show_default=True,
    help="The file that declares the feeds.",
)
@click.option("--target", metavar="NAME", help="Output of the dbt profile. Default: the profile's.")
@click.option("--verbose", "-v", is_flag=True, help="Tell each statement and each retry.")
@click.pass_context
def main(
    ctx: click.Context,
    chosen: tuple[str, ...],
    watch: float | None,
    config: Path,
    target: str | None,
    verbose: bool,
) -> None:
    """Land files in Redshift: each exactly once, or listed as refused.

    Without a command: load all active feeds of loader.yml until their queues are empty. S3
    announces files on a feed's queue; they are copied in batches, each in one transaction with the
    ledger (schema `loader`), and only then are the messages deleted. The loader may be killed at
    any time and started again.

    \b
    Examples:
      python -m loader                          all feeds, once
      python -m loader --feed bikes --watch 30  one feed, every 30 seconds
      python -m loader status                   what landed, what waits
      python -m loader quarantine               which files were refused, and why
    """
    logging.basicConfig(format="loader: %(message)s", level=logging.WARNING)
    logging.getLogger("loader").setLevel(logging.DEBUG if verbose else logging.WARNING)
    project = ctx.obj = Project(config, target, chosen)
    if ctx.invoked_subcommand is None:
        with _stop_on_signal() as stop:
            code = _run_once(project, stop)
            while watch is not None and not stop.wait(watch):
                code = _run_once(project, stop)
        ctx.exit(code)


for command in (commands.status, commands.pause, commands.resume, commands.quarantine):
    main.add_command(command)


def _run_once(project: Project, stop: threading.Event) -> int:
    """Run the feeds one after the other; return the exit code."""
    from loader import report
    from loader.aws import clients
    from loader.load import Loader
    from loader.run import Runner
    from loader.storage import Storage

    feeds = project.feeds
    codes = {0}
    with project.warehouse() as warehouse:
        sqs, s3 = clients()
        for name, feed in feeds.items():
            loader = Loader(name, feed, warehouse, Storage(s3))
            try:
                run = Runner(loader, sqs, stop, commands.tell_load).run()
            except LoaderError as error:
                codes.add(_tell_error(error, name))
                continue
            if told := report.ended(run):
                click.echo(told, err=bool(run.unreadable))
            if run.unreadable or any(load.refused for load in run.loads):
                codes.add(REFUSED)
    return next(code for code in (FAILED, BAD_CONFIGURATION, REFUSED, 0) if code in codes)


def _tell_error(error: LoaderError, feed: str | None = None) -> int:
    """Print an error to stderr; return its exit code."""
    from loader import report

    click.echo(report.failed(error, feed), err=True)
    return BAD_CONFIGURATION if isinstance(error, ConfigError) else FAILED


@contextmanager
def _stop_on_signal() -> Iterator[threading.Event]:
    """Give an event that is set at the first SIGINT or SIGTERM; the second one kills."""
    stop = threading.Event()

    def request_stop(number: int, _: FrameType | None) -> None:
        click.echo("loader: ends after the load under way", err=True)
        signal.signal(number, signal.SIG_DFL)
        stop.set()

    before = {number: signal.signal(number, request_stop) for number in STOP_SIGNALS}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
