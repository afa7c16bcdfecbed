"""The commands `python -m producers bikes` and `python -m producers replay`."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import click

from producers.bikes.events import MULTIPLE, BikeEvent, facts_of, in_lanes
from producers.bikes.simulate import USUAL, Disorder, simulate
from producers.bikes.stations import STATIONS
from producers.bikes.trips import events_of_trips, load_trips
from producers.options import Decorator, seed_option, stream_option, threads_option
from producers.send import kinesis_client, send
from producers.terminal import UNUSABLE, fail, show_sending, usable_rows

to_stream = stream_option("Kinesis stream", "BIKES_STREAM", "StreamName")
multiply_option = click.option(
    "--multiply",
    is_flag=True,
    help="Scale up: every thread sends all events, as bikes of its own (thread n adds n times "
    f"{MULTIPLE:,} to the bike id). Without it the threads share the bikes.",
)


def share_option(name: str, usual: float, which: str) -> Decorator:
    """What share of the events is in a disorder of some kind."""
    return click.option(
        name,
        type=click.FloatRange(0, 0.5),
        default=usual,
        show_default=True,
        help=f"Share of events {which}.",
    )


@click.command(short_help="Simulate bikes that ride, onto a Kinesis stream.")
@to_stream
@threads_option
@multiply_option
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
@share_option("--late", USUAL.late, "sent hours after their time, after younger ones of the bike")
@share_option("--out-of-order", USUAL.out_of_order, "sent just after the next one of their bike")
@share_option("--repeated", USUAL.repeated, "that are a second sending of another")
@seed_option
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
    seed: int,
    until: datetime | None,
) -> None:
    """Simulate bikes that ride between stations in New York.

    A bike starts and ends by turns and starts where it ended. As in a real network some events come
    late, some out of order and some twice; a line says how many.

    An event is one line of JSON. All events of a bike share a partition key and are sent by one
    thread, in their order.

    The line `again` has the options that give the same events once more.

    \b
    Examples:
      python -m producers bikes --stream bikes
      python -m producers bikes --stream bikes --events 1000000 --bikes 5000 --threads 16
      python -m producers bikes --stream bikes --late 0.2 --seed 1 --until '2026-11-21 08:00:00'
    """
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


@click.command(short_help="Replay a real Citi Bike download, onto a Kinesis stream.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@to_stream
@threads_option
@multiply_option
def replay(file: Path, stream: str, threads: int, multiply: bool) -> None:
    """Replay a Citi Bike download, FILE: a .csv, .csv.gz or .zip from before 2021.

    Each trip gives two events, its start and its end, sent in the order of their times and as fast
    as the stream takes them. Times are New York's and stay as they are. Rows that cannot be used
    are named and left out.

    Files are offered at https://s3.amazonaws.com/tripdata/index.html. Those since 2021 do not name
    the bike (ride_id instead of bikeid) and are refused.

    \b
    Examples:
      python -m producers replay 201508-citibike-tripdata.zip --stream bikes
      python -m producers replay trips.csv.gz --stream bikes --multiply --threads 4
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
