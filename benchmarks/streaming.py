"""How far a streaming view falls behind its stream: `python -m benchmarks.streaming`.

Emulator, localshift and producer share the machine, so it is they together that are measured.
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import boto3
import click
import pytest
from redshift_connector.cursor import Cursor
from rich.console import Console
from rich.table import Table

from benchmarks.measuring import VERDICTS
from tests.dbt.runner import Dbt, profile_pointing_to
from tests.servers import (
    PROJECT_DIR,
    aws_environment,
    connect,
    running_localshift,
    running_ministack,
)

STREAM = "charging-benchmark"
SHARDS = 4
GOAL_VISIBLE = 0.95
"""Of what was put on the stream when the last record was put."""
GOAL_SECONDS = 5.0
"""From the last record's putting to its being visible."""


@click.command()
@click.option("--rate", default=1_000, show_default=True, help="Records a second.")
@click.option("--seconds", default=60, show_default=True, help="For so long.")
def main(rate: int, seconds: int) -> None:
    """Measure how many of the records are in charging_records while and after they are put."""
    console = Console()
    with tempfile.TemporaryDirectory(prefix="benchmarks-") as folder, _built(Path(folder)) as port:
        records = rate * seconds
        command = [sys.executable, "-m", "producers", "charging", "--stream", STREAM]
        command += ["--records", str(records), "--rate", str(rate), "--threads", "2"]
        with closing(connect(port)) as connection, connection.cursor() as cursor:
            connection.autocommit = True
            producer = subprocess.Popen(
                command, cwd=PROJECT_DIR, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
            )
            with console.status(f"putting {records:,} records"):
                while producer.poll() is None:
                    time.sleep(1)
                ended = time.monotonic()
                visible = at_end = _visible(cursor)
                while visible < records and time.monotonic() - ended < 10 * GOAL_SECONDS:
                    time.sleep(0.2)
                    visible = _visible(cursor)
            behind = time.monotonic() - ended
            said = producer.stdout.read().decode().strip() if producer.stdout else ""
    console.print(said)
    table = Table("what", "measured", "goal", "")
    share = at_end / records
    table.add_row(
        "visible when the last record was put",
        f"{at_end:,} of {records:,}, {share:.1%}",
        f"{GOAL_VISIBLE:.0%}",
        VERDICTS[share >= GOAL_VISIBLE],
    )
    table.add_row(
        "until all were visible",
        f"{behind:.1f} s" if visible == records else f"never; {visible:,} were",
        f"{GOAL_SECONDS:.0f} s",
        VERDICTS[visible == records and behind <= GOAL_SECONDS],
    )
    console.print(table)


@contextmanager
def _built(folder: Path) -> Iterator[int]:
    """The port of a localshift in which the project's streaming views stand, over a new stream."""
    for name in ("ministack", "localshift", "dbt", "target"):
        (folder / name).mkdir()
    profile = (PROJECT_DIR / "profiles.example.yml").read_text("utf-8")
    (folder / "dbt" / "profiles.yml").write_text(profile, "utf-8")
    with (
        running_ministack(folder / "ministack") as ministack,
        pytest.MonkeyPatch.context() as patch,
    ):
        aws = aws_environment(ministack)
        for name, value in (aws | {"CHARGING_STREAM": STREAM}).items():
            patch.setenv(name, value)
        boto3.client("kinesis").create_stream(StreamName=STREAM, ShardCount=SHARDS)
        with (
            running_localshift(folder / "localshift", aws) as server,
            profile_pointing_to(server.host, server.port),
        ):
            dbt = Dbt(PROJECT_DIR, folder / "dbt", folder / "target")
            done = dbt.operation("setup_warehouse")
            if not done.success:
                raise RuntimeError(done.said)
            dbt("run", "--select", "charging_records")
            yield server.port


def _visible(cursor: Cursor) -> int:
    cursor.execute("select count(*) from analytics_streams.charging_records")
    [[records]] = cursor.fetchall()
    return int(records)


if __name__ == "__main__":
    main()
