"""The commands beside the loads: look at feeds, pause them, deal with refused files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from loader.errors import ConfigError
from loader.project import Project

if TYPE_CHECKING:
    from loader.ledger import Load

REFUSED = 3
"""Exit code: a file was quarantined, or a message was left for the dead-letter queue."""
WIDE = 200


@click.command()
@click.pass_obj
def status(project: Project) -> None:
    """Show what landed, how fresh it is and what waits.

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
    console = Console()
    if not console.is_terminal:
        console.width = WIDE  # a line a feed, for those who read it by program
    console.print(table)


@click.command()
@click.argument("feed")
@click.pass_obj
def pause(project: Project, feed: str) -> None:
    """Load nothing for FEED until it is resumed.

    A load under way ends first. Messages wait in the queue as long as its retention period
    (four days, unless it was set otherwise); then SQS deletes them.
    """
    _set_state(project, feed, "paused")


@click.command()
@click.argument("feed")
@click.pass_obj
def resume(project: Project, feed: str) -> None:
    """Load FEED again from the next run on.

    What S3 announced meanwhile has waited in the queue, and lands then.
    """
    _set_state(project, feed, "active")


@click.group(invoke_without_command=True)
@click.pass_context
def quarantine(ctx: click.Context) -> None:
    """List the files that were refused, and why.

    Each with the load that refused it, and with line and column where COPY named them. A
    quarantined file is in no table. When its producer writes it anew, S3 announces the new version
    and it lands by itself; when the table or the feed was at fault, mend it and retry.
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
    has_refused = False
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
        for files in plan.loads(chosen, declared):
            load = loader.load(files, again=True)
            if load is not None:
                tell_load(load)
                has_refused = has_refused or bool(load.refused)
    if has_refused:
        raise click.exceptions.Exit(REFUSED)


def tell_load(load: Load) -> None:
    """Print what landed, and to stderr what was refused."""
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
