"""Read Citi Bike's trip files of the years when they named the bike, and turn trips into events.

Format: "Citi Bike Trip Histories", https://citibikenyc.com/system-data. Over the years the header
was written in two ways and the times in three; times are New York's and are taken as they stand.
Pure, but for `open_files`.
"""

import gzip
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from producers.bikes.events import BikeEvent, Station
from producers.rows import BadValueError, Found, UnusableFileError, read_header, read_rows
from producers.values import number, present, time, whole

_STATION_COLUMNS = ("id", "name", "latitude", "longitude")
COLUMNS = (
    "bikeid",
    "starttime",
    "stoptime",
    *(f"startstation{name}" for name in _STATION_COLUMNS),
    *(f"endstation{name}" for name in _STATION_COLUMNS),
)
_GREATEST_NAME_BYTES = 256


@dataclass(frozen=True, slots=True)
class Trip:
    """One ride of one bike."""

    bike_id: int
    started_at: datetime
    stopped_at: datetime
    start: Station
    end: Station


def load_trips(path: Path) -> Found[Trip]:
    """Read a trip file: CSV, plain, gzipped or zipped as Citi Bike offers it.

    Raises UnusableFileError when it is no such file, or one without bike ids.
    """
    found = Found[Trip]()
    try:
        for name, lines in open_files(path):
            part = read_trips(lines, name)
            found.rows += part.rows
            found.bad_rows += part.bad_rows
    except (EOFError, RuntimeError, zlib.error, gzip.BadGzipFile, zipfile.BadZipFile) as error:
        raise UnusableFileError(
            f"{path.name} cannot be unpacked ({error})\n  next   download it again"
        ) from error
    return found


def events_of_trips(trips: Iterable[Trip]) -> list[BikeEvent]:
    """Two events for each trip, start and end, in the order in which they happened.

    Events of one second keep the order of the trips, a trip's start before its end.
    """
    events = []
    for trip in trips:
        events.append(BikeEvent(trip.bike_id, trip.started_at, "start", trip.start))
        events.append(BikeEvent(trip.bike_id, trip.stopped_at, "end", trip.end))
    return sorted(events, key=lambda event: event.at)


def read_trips(lines: Iterable[bytes], file: str) -> Found[Trip]:
    """Read the lines of one CSV file, its header first. `file` is its name in messages.

    A row that cannot be used is set aside. Raises UnusableFileError because of the header.
    """
    lines = iter(lines)
    columns = _columns(read_header(lines, file), file)
    known: dict[tuple[str, ...], Station] = {}
    return read_rows(lines, file, columns, lambda fields: _trip(fields, known))


def open_files(path: Path) -> Iterator[tuple[str, Iterable[bytes]]]:
    """The CSV files in `path` by name, as lines. What it is shows in its first bytes.

    Raises UnusableFileError when an archive holds no CSV file.
    """
    with path.open("rb") as opened:
        magic = opened.read(2)
    if magic == b"PK":
        yield from _open_zip(path)
    elif magic == b"\x1f\x8b":
        with gzip.open(path) as lines:
            yield path.name, lines
    else:
        with path.open("rb") as plain:
            yield path.name, plain


def _open_zip(path: Path) -> Iterator[tuple[str, Iterable[bytes]]]:
    with zipfile.ZipFile(path) as archive:
        # macOS adds files of the same names that hold no data.
        names = [
            name
            for name in sorted(archive.namelist())
            if name.lower().endswith(".csv") and not name.startswith("__MACOSX/")
        ]
        if not names:
            held = ", ".join(archive.namelist()[:5]) or "nothing"
            raise UnusableFileError(
                f"{path.name} holds no .csv file but {held}\n"
                "  next   unpack it and replay what is inside"
            )
        for name in names:
            with archive.open(name) as lines:
                yield f"{path.name}/{name}", lines


def _columns(names: Sequence[str], file: str) -> list[str]:
    """The names in lower case without spaces, which makes all old headers the same."""
    columns = [re.sub(r"[\s_]", "", name).lower() for name in names]
    if "rideid" in columns and "bikeid" not in columns:
        raise UnusableFileError(
            f"{file} has no bike ids: since 2021 Citi Bike's files name the ride (ride_id) and no "
            "longer the bike, so that no bike can be followed from trip to trip\n"
            "  next   replay a file from before 2021, such as 201508-citibike-tripdata.zip of "
            "https://s3.amazonaws.com/tripdata/index.html"
        )
    missing = [column for column in COLUMNS if column not in columns]
    if missing:
        raise UnusableFileError(
            f"{file} is no Citi Bike trip file: its first line has no {', '.join(missing)}\n"
            f"  line   {','.join(names).strip()[:200] or 'empty'}"
        )
    return columns


def _trip(fields: dict[str, str], known: dict[tuple[str, ...], Station]) -> Trip:
    trip = Trip(
        bike_id=whole(fields, "bikeid"),
        started_at=time(fields, "starttime"),
        stopped_at=time(fields, "stoptime"),
        start=_station(fields, "start", known),
        end=_station(fields, "end", known),
    )
    if trip.stopped_at < trip.started_at:
        raise BadValueError("stops before it starts", fields["stoptime"])
    return trip


def _station(fields: dict[str, str], side: str, known: dict[tuple[str, ...], Station]) -> Station:
    """The station at the trip's start or end. `known` has those of the file by their texts."""
    texts = tuple(fields[f"{side}station{name}"] for name in _STATION_COLUMNS)
    if texts not in known:
        known[texts] = Station(
            id=whole(fields, f"{side}stationid"),
            latitude=_degrees(fields, f"{side}stationlatitude", 90),
            longitude=_degrees(fields, f"{side}stationlongitude", 180),
            name=_name(fields, f"{side}stationname"),
        )
    return known[texts]


def _degrees(fields: dict[str, str], column: str, limit: int) -> float:
    degrees = number(fields, column)
    if abs(degrees) > limit:
        raise BadValueError(f"{column} is out of range", fields[column])
    return degrees


def _name(fields: dict[str, str], column: str) -> str:
    value = present(fields, column)
    if len(value.encode()) > _GREATEST_NAME_BYTES:
        raise BadValueError(f"{column} is longer than {_GREATEST_NAME_BYTES} bytes", value)
    if any(unicodedata.category(letter) == "Cc" for letter in value):
        raise BadValueError(f"{column} holds control characters", value)
    return value
