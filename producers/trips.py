"""Read Citi Bike's trip files of the years when they named the bike, and turn trips into events.

Format: "Citi Bike Trip Histories", https://citibikenyc.com/system-data. Over the years the header
was written in two ways and the times in three; times are New York's and are taken as they stand.
Pure, but for `open_files`.
"""

import csv
import gzip
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from producers.events import BikeEvent, Station

_STATION_COLUMNS = ("id", "name", "latitude", "longitude")
COLUMNS = (
    "bikeid",
    "starttime",
    "stoptime",
    *(f"startstation{name}" for name in _STATION_COLUMNS),
    *(f"endstation{name}" for name in _STATION_COLUMNS),
)
_MISSING = {"", "null", "nan", r"\n"}
_WHOLE = re.compile(r"(\d{1,10})(?:\.0+)?", re.ASCII)
_DECIMAL = re.compile(r"[+-]?\d{1,3}(?:\.\d+)?", re.ASCII)
_CLOCK = r"(?P<hour>\d\d?):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:\.\d+)?)?"
_TIMES = (
    re.compile(rf"(?P<year>\d{{4}})-(?P<month>\d\d?)-(?P<day>\d\d?)[ T]{_CLOCK}", re.ASCII),
    re.compile(rf"(?P<month>\d\d?)/(?P<day>\d\d?)/(?P<year>\d{{4}}) {_CLOCK}", re.ASCII),
)
_GREATEST_INTEGER = 2**31 - 1
_GREATEST_NAME_BYTES = 256


class UnusableFileError(Exception):
    """A file that holds no trips from which events could be made. Says why and what to do."""


@dataclass(frozen=True, slots=True)
class Trip:
    """One ride of one bike."""

    bike_id: int
    started_at: datetime
    stopped_at: datetime
    start: Station
    end: Station


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that is left out: where it stands, why, and the value that is to blame."""

    file: str
    line: int
    reason: str
    value: str | None = None

    def __str__(self) -> str:
        value = "" if self.value is None else f": {self.value[:60]!r}"
        return f"{self.file}, line {self.line}: {self.reason}{value}"


@dataclass(slots=True)
class Trips:
    """What a file holds."""

    trips: list[Trip] = field(default_factory=list)
    bad_rows: list[BadRow] = field(default_factory=list)


class _BadValueError(Exception):
    def __init__(self, reason: str, value: str | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.value = value


def load_trips(path: Path) -> Trips:
    """Read a trip file: CSV, plain, gzipped or zipped as Citi Bike offers it.

    Raises UnusableFileError when it is no such file, or one without bike ids.
    """
    found = Trips()
    try:
        for name, lines in open_files(path):
            part = read_trips(lines, name)
            found.trips += part.trips
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


def read_trips(lines: Iterable[bytes], file: str) -> Trips:
    """Read the lines of one CSV file, its header first. `file` is its name in messages.

    A row that cannot be used is set aside. Raises UnusableFileError because of the header.
    """
    numbered = enumerate(lines, start=1)
    _, header = next(numbered, (0, b""))
    columns = _columns(header, file)
    found = Trips()
    known: dict[tuple[str, ...], Station] = {}
    for number, line in numbered:
        if not line.strip():
            continue
        try:
            found.trips.append(_trip(_fields(line, columns), known))
        except _BadValueError as bad:
            found.bad_rows.append(BadRow(file, number, bad.reason, bad.value))
    return found


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


def _columns(header: bytes, file: str) -> list[str]:
    """The columns' names in lower case without spaces, which makes all old headers the same."""
    try:
        text = header.decode("utf-8-sig")
        names = next(csv.reader([text]), [])
    except (UnicodeDecodeError, csv.Error) as error:
        raise UnusableFileError(f"{file} is no CSV file in UTF-8 ({error})") from error
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
            f"  line   {text.strip()[:200] or 'empty'}"
        )
    return columns


def _fields(line: bytes, columns: Sequence[str]) -> dict[str, str]:
    """The fields of a row by column. No field holds a line end, so a stray quote harms one row."""
    try:
        values = next(csv.reader([line.decode().rstrip("\r\n")], strict=True))
    except UnicodeDecodeError as error:
        raise _BadValueError("not in UTF-8") from error
    except csv.Error as error:
        raise _BadValueError("quotes do not match") from error
    if len(values) != len(columns):
        raise _BadValueError(f"has {len(values)} fields, the header has {len(columns)}")
    return dict(zip(columns, (value.strip(" \t") for value in values), strict=True))


def _trip(fields: dict[str, str], known: dict[tuple[str, ...], Station]) -> Trip:
    trip = Trip(
        bike_id=_whole(fields, "bikeid"),
        started_at=_time(fields, "starttime"),
        stopped_at=_time(fields, "stoptime"),
        start=_station(fields, "start", known),
        end=_station(fields, "end", known),
    )
    if trip.stopped_at < trip.started_at:
        raise _BadValueError("stops before it starts", fields["stoptime"])
    return trip


def _station(fields: dict[str, str], side: str, known: dict[tuple[str, ...], Station]) -> Station:
    """The station at the trip's start or end. `known` has those of the file by their texts."""
    texts = tuple(fields[f"{side}station{name}"] for name in _STATION_COLUMNS)
    if texts not in known:
        known[texts] = Station(
            id=_whole(fields, f"{side}stationid"),
            latitude=_degrees(fields, f"{side}stationlatitude", 90),
            longitude=_degrees(fields, f"{side}stationlongitude", 180),
            name=_name(fields, f"{side}stationname"),
        )
    return known[texts]


def _present(fields: dict[str, str], column: str) -> str:
    value = fields[column]
    if value.lower() in _MISSING:
        raise _BadValueError(f"{column} is missing")
    return value


def _whole(fields: dict[str, str], column: str) -> int:
    value = _present(fields, column)
    found = _WHOLE.fullmatch(value)
    if not found:
        raise _BadValueError(f"{column} is no whole number", value)
    number = int(found[1])
    if number > _GREATEST_INTEGER:
        raise _BadValueError(f"{column} is out of range", value)
    return number


def _degrees(fields: dict[str, str], column: str, limit: int) -> float:
    value = _present(fields, column)
    if not _DECIMAL.fullmatch(value):
        raise _BadValueError(f"{column} is no number of degrees", value)
    degrees = float(value)
    if abs(degrees) > limit:
        raise _BadValueError(f"{column} is out of range", value)
    return degrees


def _name(fields: dict[str, str], column: str) -> str:
    value = _present(fields, column)
    if len(value.encode()) > _GREATEST_NAME_BYTES:
        raise _BadValueError(f"{column} is longer than {_GREATEST_NAME_BYTES} bytes", value)
    if any(unicodedata.category(letter) == "Cc" for letter in value):
        raise _BadValueError(f"{column} holds control characters", value)
    return value


def _time(fields: dict[str, str], column: str) -> datetime:
    """The time to the second; fractions are cut off."""
    value = _present(fields, column)
    for pattern in _TIMES:
        if found := pattern.fullmatch(value):
            parts = {name: int(digits or 0) for name, digits in found.groupdict().items()}
            try:
                return datetime(**parts)  # type: ignore[arg-type]  # noqa: DTZ001 - without a zone
            except ValueError:
                break
    raise _BadValueError(f"{column} is no time", value)
