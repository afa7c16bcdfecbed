"""Citi Bike files: what is read, what is set aside, what is refused."""

from __future__ import annotations

import csv
import gzip
import io
import zipfile
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from producers.bikes.events import BikeEvent, Station
from producers.bikes.trips import Trip, events_of_trips, load_trips, read_trips
from producers.rows import UnusableFileError

HEADER = (
    "tripduration,starttime,stoptime,start station id,start station name,start station latitude,"
    "start station longitude,end station id,end station name,end station latitude,"
    "end station longitude,bikeid,usertype,birth year,gender"
)
CAPITAL_HEADER = (
    "Trip Duration,Start Time,Stop Time,Start Station ID,Start Station Name,"
    "Start Station Latitude,Start Station Longitude,End Station ID,End Station Name,"
    "End Station Latitude,End Station Longitude,Bike ID,User Type,Birth Year,Gender"
)
NEW_HEADER = (
    "ride_id,rideable_type,started_at,ended_at,start_station_name,start_station_id,"
    "end_station_name,end_station_id,start_lat,start_lng,end_lat,end_lng,member_casual"
)
GOOD = {
    "tripduration": "690",
    "starttime": "2015-08-01 01:27:30",
    "stoptime": "2015-08-01 01:39:00",
    "start station id": "301",
    "start station name": "E 2 St & Avenue B",
    "start station latitude": "40.72217444",
    "start station longitude": "-73.98368779",
    "end station id": "349",
    "end station name": "Rivington St & Ridge St",
    "end station latitude": "40.71850211",
    "end station longitude": "-73.98329859",
    "bikeid": "19699",
    "usertype": "Subscriber",
    "birth year": "1985",
    "gender": "1",
}
START = Station(301, 40.72217444, -73.98368779, "E 2 St & Avenue B")
END = Station(349, 40.71850211, -73.98329859, "Rivington St & Ridge St")
TRIP = Trip(19699, datetime(2015, 8, 1, 1, 27, 30), datetime(2015, 8, 1, 1, 39), START, END)


def row(**changes: str) -> str:
    """A good row, with changes by column (underscores for spaces)."""
    fields = GOOD | {name.replace("_", " "): value for name, value in changes.items()}
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow(fields.values())
    return line.getvalue()


def lines(*rows: str, header: str = HEADER) -> list[bytes]:
    return [f"{line}\r\n".encode() for line in (header, *rows)]


def test_trip_is_read() -> None:
    found = read_trips(lines(row()), "trips.csv")

    assert (found.rows, found.bad_rows) == ([TRIP], [])


@pytest.mark.parametrize(
    "header",
    [
        HEADER,
        CAPITAL_HEADER,
        ",".join(f'"{name}"' for name in HEADER.split(",")),
        ",".join(f'"{name}"' for name in CAPITAL_HEADER.split(",")),
        "\ufeff" + HEADER,
        '\ufeff"tripduration"' + HEADER.removeprefix("tripduration"),
    ],
    ids=["small", "capital", "quoted", "capital quoted", "mark", "mark quoted"],
)
def test_every_old_header_is_understood(header: str) -> None:
    assert read_trips(lines(row(), header=header), "trips.csv").rows == [TRIP]


def test_columns_may_stand_in_another_order() -> None:
    names = HEADER.split(",")[::-1]

    found = read_trips(
        [",".join(names).encode(), ",".join(GOOD[n] for n in names).encode()], "trips.csv"
    )

    assert found.rows == [TRIP]


@pytest.mark.parametrize(
    "time",
    [
        "2015-08-01 01:27:30",
        "2015-08-01 01:27:30.4340",
        "2015-08-01T01:27:30",
        "8/1/2015 01:27:30",
        "8/1/2015 1:27:30",
        "08/01/2015 01:27:30",
    ],
)
def test_time_is_understood(time: str) -> None:
    (trip,) = read_trips(lines(row(starttime=time)), "trips.csv").rows

    assert trip.started_at == datetime(2015, 8, 1, 1, 27, 30)


def test_time_without_seconds_is_on_the_minute() -> None:
    (trip,) = read_trips(lines(row(starttime="8/1/2015 1:19")), "trips.csv").rows

    assert trip.started_at == datetime(2015, 8, 1, 1, 19)


@pytest.mark.parametrize("number", ["19699", "19699.0", " 19699 "])
def test_whole_number_is_understood(number: str) -> None:
    assert read_trips(lines(row(bikeid=number)), "trips.csv").rows[0].bike_id == 19699


