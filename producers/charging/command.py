"""The command `python -m producers charging`."""

import random as chance
from datetime import UTC, datetime
from pathlib import Path

import click

from producers.charging.files import COLUMNS, load_sessions
from producers.charging.sessions import TIMEZONE, simulate, with_broken
from producers.options import seed_option, stream_option, threads_option
from producers.pace import send_paced
from producers.terminal import show_sending, usable_rows

DAY_SECONDS = 24 * 60 * 60


@click.command(short_help="Sessions of charging stations, onto a Kinesis stream.")
@stream_option("Kinesis stream", "CHARGING_STREAM", "ChargingStreamName")
@click.option(
    "--records",
    type=click.IntRange(min=1),
    default=1_000,
    show_default=True,
    help="Records to simulate, broken ones included.",
)
@click.option(
    "--replay",
    "file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Send the sessions of this CSV file in place of simulated ones. Its columns are, others "
    f"aside, {', '.join(COLUMNS)}. Times are those of {TIMEZONE}.",
)
@click.option(
    "--rate",
    type=click.IntRange(min=1),
    help="Records a second, all threads together; simulated sessions are as far apart, up to now. "
    "Without it they are of the last day, and sent as fast as the stream takes them.",
)
@threads_option
@click.option(
    "--broken",
    type=click.FloatRange(0, 1),
    default=0.0,
    show_default=True,
    help="Share of records that are cut short, no text, of another shape, without a number or too "
    "long.",
)
@seed_option
def charging(
    stream: str,
    records: int,
    file: Path | None,
    rate: int | None,
    threads: int,
    broken: float,
    seed: int,
) -> None:
    """Send sessions of charging stations: one JSON record for each car that was connected.

    A record has the session, its station and space, when the car was connected (UTC), and the kWh
    that it took, all as text. Those of a station share a partition key.

    A share of the records can be broken on purpose, to see that what reads the stream goes on.

    \b
    Examples:
      python -m producers charging --records 10000 --rate 100
      python -m producers charging --records 1000 --broken 0.05
      python -m producers charging --replay sessions.csv
    """
    click.echo(f"again  --seed {seed}", err=True)
    random = chance.Random(seed)  # noqa: S311 - no secret
    now = datetime.now(UTC).replace(tzinfo=None)
    every_seconds = 1 / rate if rate else DAY_SECONDS / records
    if file:
        sessions = usable_rows(file, load_sessions)
    else:
        sessions = simulate(random, records, now, every_seconds)
    to_send = list(with_broken(random, sessions, broken))
    show_sending(
        "records",
        len(to_send),
        stream,
        lambda on_sent: send_paced(to_send, stream, threads, rate, on_sent),
    )
