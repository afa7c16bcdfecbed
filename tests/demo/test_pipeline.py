"""The pipeline as a user runs it: `python -m demo up` with a trip file, and what comes out of it.

The history is compared with one computed here from the file, by sorting and walking through it.
"""

from __future__ import annotations

import csv
import gzip
import json
import os
import random
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
import pytest

from report.panel import all_panels
from tests.browser import Complaints
from tests.servers import PROJECT_DIR, connect, free_port

if TYPE_CHECKING:
    from playwright.sync_api import Browser

HEADER = (
    "tripduration,starttime,stoptime,start station id,start station name,"
    "start station latitude,start station longitude,end station id,end station name,"
    "end station latitude,end station longitude,bikeid,usertype,birth year,gender"
)
OPEN_END = datetime(9999, 12, 31, 23, 59, 59)
STATIONS = [
    (301, "E 2 St & Avenue B", "40.72217444", "-73.98368779"),
    (349, "Rivington St & Ridge St", "40.718502109999996", "-73.98329859"),
    (2010, 'O\'Neill "Corner" \\ Café', "40.72165481", "-74.00234737"),
]


def write_trips(file: Path, seed: int = 7, trips: int = 60) -> None:
    """Trips of a few bikes, a repeated one among them, and two rows that cannot be used."""
    chance = random.Random(seed)
    clock = {bike: datetime(2015, 8, 1, 6) for bike in range(18070, 18076)}
    rows = []
    for _ in range(trips):
        bike = chance.choice(list(clock))
        start = clock[bike].replace(minute=chance.randrange(60))
        stop = start.replace(second=chance.randrange(60), hour=start.hour + chance.randrange(2))
        clock[bike] = stop if stop.hour < 21 else stop.replace(day=stop.day + 1, hour=6)
        if stop < start:
            continue
        ends = [*chance.choice(STATIONS), *chance.choice(STATIONS)]
        rows.append([60, f"{start:%-m/%-d/%Y %H:%M:%S}", f"{stop:%-m/%-d/%Y %H:%M:%S}", *ends])
        rows[-1] += [bike, "Subscriber", "1986.0", 1]
    rows.append(rows[3])
    with file.open("w", newline="", encoding="utf-8") as output:
        output.write(HEADER + "\n")
        csv.writer(output).writerows(rows)
        output.write("60,not a time,8/1/2015 02:11:12,301,A,40.7,-73.9,301,A,40.7,-73.9,1,S,,1\n")
        output.write("60,8/1/2015 02:11:12,8/1/2015 02:12:12,301,A,40.7,-73.9,301\n")


def degrees(text: str) -> Decimal:
    """Rounded to the eight places that the history keeps."""
    return Decimal(text).quantize(Decimal("1e-8"), ROUND_HALF_UP)


def expected_history(file: Path) -> list[tuple[Any, ...]]:
    """The versions that the file's trips make, by bike and time."""
    events = set()
    with file.open(newline="", encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            try:
                times = [
                    datetime.strptime(row[c], "%m/%d/%Y %H:%M:%S")
                    for c in ("starttime", "stoptime")
                ]
                bike = int(row["bikeid"])
            except (TypeError, ValueError):
                continue
            for at, status, side in zip(times, ("start", "end"), ("start", "end"), strict=True):
                station = int(row[f"{side} station id"])
                latitude = degrees(row[f"{side} station latitude"])
                longitude = degrees(row[f"{side} station longitude"])
                name = row[f"{side} station name"]
                events.add((bike, at, status, station, latitude, longitude, name))
    last = {event[:2]: event[2:] for event in sorted(events)}
    versions: list[list[Any]] = []
    for (bike, at), state in sorted(last.items()):
        before = versions[-1] if versions and versions[-1][0] == bike else None
        if before is not None and before[3:] == list(state):
            continue
        if before is not None:
            before[2] = at
        versions.append([bike, at, OPEN_END, *state])
    return [tuple(version) for version in versions]


@dataclass(frozen=True)
class Demo:
    """A demo of its own, with its servers on free ports and its files in a temporary directory."""

    state: Path
    variables: dict[str, str]

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", *command],
            cwd=PROJECT_DIR,
            env={**os.environ, **self.variables},
            capture_output=True,
            text=True,
            check=False,
        )

    def up(self, *arguments: str) -> dict[str, Any]:
        done = self.run("demo", "up", *arguments)
        assert done.returncode == 0, done.stdout + done.stderr
        report: dict[str, Any] = json.loads((self.state / "report.json").read_text())
        return report

    def exported(self) -> dict[str, str]:
        """The environment that the demo tells its user to set."""
        done = subprocess.run(
            ["sh", "-c", f". '{self.state}/env' && env -0"],
            env={"PATH": os.environ["PATH"]},
            capture_output=True,
            text=True,
            check=True,
        )
        return dict(line.split("=", 1) for line in done.stdout.split("\0") if "=" in line)

    def history(self) -> list[tuple[Any, ...]]:
        with (
            closing(connect(self.variables["DEMO_REDSHIFT_PORT"])) as connection,
            connection.cursor() as cursor,
        ):
            cursor.execute(
                "select bike_id, effective_at, end_at, status, station_id, station_latitude,"
                " station_longitude, station_name from analytics.bike_status_history"
                " order by bike_id, effective_at"
            )
            return [tuple(row) for row in cursor.fetchall()]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    state = tmp_path_factory.mktemp("demo") / "state"
    variables = {
        "DEMO_STATE": str(state),
        "DEMO_AWS_PORT": str(free_port()),
        "DEMO_REDSHIFT_PORT": str(free_port()),
        "DBT_WARN_ERROR": "true",  # a clean build of the whole project, and again, has no warning
        "DBT_TARGET_PATH": str(state / "target"),
        "DBT_LOG_PATH": str(state / "logs"),
    }
    demo = Demo(state, variables)
    yield demo
    assert demo.run("demo", "down").returncode == 0


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("trips") / "trips.csv"
    write_trips(file)
    return file


