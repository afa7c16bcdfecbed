"""The tables that listings and sales refer to: generated, or the real sample's own files."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from random import Random

from producers.rows import UnusableFileError
from producers.tickit import dimensions
from producers.tickit.calendar import Calendar
from producers.tickit.dimensions import Row
from producers.tickit.facts import Event
from producers.tickit.files import NAMES

_FIELDS = {"category": 4, "date": 8, "venue": 5, "event": 6}


@dataclass(frozen=True, slots=True)
class Programme:
    """The rows of category, date, venue and event, and what listings and sales take from them."""

    rows: Mapping[str, Sequence[Row]]
    calendar: Calendar
    events: Sequence[Event]


def generated(random: Random, events: int) -> Programme:
    """The programme of a made-up year."""
    return _programme(
        {
            "category": dimensions.CATEGORIES,
            "date": list(dimensions.dates()),
            "venue": list(dimensions.venues()),
            "event": list(dimensions.events(random, events)),
        }
    )


def read_real(directory: Path) -> Programme:
    """The programme of the real files in `directory`.

    Raises UnusableFileError for a file that is missing or empty, a line of too few or too many
    fields, a value that is no date, and an event on a day, at a venue or of a category that the
    other files do not have.
    """
    return _programme(
        {table: _read(directory / NAMES[table], fields) for table, fields in _FIELDS.items()}
    )


def _read(path: Path, fields: int) -> list[Row]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UnusableFileError(
            f"{path.name} cannot be read ({error})\n"
            f"  next   --real wants {', '.join(NAMES[table] for table in _FIELDS)}"
        ) from error
    if not lines:
        raise UnusableFileError(f"{path.name} has no line")
    rows = [tuple(line.split("|")) for line in lines]
    for number, row in enumerate(rows, start=1):
        if len(row) != fields:
            raise UnusableFileError(
                f"{path.name}, line {number}: {len(row)} fields, not {fields}, separated by '|'"
            )
    return rows


def _programme(rows: Mapping[str, Sequence[Row]]) -> Programme:
    calendar = Calendar([(row[0], _day(number, row)) for number, row in _numbered(rows["date"])])
    known = {table: {row[0] for row in rows[table]} for table in ("venue", "category", "date")}
    events = []
    for number, row in _numbered(rows["event"]):
        for table, id in zip(known, row[1:4], strict=True):
            if id not in known[table]:
                raise _bad("event", number, f"there is no {table} {id!r}")
        try:
            events.append(Event(row[0], calendar.moment(datetime.fromisoformat(row[5]))))
        except ValueError as error:
            raise _bad("event", number, f"{row[5]!r} is no time") from error
        except KeyError as error:
            raise _bad("event", number, f"{row[5][:10]} is no day of the date file") from error
    return Programme(rows, calendar, events)


def _numbered(rows: Sequence[Row]) -> list[tuple[int, Row]]:
    return list(enumerate(rows, start=1))


def _day(number: int, row: Row) -> date:
    try:
        return date.fromisoformat(row[1])
    except ValueError as error:
        raise _bad("date", number, f"{row[1]!r} is no date") from error


def _bad(table: str, line: int, reason: str) -> UnusableFileError:
    return UnusableFileError(f"{NAMES[table]}, line {line}: {reason}")
