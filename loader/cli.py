"""The command line. What takes long to import is imported by the command that needs it."""

from __future__ import annotations

import logging
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from loader.errors import ConfigError, LoaderError

if TYPE_CHECKING:
    from types import FrameType

    from loader.config import Feed, Settings
    from loader.ledger import Load
    from loader.warehouse import Session, Warehouse

FAILED, BAD_CONFIGURATION, REFUSED = 1, 2, 3

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
            from loader import report

            click.echo(report.failed(error), err=True)
            ctx.exit(BAD_CONFIGURATION if isinstance(error, ConfigError) else FAILED)


@dataclass
class Project:
    """What the options name, read when it is first wanted."""

    config: Path
    target: str | None
    names: tuple[str, ...]

    @cached_property
    def settings(self) -> Settings:
        from loader.configfile import read_settings

        return read_settings(self.config, os.environ)

    @property
    def feeds(self) -> dict[str, Feed]:
        """The feeds that --feed chose, or all."""
        return {name: self.feed(name) for name in self.names or self.settings.feeds}

    def feed(self, name: str) -> Feed:
        if name not in self.settings.feeds:
            valid = ", ".join(self.settings.feeds)
            raise ConfigError(f"there is no feed '{name}' in {self.config}; valid: {valid}")
        return self.settings.feeds[name]

    @contextmanager
    def warehouse(self) -> Iterator[Warehouse]:
        from loader.profile import redshift_from_profile
        from loader.warehouse import Warehouse

        warehouse = Warehouse(redshift_from_profile(Path.cwd(), self.target))
        try:
            yield warehouse
        finally:
            warehouse.close()

    @contextmanager
    def ledger(self) -> Iterator[Session]:
        """A session with the ledger's tables present."""
        from loader.setup import prepare_ledger

        with self.warehouse() as warehouse:
            prepare_ledger(warehouse.session())
            yield warehouse.session()


@click.group(cls=_Group, invoke_without_command=True, epilog=EXIT_CODES)
@click.option(
    "--feed",
    "names",
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
    names: tuple[str, ...],
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
    ctx.obj = Project(config, target, names)
    if ctx.invoked_subcommand is None:
        stop = _stop_on_signal()
        code = _run_once(ctx.obj, stop)
        while watch is not None and not stop.wait(watch):
            code = _run_once(ctx.obj, stop)
        ctx.exit(code)


@main.command()
@click.pass_obj
def status(project: Project) -> None:
    """Show each feed: what landed, how fresh it is, what is quarantined, what waits.

    Queue depths are SQS's own approximate counts. `ended` is the age of the last load: it grows
    when nothing arrives, and when the loader does not run.
    """
    from rich.console import Console

    from loader import ledger, report
    from loader.aws import clients
    from loader.inbox import Inbox

    sqs, _ = clients()
    depths = {name: Inbox(sqs, feed).depth() for name, feed in project.feeds.items()}
    with project.ledger() as session:
        table = report.status(
            project.feeds,
            ledger.paused_feeds(session),
            ledger.totals(session),
            ledger.quarantined_counts(session),
            depths,
        )
    Console(soft_wrap=True).print(table)


@main.command()
@click.argument("feed")
@click.pass_obj
def pause(project: Project, feed: str) -> None:
    """Load nothing for FEED until it is resumed.

    A load under way ends first. Messages wait in the queue as long as its retention period
    (four days, unless it was set otherwise); then SQS deletes them.
    """
    _set_state(project, feed, "paused")


@main.command()
@click.argument("feed")
@click.pass_obj
def resume(project: Project, feed: str) -> None:
    """Load FEED again from the next run on.

    What S3 announced meanwhile has waited in the queue, and lands then.
    """
    _set_state(project, feed, "active")


@main.group(invoke_without_command=True)
@click.pass_context
def quarantine(ctx: click.Context) -> None:
    """List the files that were refused, with line, column and reason.

    A quarantined file is in no table. When its producer writes it anew, S3 announces the new
    version and it lands by itself; when the table or the feed was at fault, mend it and retry.
    """
    if ctx.invoked_subcommand is None:
        from loader import ledger, report

        project: Project = ctx.obj
        with project.ledger() as session:
            for name in project.feeds:
                click.echo(report.quarantine(name, ledger.quarantined(session, name)))


@quarantine.command()
@click.argument("feed")
@click.option("--load", "load_id", type=int, help="The files that this load refused.")
@click.option("--key", "keys", multiple=True, help="This key; give it again for more.")
@click.pass_obj
def retry(project: Project, feed: str, load_id: int | None, keys: tuple[str, ...]) -> None:
    """Load quarantined files of FEED again: those of a load, those named, or all.

    What is refused again stays quarantined, with its new reason. A file that was written anew
    since is marked as superseded: its new version lands by its own event.
    """
    from loader import ledger, plan
    from loader.aws import clients
    from loader.load import Loader
    from loader.storage import Storage

    declared = project.feed(feed)
    _, s3 = clients()
    with project.warehouse() as warehouse:
        loader = Loader(feed, declared, warehouse, Storage(s3))
        loader.prepare()
        chosen = [
            entry.file
            for entry in ledger.quarantined(warehouse.session(), feed)
            if load_id in (None, entry.load_id) and (not keys or entry.file.key in keys)
        ]
        if not chosen:
            raise ConfigError(
                f"feed '{feed}': no such file is quarantined",
                next_step="python -m loader quarantine lists those that are",
            )
        loads = [loader.load(files, again=True) for files in plan.loads(chosen, declared)]
    for load in loads:
        if load is not None:
            _tell_load(load)
    if any(load is not None and load.refused for load in loads):
        raise click.exceptions.Exit(REFUSED)


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
                run = Runner(loader, sqs, stop, _tell_load).run()
            except LoaderError as error:
                click.echo(report.failed(error, name), err=True)
                codes.add(BAD_CONFIGURATION if isinstance(error, ConfigError) else FAILED)
                continue
            if told := report.ended(run):
                click.echo(told, err=bool(run.unreadable))
            if run.unreadable or any(load.refused for load in run.loads):
                codes.add(REFUSED)
    return next(code for code in (FAILED, BAD_CONFIGURATION, REFUSED, 0) if code in codes)


def _tell_load(load: Load) -> None:
    from loader import report

    click.echo(report.landed(load))
    if load.refused:
        click.echo(report.refused(load), err=True)


def _set_state(project: Project, feed: str, state: str) -> None:
    from loader import ledger
    from loader.setup import prepare_ledger
    from loader.warehouse import commit

    project.feed(feed)
    with project.warehouse() as warehouse:
        prepare_ledger(warehouse.session())
        with warehouse.transaction() as session:
            ledger.set_feed_state(session, feed, state)
            commit(session)
    click.echo(f"{feed}: {state}")


def _stop_on_signal() -> threading.Event:
    """Return an event that is set at the first SIGINT or SIGTERM; the second one kills."""
    stop = threading.Event()

    def request_stop(number: int, _: FrameType | None) -> None:
        click.echo("loader: ends after the load under way", err=True)
        signal.signal(number, signal.SIG_DFL)
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, request_stop)
    return stop
