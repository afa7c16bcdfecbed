"""`python -m demo up` runs the pipeline on this machine; `python -m demo down` stops it."""

import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import NoReturn

import click
from botocore.exceptions import BotoCoreError, ClientError
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

from demo import commands, pipeline
from demo.arrival import DeliveryStalledError
from demo.commands import CommandError
from demo.docs import write_page
from demo.pipeline import CHARGING_RECORDS, SENSORS_READINGS, TICKIT_SCALE, Demo, Ports, timed
from demo.process import ServerError
from demo.report import Report, counted, show
from demo.stack import DeployError
from producers.bikes.events import BikeEvent
from producers.bikes.trips import events_of_trips, load_trips
from producers.rows import UnusableFileError, told

# What is made from TICKIT, which has no part in how fresh the bikes' events are.
TICKIT = "source:tickit+"

state_option = click.option(
    "--state",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(".demo"),
    show_default=True,
    envvar="DEMO_STATE",
    help="Directory of the servers' data, logs and settings.",
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """The whole pipeline on one machine: events, Kinesis, Firehose, S3, SQS, loader, dbt.

    ministack stands in for AWS and localshift for Redshift. Both keep running after `up`, so that
    loader, producers, dbt and psql can be used by hand; `down` stops them.
    """


@main.command()
@click.option(
    "--bikes",
    "trips",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A Citi Bike download of before 2021 to replay, in place of simulated bikes.",
)
@click.option("--events", default=10_000, show_default=True, type=click.IntRange(min=1))
@click.option("--fleet", default=500, show_default=True, type=click.IntRange(1, 80_000))
@click.option(
    "--aws-port", default=4566, show_default=True, envvar="DEMO_AWS_PORT", help="For ministack."
)
@click.option(
    "--redshift-port",
    default=5439,
    show_default=True,
    envvar="DEMO_REDSHIFT_PORT",
    help="For localshift.",
)
@state_option
def up(
    trips: Path | None, events: int, fleet: int, aws_port: int, redshift_port: int, state: Path
) -> None:
    """Start what does not run, send events, load them, build the models, show the figures."""
    console = Console(highlight=False)
    demo = Demo(state, Ports(aws_port, redshift_port))
    try:
        source = trips.name if trips is not None else f"{fleet} simulated bikes"
        report = Report(source)
        batch = _events(trips, events, fleet, report, console)
        _run(demo, batch, report, console)
    except UnusableFileError as error:
        _fail(console, f"{error}", code=2)
    except (ServerError, DeployError, DeliveryStalledError, CommandError) as error:
        _fail(console, f"{error}")
    except (ClientError, BotoCoreError, ConnectionError) as error:
        _fail(
            console,
            f"{error}\n  log    {state}/ministack.log, {state}/localshift.log\n"
            f"  next   make down, then make demo; rm -r {state} begins from nothing",
        )
    report.write(state / "report.json")
    console.print()
    show(report, console)
    console.print()
    console.print(f"[bold]{demo.page.as_uri()}[/] has the charts", soft_wrap=True)
    console.print()
    console.print(_how_to_go_on(state, redshift_port), markup=False, soft_wrap=True)


@main.command()
@state_option
def down(state: Path) -> None:
    """Stop the demo's servers, and only them. Data stay there for the next `up`."""
    console = Console(highlight=False)
    try:
        stopped = pipeline.stop(state)
    except ServerError as error:
        _fail(console, f"{error}")
    if stopped:
        console.print(f"stopped {' and '.join(stopped)}; `rm -r {state}` also forgets the data")
    else:
        console.print("nothing was running")


@main.command()
def docs() -> None:
    """Write dbt's documentation as one page, with what the warehouse of its profile knows."""
    console = Console(highlight=False)
    try:
        page = write_page(partial(console.print, markup=False, soft_wrap=True))
    except CommandError as error:
        _fail(
            console,
            f"{error}\n  next   start the warehouse of the profile; make demo starts the demo's",
        )
    console.print(f"open {page.as_uri()}", soft_wrap=True)


def _events(
    trips: Path | None, count: int, fleet: int, report: Report, console: Console
) -> Sequence[BikeEvent]:
    if trips is None:
        return pipeline.simulated(count, fleet)
    found = load_trips(trips)
    report.rows_left_out = len(found.bad_rows)
    for line in told(found.bad_rows):
        console.print(line, markup=False)
    return events_of_trips(found.rows)


def _run(demo: Demo, events: Sequence[BikeEvent], report: Report, console: Console) -> None:
    columns = (
        SpinnerColumn(finished_text="[green]✓[/]"),
        TextColumn("{task.description:<10}"),
        BarColumn(bar_width=30),
        TextColumn("{task.fields[note]}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console) as progress:
        step = partial(_step, progress, report)
        with step("servers", "ministack and localshift"):
            if demo.start_servers():
                console.print(
                    "ministack was killed the last time: its queue and stream begin anew,"
                    " the warehouse still has what was loaded",
                )
        with step("stack", "infra/landing.yml"):
            demo.deploy()
        with step("tickit", f"{TICKIT_SCALE:.0%} of TICKIT to S3"):
            demo.put_tickit()
        with step("set up", "dbt run-operation: schemas, external tables"):
            demo.set_up()
        with step("charging", f"{CHARGING_RECORDS:,} records to a stream that Redshift reads"):
            demo.charge()
        with step("sensors", f"{SENSORS_READINGS:,} readings to Firehose"):
            demo.measure()
        last_load = demo.last_load()
        with step("send", f"{len(events):,} events to Kinesis", len(events)) as task:
            arrivals = demo.send(events, report, lambda count: progress.advance(task, count))
        sent_at = time.monotonic()
        with step("deliver", "Firehose to S3, S3 to SQS", len(events)) as task:
            arrived = arrivals.wait(
                report.events_sent, lambda now: progress.update(task, completed=now.records)
            )
            progress.update(task, note=f"{counted(arrived.files, 'file')} in S3, announced in SQS")
        with step("load", "python -m loader"):
            code = commands.run_loader(demo.environment, lambda _: None)
        with step("build", "dbt build, all but TICKIT") as task:
            _build(demo, ["--exclude", TICKIT], progress, task)
        report.freshness_seconds = round(time.monotonic() - sent_at, 1)
        with step("lakehouse", "dbt build of TICKIT") as task:
            _build(demo, ["--select", TICKIT], progress, task)
        with step("report", "python -m report"):
            demo.write_page()
    demo.figures(report, last_load)
    if code:
        console.print("some files were quarantined: python -m loader quarantine names them")


def _build(demo: Demo, selection: Sequence[str], progress: Progress, task: TaskID) -> None:
    commands.run_dbt(
        ["build", *selection],
        demo.environment,
        lambda done, total: progress.update(task, completed=done, total=total),
    )


@contextmanager
def _step(
    progress: Progress, report: Report, name: str, note: str, total: float | None = None
) -> Iterator[TaskID]:
    """Show a step while it runs, and note its seconds in the report."""
    task = progress.add_task(name, total=total, note=note)
    try:
        with timed(report, name):
            yield task
        progress.update(task, total=1, completed=1)
    finally:
        progress.stop_task(task)


def _how_to_go_on(state: Path, redshift_port: int) -> str:
    return f"""\
Both servers keep running. Go on by hand:

  source .venv/bin/activate && source {state}/env
  psql "host=127.0.0.1 port={redshift_port} dbname=dev user=admin password=local sslmode=disable"
  python -m producers bikes --events 10000 --threads 8 --stream "$BIKES_STREAM"
  python -m loader && python -m loader status
  dbt build

  make report    writes the page of charts anew
  make docs      writes a page about all models
  make demo      sends and loads more events
  make down      stops both servers

The figures above are in {state}/report.json."""


def _fail(console: Console, message: str, code: int = 1) -> NoReturn:
    console.print(f"demo: {message}", style="red", markup=False, soft_wrap=True)
    sys.exit(code)


if __name__ == "__main__":
    main()
