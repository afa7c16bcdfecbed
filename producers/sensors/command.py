"""The command `python -m producers sensors`."""

import time

import click

from producers.options import seed_option, stream_option
from producers.sensors.delivery import deliver, firehose_client
from producers.sensors.readings import BASE, NOBODY, SECONDS, Reading, played, readings
from producers.terminal import show_sending


@click.command(short_help="Temperatures of six devices, onto a Firehose delivery stream.")
@stream_option("Delivery stream", "SENSORS_DELIVERY_STREAM", "SensorsDeliveryStreamName")
@click.option(
    "--time-scale",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    help="How many times as fast as real time the hours are played; 420 makes a minute of seven.",
)
@seed_option
@click.option(
    "--test",
    is_flag=True,
    help=f"Send a single message, of a device that nobody registered ({NOBODY}).",
)
def sensors(stream: str, time_scale: int, seed: int, test: bool) -> None:
    """Send what six devices measure: each of them 400 readings, one a minute, in waves.

    A device starts some minutes after the one before it, so that all of it takes 7 hours 24
    minutes, or less with --time-scale. The readings' times stay a minute apart; the last reading is
    of the moment when it is sent.

    A message is one line of JSON: guid is the device, ts seconds since 1970, temp what it measured.

    With --test only one message goes the way of the others: look for it in landing.sensor_messages.
    Marts leave it out, for they know registered devices only.

    \b
    Examples:
      python -m producers sensors --test
      python -m producers sensors --time-scale 420
      python -m producers sensors --time-scale 100000 --seed 1
    """
    if test:
        made = [Reading(NOBODY, int(time.time()), float(BASE))]
    else:
        made = readings(int(time.time() + SECONDS / time_scale), seed)
        click.echo(f"again  --seed {seed}", err=True)
    portions = played(made, time_scale, time.monotonic, time.sleep)
    messages = ([reading.to_json() for reading in portion] for portion in portions)
    show_sending(
        "readings",
        len(made),
        stream,
        lambda on_sent: deliver(firehose_client(), stream, messages, on_sent),
    )