def test_name_keeps_its_letters() -> None:
    name = 'Center Blvd\u00a0& "Borden" Ave, Éast'

    (trip,) = read_trips(lines(row(start_station_name=name)), "trips.csv").rows

    assert trip.start.name == name


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"bikeid": ""}, "bikeid is missing"),
        ({"bikeid": "NULL"}, "bikeid is missing"),
        ({"bikeid": "abc"}, "bikeid is no whole number"),
        ({"bikeid": "12.5"}, "bikeid is no whole number"),
        ({"bikeid": "-3"}, "bikeid is no whole number"),
        ({"bikeid": "2147483648"}, "bikeid is out of range"),
        ({"start_station_id": "NULL"}, "startstationid is missing"),
        ({"end_station_id": "nan"}, "endstationid is missing"),
        ({"end_station_id": r"\N"}, "endstationid is missing"),
        ({"start_station_name": ""}, "startstationname is missing"),
        ({"end_station_name": "é" * 129}, "endstationname is longer than 256 bytes"),
        ({"end_station_name": "a\x00b"}, "endstationname holds control characters"),
        ({"start_station_latitude": "90.1"}, "startstationlatitude is out of range"),
        ({"start_station_longitude": "-180.5"}, "startstationlongitude is out of range"),
        ({"end_station_latitude": "north"}, "endstationlatitude is no number"),
        ({"end_station_latitude": "4_0"}, "endstationlatitude is no number"),
        ({"end_station_longitude": "inf"}, "endstationlongitude is no number"),
        ({"starttime": ""}, "starttime is missing"),
        ({"starttime": "2015-13-01 00:00:00"}, "starttime is no time"),
        ({"starttime": "2015-08-01"}, "starttime is no time"),
        ({"stoptime": "1.8.2015 10:00"}, "stoptime is no time"),
        ({"stoptime": "2015-08-01 01:27:29"}, "stops before it starts"),
    ],
)
def test_bad_row_is_set_aside_with_line_and_reason(changes: dict[str, str], reason: str) -> None:
    found = read_trips(lines(row(), row(**changes), row()), "trips.csv")

    assert found.rows == [TRIP, TRIP]
    assert [(bad.file, bad.line, bad.reason) for bad in found.bad_rows] == [
        ("trips.csv", 3, reason)
    ]


def test_bad_row_shows_the_value_to_blame() -> None:
    (bad,) = read_trips(lines(row(bikeid="abc")), "trips.csv").bad_rows

    assert str(bad) == "trips.csv, line 2: bikeid is no whole number: 'abc'"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"1,2,3\n", "has 3 fields, the header has 15"),
        (row().encode() + b",16th\n", "has 16 fields, the header has 15"),
        (b'"' + row().encode() + b"\n", "quotes do not match"),
        (row(start_station_name="\xe9").encode("latin-1") + b"\n", "not in UTF-8"),
    ],
)
def test_broken_line_harms_no_other(line: bytes, reason: str) -> None:
    found = read_trips([*lines(row()), line, *lines(row())[1:]], "trips.csv")

    assert found.rows == [TRIP, TRIP]
    assert [(bad.line, bad.reason) for bad in found.bad_rows] == [(3, reason)]


def test_blank_lines_are_no_rows() -> None:
    found = read_trips([*lines(row()), b"\r\n", b"  \n"], "trips.csv")

    assert (found.rows, found.bad_rows) == ([TRIP], [])


def test_trip_of_no_time_is_a_trip() -> None:
    found = read_trips(lines(row(stoptime=GOOD["starttime"])), "trips.csv")

    assert found.rows[0].stopped_at == found.rows[0].started_at


@given(st.lists(st.binary(max_size=200).map(lambda line: line.replace(b"\n", b"")), max_size=20))
def test_no_line_stops_the_reading(hostile: list[bytes]) -> None:
    found = read_trips([*lines(), *hostile], "trips.csv")

    rows = [line for line in hostile if line.strip()]
    assert len(found.rows) + len(found.bad_rows) == len(rows)


moments = st.datetimes(datetime(2013, 6, 1), datetime(2021, 1, 31)).map(
    lambda moment: moment.replace(microsecond=0)
)
stations = st.builds(
    Station,
    id=st.integers(0, 2**31 - 1),
    latitude=st.integers(-90 * 10**8, 90 * 10**8).map(lambda n: n / 10**8),
    longitude=st.integers(-180 * 10**8, 180 * 10**8).map(lambda n: n / 10**8),
    name=st.text(
        st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=60
    ).filter(lambda name: name.lower() not in {"null", "nan", r"\n"}),
)


@given(st.integers(0, 2**31 - 1), moments, st.timedeltas(timedelta(0), timedelta(days=2)), stations)
def test_what_was_written_is_read(
    bike_id: int, started_at: datetime, lasting: timedelta, station: Station
) -> None:
    stopped_at = started_at + timedelta(seconds=int(lasting.total_seconds()))
    line = row(
        bikeid=str(bike_id),
        starttime=f"{started_at:%m/%d/%Y %H:%M:%S}",
        stoptime=f"{stopped_at}",
        start_station_id=str(station.id),
        start_station_name=station.name,
        start_station_latitude=f"{station.latitude:.8f}",
        start_station_longitude=f"{station.longitude:.8f}",
    )

    found = read_trips(lines(line), "trips.csv")

    assert found.bad_rows == []
    assert found.rows == [Trip(bike_id, started_at, stopped_at, station, END)]