@pytest.fixture(scope="module")
def first(demo: Demo, file: Path) -> dict[str, Any]:
    """The figures of the demo's first run, with the trips of `file`."""
    return demo.up("--bikes", str(file))


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_page_of_the_demo_draws_every_panel(
    demo: Demo, first: dict[str, Any], browser: Browser, scheme: str, width: int
) -> None:
    tab = browser.new_page(color_scheme=scheme, viewport={"width": width, "height": 800})  # type: ignore[arg-type]
    complaints = Complaints(tab)

    tab.goto((demo.state / "report.html").as_uri())
    tab.wait_for_selector("body[data-drawn]", state="attached")

    for name, _ in all_panels():
        marks = tab.locator(
            f"#{name} svg :is(.mark-rect, .mark-area, .mark-line, .mark-symbol) path"
        )
        assert marks.count() > 0, name
    assert complaints == []
    assert tab.evaluate("document.documentElement.scrollWidth") <= width


def test_trips_become_the_history_that_they_make_in_whatever_order_they_come(
    demo: Demo, first: dict[str, Any], file: Path
) -> None:
    expected = expected_history(file)

    assert demo.history() == expected
    assert first["rows_left_out"] == 2
    assert first["rows_landed"] == first["events_sent"]
    assert first["versions"] == len(expected)
    assert first["bikes"] == len({version[0] for version in expected})

    second = demo.up("--bikes", str(file))

    assert demo.history() == expected
    assert second["total_rows"] == 2 * first["total_rows"]
    assert second["events_distinct"] == first["events_distinct"]

    variables = demo.exported()
    session = boto3.Session(
        aws_access_key_id=variables["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=variables["AWS_SECRET_ACCESS_KEY"],
        region_name=variables["AWS_DEFAULT_REGION"],
    )
    s3 = session.client("s3", endpoint_url=variables["AWS_ENDPOINT_URL"])
    lines = landed_lines(s3, variables["LANDING_BUCKET"])
    random.Random(3).shuffle(lines)
    for number, start in enumerate(range(0, len(lines), 9)):
        body = gzip.compress(b"\n".join(lines[start : start + 9]) + b"\n")
        key = f"bikes/again/part {number} + ü.gz"
        s3.put_object(Bucket=variables["LANDING_BUCKET"], Key=key, Body=body)
    again = Demo(demo.state, {**demo.variables, **variables})
    loaded = again.run("loader")
    built = again.run("dbt.cli.main", "run", "--select", "source:landing.bike_events+")

    assert loaded.returncode == 0, loaded.stdout + loaded.stderr
    assert built.returncode == 0, built.stdout + built.stderr
    assert demo.history() == expected


def test_sensors_and_chargers_are_in_the_warehouse_each_reading_and_session_once(
    first: dict[str, Any],
) -> None:
    assert first["readings"] == 6 * 400
    assert (first["sessions"], first["records_refused"]) == (980, 20)


def landed_lines(s3: Any, bucket: str) -> list[bytes]:
    """Every event that landed so far."""
    lines = []
    for entry in s3.list_objects_v2(Bucket=bucket, Prefix="bikes/")["Contents"]:
        body = s3.get_object(Bucket=bucket, Key=entry["Key"])["Body"].read()
        lines += gzip.decompress(body).splitlines()
    return lines


def test_file_without_bike_ids_is_refused_with_a_sentence(demo: Demo, tmp_path: Path) -> None:
    file = tmp_path / "new.csv"
    file.write_text(
        "ride_id,rideable_type,started_at,ended_at,start_station_name,start_station_id,"
        "end_station_name,end_station_id,start_lat,start_lng,end_lat,end_lng,member_casual\n"
    )

    done = demo.run("demo", "up", "--bikes", str(file))

    assert done.returncode == 2
    assert "bike" in done.stdout
    assert "2021" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr


def test_busy_port_is_named(demo: Demo, tmp_path: Path) -> None:
    """Something else has the port; the demo must neither use nor stop it."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        variables = {"DEMO_STATE": str(tmp_path / "other"), "DEMO_AWS_PORT": port}
        other = Demo(tmp_path / "other", {**demo.variables, **variables})

        done = other.run("demo", "up", "--events", "10")

    assert done.returncode == 1
    assert f"port {port}" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr
    assert other.run("demo", "down").stdout.strip() == "nothing was running"
