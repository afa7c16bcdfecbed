"""`python -m producers` against a real stream of the AWS emulator."""

from __future__ import annotations

import json
import os
from collections import Counter
from pathlib import Path

import pytest

from producers.bikes.trips import events_of_trips, load_trips
from tests.producers.command import events, producers, records
from tests.producers.test_trips import HEADER, NEW_HEADER, lines, row


def test_simulated_events_all_get_onto_the_stream(stream: str) -> None:
    done = producers("bikes", "--threads", "8", "--events", "10000", "--stream", stream)

    assert done.returncode == 0, done.stderr
    facts, sent = done.stdout.splitlines()
    assert facts == "10000 events of 500 bikes: 200 late, 200 out of order, 100 repeated"
    assert sent.startswith(f"sent 10000 of 10000 events to {stream} in ")
    assert sent.endswith(" s; 0 retried")
    assert len(events(stream)) == 10_000


def test_records_are_lines_keyed_by_bike(stream: str) -> None:
    producers("bikes", "--events", "500", "--bikes", "20", "--stream", stream)

    for shard in records(stream):
        for record in shard:
            assert record["Data"].endswith(b"\n")
            assert record["PartitionKey"] == str(json.loads(record["Data"])["bikeid"])


def test_stream_may_come_from_the_environment(stream: str) -> None:
    assert producers("bikes", "--events", "10", BIKES_STREAM=stream).returncode == 0

    assert len(events(stream)) == 10


def test_seed_and_until_repeat_the_events(stream: str) -> None:
    again = ("--seed", "5", "--until", "2026-11-21 12:00:00", "--events", "300")
    producers("bikes", *again, "--threads", "1", "--stream", stream)
    once = Counter(map(json.dumps, events(stream)))

    producers("bikes", *again, "--threads", "7", "--stream", stream)

    twice = Counter(map(json.dumps, events(stream)))
    assert twice == Counter({event: 2 * count for event, count in once.items()})


def test_multiply_sends_all_events_from_every_thread(stream: str) -> None:
    done = producers(
        "bikes", "--multiply", "--threads", "3", "--events", "100", "--bikes", "10",
        "--stream", stream,
    )  # fmt: skip

    assert "300 events of 30 bikes" in done.stdout
    counts = Counter(event["bikeid"] // 100_000 for event in events(stream))
    assert counts == {0: 100, 1: 100, 2: 100}


def test_replay_sends_every_event_of_the_file_in_the_order_of_each_bike(
    stream: str, tmp_path: Path
) -> None:
    rows = [
        row(
            bikeid=str(n % 40),
            starttime=f"2015-08-01 {n // 60:02}:{n % 60:02}:00",
            stoptime=f"8/1/2015 {n // 60}:{n % 60:02}:30",
        )
        for n in range(1200)
    ]
    file = tmp_path / "trips.csv"
    file.write_bytes(b"".join(lines(*rows)))
    expected = [json.loads(e.to_json()) for e in events_of_trips(load_trips(file).rows)]

    done = producers("replay", file, "--stream", stream)

    assert done.returncode == 0, done.stderr
    assert "2400 events of 40 bikes" in done.stdout
    landed = events(stream)
    for bike in range(40):
        assert [e for e in landed if e["bikeid"] == bike] == [
            e for e in expected if e["bikeid"] == bike
        ]


def test_replay_names_bad_rows_and_sends_the_rest(stream: str, tmp_path: Path) -> None:
    file = tmp_path / "trips.csv"
    file.write_bytes(b"".join(lines(row(), row(bikeid="abc"), *[row(stoptime="")] * 11)))

    done = producers("replay", file, "--stream", stream)

    assert done.returncode == 0
    assert "rows that cannot be used and are left out: 12\n" in done.stderr
    assert "trips.csv, line 3: bikeid is no whole number: 'abc'" in done.stderr
    assert "and 2 more" in done.stderr
    assert "11  stoptime is missing" in done.stderr
    assert len(events(stream)) == 2


def test_replay_refuses_a_file_without_bike_ids(stream: str, tmp_path: Path) -> None:
    file = tmp_path / "202108-citibike-tripdata.csv"
    file.write_text(f"{NEW_HEADER}\n")

    done = producers("replay", file, "--stream", stream)

    assert done.returncode == 2
    assert "has no bike ids" in done.stderr
    assert "replay a file from before 2021" in done.stderr
    assert "Traceback" not in done.stderr
    assert events(stream) == []


def test_replay_of_only_bad_rows_is_an_error(stream: str, tmp_path: Path) -> None:
    file = tmp_path / "trips.csv"
    file.write_text(f"{HEADER}\n{row(bikeid='')}\n")

    done = producers("replay", file, "--stream", stream)

    assert done.returncode == 2
    assert "trips.csv has no row that can be used" in done.stderr


def test_events_that_are_not_sent_are_counted(aws: dict[str, str]) -> None:
    done = producers("bikes", "--events", "100", "--stream", "no-such-stream")

    assert done.returncode == 1
    assert "100 of 100 events were not sent" in done.stderr
    assert "ResourceNotFoundException" in done.stderr
    assert "Traceback" not in done.stderr


def test_missing_stream_is_bad_usage(aws: dict[str, str]) -> None:
    done = producers("bikes")

    assert done.returncode == 2
    assert "--stream" in done.stderr


def test_missing_region_is_said_without_a_traceback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)

    done = producers(
        "bikes", "--events", "10", "--stream", "x", AWS_CONFIG_FILE=str(tmp_path / "none")
    )

    assert done.returncode == 2
    assert "You must specify a region" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ([], ["bikes", "replay", "tickit", "1  some were not", "AWS_ENDPOINT_URL"]),
        (["bikes"], ["--multiply", "--seed", "default: 10000", "BIKES_STREAM"]),
        (["replay"], ["FILE", ".csv.gz", "before 2021", "ride_id"]),
    ],
)
def test_help_says_what_each_command_and_option_does(command: list[str], words: list[str]) -> None:
    done = producers(*command, "--help")

    assert done.returncode == 0
    assert [word for word in words if word not in done.stdout] == []