# ---- events --------------------------------------------------------------------------------------


def test_trip_gives_a_start_and_an_end() -> None:
    assert events_of_trips([TRIP]) == [
        BikeEvent(19699, TRIP.started_at, "start", START),
        BikeEvent(19699, TRIP.stopped_at, "end", END),
    ]


def test_events_come_in_the_order_of_their_times() -> None:
    hour = timedelta(hours=1)
    long = Trip(1, TRIP.started_at, TRIP.started_at + 3 * hour, START, END)
    short = Trip(2, TRIP.started_at + hour, TRIP.started_at + 2 * hour, START, END)

    events = events_of_trips([long, short])

    assert [(event.bike_id, event.activity) for event in events] == [
        (1, "start"),
        (2, "start"),
        (2, "end"),
        (1, "end"),
    ]


def test_events_of_one_second_keep_the_order_of_the_trips() -> None:
    at = TRIP.started_at
    first, second = Trip(1, at, at, START, END), Trip(1, at, at, END, START)

    events = events_of_trips([first, second])

    assert [(e.activity, e.station.id) for e in events] == [
        ("start", 301),
        ("end", 349),
        ("start", 349),
        ("end", 301),
    ]


# ---- files ---------------------------------------------------------------------------------------


def test_plain_gzip_and_zip_hold_the_same_trips(tmp_path: Path) -> None:
    text = b"".join(lines(row(), row(bikeid="x")))
    (tmp_path / "trips.csv").write_bytes(text)
    (tmp_path / "trips.csv.gz").write_bytes(gzip.compress(text))
    with zipfile.ZipFile(tmp_path / "trips.zip", "w") as archive:
        archive.writestr("201508-citibike-tripdata.csv", text)
        archive.writestr("__MACOSX/._201508-citibike-tripdata.csv", b"\x00\x05")

    for name in ("trips.csv", "trips.csv.gz", "trips.zip"):
        found = load_trips(tmp_path / name)

        assert found.rows == [TRIP]
        assert [bad.line for bad in found.bad_rows] == [3]


def test_archive_of_several_months_is_read_in_the_order_of_their_names(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "2015.zip", "w") as archive:
        archive.writestr("2015/09.csv", b"".join(lines(row(bikeid="9"), row(bikeid="x"))))
        archive.writestr("2015/08.csv", b"".join(lines(row(bikeid="8"))))

    found = load_trips(tmp_path / "2015.zip")

    assert [trip.bike_id for trip in found.rows] == [8, 9]
    assert [str(bad) for bad in found.bad_rows] == [
        "2015.zip/2015/09.csv, line 3: bikeid is no whole number: 'x'"
    ]


@pytest.mark.parametrize("header", [NEW_HEADER, '"' + NEW_HEADER.replace(",", '","') + '"'])
def test_file_without_bike_ids_is_refused_with_why_and_what_to_do(header: str) -> None:
    with pytest.raises(UnusableFileError, match=r"(?s)ride_id.*no bike.*before 2021") as refused:
        read_trips(lines(header=header), "202108-citibike-tripdata.csv")

    assert "202108-citibike-tripdata.csv" in str(refused.value)


@pytest.mark.parametrize("text", [b"", b"\n", b"name,age\n", b"\xff\xfe\x00t", b'"open\n'])
def test_file_that_is_something_else_is_refused(tmp_path: Path, text: bytes) -> None:
    (tmp_path / "x.csv").write_bytes(text)

    with pytest.raises(UnusableFileError, match=r"x\.csv is no "):
        load_trips(tmp_path / "x.csv")


def test_missing_columns_are_named() -> None:
    with pytest.raises(UnusableFileError, match="has no stoptime, endstationid"):
        read_trips(
            lines(header=HEADER.replace("stoptime", "x").replace("end station id", "y")), "x.csv"
        )


@pytest.mark.parametrize("cut", [10, 100])
def test_damaged_archive_is_refused(tmp_path: Path, cut: int) -> None:
    whole = gzip.compress(b"".join(lines(*[row(bikeid=str(n)) for n in range(2000)])))
    (tmp_path / "cut.csv.gz").write_bytes(whole[:-cut])
    (tmp_path / "cut.zip").write_bytes(b"PK\x03\x04" + whole[:cut])

    for name in ("cut.csv.gz", "cut.zip"):
        with pytest.raises(UnusableFileError, match="cannot be unpacked"):
            load_trips(tmp_path / name)


def test_archive_without_csv_says_what_it_holds(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "year.zip", "w") as archive:
        archive.writestr("201508.zip", b"")

    with pytest.raises(UnusableFileError, match=r"holds no \.csv file but 201508\.zip"):
        load_trips(tmp_path / "year.zip")
