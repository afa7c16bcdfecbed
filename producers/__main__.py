"""The commands of `python -m producers`; those that send bike events stand here."""

import random
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from producers.charging.command import charging
from producers.events import MULTIPLE, BikeEvent, facts_of, in_lanes
from producers.send import kinesis_client, send
from producers.sensors.command import sensors
from producers.simulate import USUAL, Disorder, simulate
from producers.stations import STATIONS
from producers.terminal import UNUSABLE, fail, show_sending, usable_rows
from producers.tickit.command import tickit
from producers.trips import events_of_trips, load_trips

SHARE = click.FloatRange(0, 0.5)


def sending_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options of every command that sends."""
    for option in (
        click.option(
            "--multiply",
            is_flag=True,
            help="Scale up: every thread sends all events, as bikes of its own (thread n adds n "
            f"times {MULTIPLE:,} to the bike id). Without it the threads share the bikes.",
        ),
        click.option(
            "--threads",
            type=click.IntRange(1, 256),
            default=8,
            show_default=True,
            help="Threads that send at the same time.",
        ),
        click.option(
            "--stream",
            envvar="BIKES_STREAM",
            required=True,
            show_envvar=True,
            help="Kinesis stream to send to: the stack's output StreamName.",
        ),
    ):
        command = option(command)
    return command


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def cli() -> None:
    """Produce what the warehouse loads: events on Kinesis streams, TICKIT's files on S3.

    A bike event says that a ride of a bike started or ended at a station. It is one line of JSON;
    all events of a bike share a partition key and are sent by one thread, in their order.

    A charging station sends a record for each car that was connected to it.

    A sensor measures a temperature each minute and sends it to Firehose.

    TICKIT is AWS's sample of a site where people sell tickets: seven tables as text files.

    The AWS account and region come from the usual places (environment, profile, role); with
    AWS_ENDPOINT_URL events and files go to an emulator.

    Exit codes: 0 all events or files were sent, 1 some were not, 2 wrong usage or an unusable file.

    \b
    Examples:
      python -m producers bikes --stream bikes
      python -m producers bikes --stream bikes --events 1000000 --bikes 5000 --threads 16
      python -m producers replay 201508-citibike-tripdata.zip --stream bikes
      python -m producers charging --stream ev_stream_data --records 10000 --rate 100
      python -m producers sensors --stream sensors --time-scale 420
      python -m producers tickit --scale 0.01 --out tickit --s3 s3://bucket/tickit
    """


@cli.command()
@sending_options
@click.option(
    "--events",
    type=click.IntRange(min=1),
    default=10_000,
    show_default=True,
    help="Events to simulate, repeated ones included.",
)
@click.option(
    "--bikes",
    type=click.IntRange(1, 80_000),
    default=500,
    show_default=True,
    help="Bikes that ride.",
)
@click.option(
    "--stations",
    type=click.IntRange(2, len(STATIONS)),
    default=len(STATIONS),
    show_default=True,
    help="Stations that they ride between.",
)
@click.option(
    "--late",
    type=SHARE,
    default=USUAL.late,
    show_default=True,
    help="Share of events sent hours after their time, when younger ones of the bike are gone.",
)
@click.option(
    "--out-of-order",
    type=SHARE,
    default=USUAL.out_of_order,
    show_default=True,
    help="Share of events sent just after the next one of their bike.",
)
@click.option(
    "--repeated",
    type=SHARE,
    default=USUAL.repeated,
    show_default=True,
    help="Share of events that are a second sending of another.",
)
@click.option(
    "--seed",
    type=int,
    help="Number that decides all chances; the same seed and --until give the same events. "
    "[default: another one each time]",
)
@click.option(
    "--until",
    type=click.DateTime(["%Y-%m-%d %H:%M:%S"]),
    help="Time of the newest events, UTC. [default: now]",
)
def bikes(
    stream: str,
    threads: int,
    multiply: bool,
    events: int,
    bikes: int,
    stations: int,
    late: float,
    out_of_order: float,
    repeated: float,
    seed: int | None,
    until: datetime | None,
) -> None:
    """Simulate bikes that ride between stations in New York.

    A bike starts and ends by turns and starts where it ended. As in a real network some events come
    late, some out of order and some twice; the summary counts them.
    """
    seed = random.randrange(10**6) if seed is None else seed  # noqa: S311 - no secret
    until = until or datetime.now(UTC).replace(tzinfo=None)
    simulated = simulate(
        bikes=bikes,
        events=events,
        stations=STATIONS[:stations],
        until=until,
        seed=seed,
        disorder=Disorder(late, out_of_order, repeated),
    )
    click.echo(f"again  --seed {seed} --until '{until:%Y-%m-%d %H:%M:%S}'", err=True)
    _send(simulated, stream, threads, multiply)


@cli.command(short_help="Replay a real Citi Bike download.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@sending_options
def replay(file: Path, stream: str, threads: int, multiply: bool) -> None:
    """Replay a Citi Bike download, FILE: a .csv, .csv.gz or .zip from before 2021.

    Each trip gives two events, its start and its end, sent in the order of their times and as fast
    as the stream takes them. Times are New York's and stay as they are. Rows that cannot be used
    are named and left out.

    Files are offered at https://s3.amazonaws.com/tripdata/index.html. Those since 2021 do not name
    the bike (ride_id instead of bikeid) and are refused.
    """
    _send(events_of_trips(usable_rows(file, load_trips)), stream, threads, multiply)


def _send(events: Sequence[BikeEvent], stream: str, threads: int, multiply: bool) -> None:
    try:
        lanes = in_lanes(events, threads, multiply)
    except ValueError as error:
        fail(f"{error}\n  next   leave out --multiply", UNUSABLE)
    facts = facts_of(events).times(threads if multiply else 1)
    click.echo(
        f"{facts.events} events of {facts.bikes} bikes: {facts.late} late, "
        f"{facts.out_of_order} out of order, {facts.repeated} repeated"
    )
    show_sending(
        "events",
        facts.events,
        stream,
        lambda on_sent: send(kinesis_client(threads), stream, lanes, on_sent),
    )


cli.add_command(charging)
cli.add_command(sensors)
cli.add_command(tickit)

if __name__ == "__main__":
    cli(prog_name="python -m producers")
