"""The commands of `python -m producers`."""

import click

from producers.bikes.command import bikes, replay
from producers.charging.command import charging
from producers.sensors.command import sensors
from producers.tickit.command import tickit


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def cli() -> None:
    """Produce what the warehouse loads: records on streams, and TICKIT's files on S3.

    A bike event says that a ride of a bike started or ended at a station (bikes, replay). It goes
    onto a Kinesis stream, from which Firehose writes files to S3.

    A charging station sends a record for each car that was connected to it (charging), onto a
    Kinesis stream that Redshift reads itself.

    A sensor measures a temperature each minute (sensors) and puts it on Firehose.

    TICKIT is AWS's sample of a site where people sell tickets (tickit): seven tables as text files.

    The AWS account and region come from the usual places (environment, profile, role); with
    AWS_ENDPOINT_URL records and files go to an emulator. `source .demo/env` names the streams of a
    running demo, and its emulator.

    \b
    Exit codes:
      0  all records or files were sent
      1  some were not
      2  wrong usage, or a file that cannot be used

    \b
    Examples:
      python -m producers bikes --events 10000
      python -m producers replay 201508-citibike-tripdata.zip
      python -m producers charging --rate 100
      python -m producers sensors --time-scale 420
      python -m producers tickit --scale 0.01 --s3 s3://bucket/tickit
    """


cli.add_command(bikes)
cli.add_command(replay)
cli.add_command(charging)
cli.add_command(sensors)
cli.add_command(tickit)

if __name__ == "__main__":
    cli(prog_name="python -m producers")
