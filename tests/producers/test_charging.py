"""Records of charging stations: simulated, broken on purpose, and read from a file."""

import json
from datetime import datetime, timedelta
from itertools import chain
from pathlib import Path
from random import Random

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from producers.__main__ import cli
from producers.charging.files import load_sessions
from producers.charging.sessions import simulate, with_broken
from producers.pace import lanes
from producers.send import Record
from tests.producers.command import events, producers

NOW = datetime(2026, 11, 21, 8)
HEADER = "session_id,station_id,connected_at,disconnected_at,kwh_requested\n"


def test_record_has_the_fields_of_a_station_as_text() -> None:
    [session] = simulate(Random(1), 1, NOW, 1)

    fields = json.loads(session.record.data)

    assert list(fields) == [
        "_id",
        "clusterID",
        "connectionTime",
        "kWhDelivered",
        "stationID",
        "spaceID",
        "timezone",
        "userID",
    ]
    assert {type(value) for value in fields.values()} == {str}
    assert len(fields["_id"]) == 36
    assert fields["connectionTime"] == "2026-11-21 08:00:00"
    assert session.record.partition_key == fields["stationID"]


def test_sessions_come_at_their_distance_up_to_now() -> None:
    sessions = simulate(Random(1), 10, NOW, 60)

    assert [session.connected_at for session in sessions] == [
        NOW - timedelta(minutes=minutes) for minutes in range(9, -1, -1)
    ]


def test_share_of_broken_records_is_broken_in_each_of_the_ways() -> None:
    sessions = simulate(Random(1), 100, NOW, 1)

    records = [record.data for record in with_broken(Random(2), sessions, 0.2)]

    whole = [session.to_json() for session in sessions]
    assert sum(one != other for one, other in zip(records, whole, strict=True)) == 20
    broken = set(records) - set(whole)
    assert sum(len(record) > 65_535 for record in broken) == 4
    assert sum(record.startswith(b"[") for record in broken) == 4
    assert sum(b'"n/a"' in record for record in broken) == 4
    assert sum(b"\xff" in record for record in broken) == 4
    assert sum(not record.endswith((b"]", b"}")) for record in broken) == 4


@given(keys=st.lists(st.text(min_size=1, max_size=3), max_size=40), threads=st.integers(1, 5))
def test_lanes_keep_each_record_once_and_a_key_in_order(keys: list[str], threads: int) -> None:
    records = [Record(b"%d" % number, key) for number, key in enumerate(keys)]

    shared = lanes(records, threads)

    assert len(shared) == threads
    assert sorted(chain(*shared), key=lambda record: int(record.data)) == records
    for key in keys:
        [lane] = [lane for lane in shared if any(record.partition_key == key for record in lane)]
        assert [each for each in lane if each.partition_key == key] == [
            each for each in records if each.partition_key == key
        ]


def test_file_of_sessions_is_read_with_times_in_utc_and_bad_rows_set_aside(tmp_path: Path) -> None:
    file = tmp_path / "sessions.csv"
    file.write_text(
        HEADER
        + "2_39_89_25,CA-315,2019-03-01 06:20:00,2019-03-01 07:40:00,4.216\n"
        + "2_39_78_36,CA-321,yesterday,2019-03-01 07:35:00,0.786\n"
        + "2_39_78_37,CA-321,2019-07-01 06:20:00\n"
        + "2_39_78_38,CA-321,2019-07-01 06:20:00+02:00,2019-07-01 07:40:00,1\n"
        + "2_39_78_39,CA-321,2019-07-01 06:20:00,2019-07-01 07:40:00,nan\n"
        + "2_39_78_40,CA-321,2019-07-01 06:20:00,2019-07-01 07:40:00,1e400\n"
    )

    found = load_sessions(file)

    [session] = found.rows
    assert (session.station, session.connected_at) == ("CA-315", datetime(2019, 3, 1, 14, 20))
    assert session.kwh_delivered == 4.216
    assert [(row.line, row.reason) for row in found.bad_rows] == [
        (3, "connected_at is no time"),
        (4, "has 3 fields, the header has 5"),
        (5, "connected_at is no time"),
        (6, "kwh_requested is missing"),
        (7, "kwh_requested is no number"),
    ]


def test_replay_sends_the_sessions_of_a_file_and_names_bad_rows(
    stream: str, tmp_path: Path
) -> None:
    file = tmp_path / "sessions.csv"
    file.write_text(
        HEADER
        + "1,CA-315,2019-03-01 06:20:00,2019-03-01 07:40:00,4.216\n"
        + "2,CA-315,2019-03-01 06:20:00,2019-03-01 07:40:00,much\n"
    )

    done = producers("charging", "--replay", file, CHARGING_STREAM=stream)

    assert done.returncode == 0, done.stderr
    assert "sessions.csv, line 3: kwh_requested is no number: 'much'" in done.stderr
    assert f"sent 1 of 1 records to {stream}" in done.stdout
    [session] = events(stream)
    assert (session["stationID"], session["kWhDelivered"]) == ("CA-315", "4.22")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (b"bikeid,starttime\n1,2\n", "trips.csv has no column session_id, station_id"),
        (b"\xff\xfe\x00t", "trips.csv is no CSV file in UTF-8"),
        (f"{HEADER}1,,,,\n".encode(), "trips.csv has no row that can be used"),
    ],
)
def test_file_that_holds_no_sessions_is_refused(tmp_path: Path, text: bytes, reason: str) -> None:
    file = tmp_path / "trips.csv"
    file.write_bytes(text)

    done = CliRunner().invoke(cli, ["charging", "--stream", "x", "--replay", str(file)])

    assert done.exit_code == 2
    assert reason in done.output
