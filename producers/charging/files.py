"""Read sessions from a file of ACN's form, for a replay."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import NAMESPACE_OID, uuid5
from zoneinfo import ZoneInfo

from producers.charging.sessions import TIMEZONE, Session

COLUMNS = ("session_id", "station_id", "connected_at", "disconnected_at", "kwh_requested")


class UnusableSessionsError(Exception):
    """The file has not the columns of sessions. The message says which are missing."""


@dataclass(frozen=True, slots=True)
class UnusableRow:
    """A row that is left out."""

    line: int
    reason: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.reason}"


def sessions_of(file: Path) -> Iterator[Session | UnusableRow]:
    """The sessions of a CSV file with a header, in the order of its rows.

    Times are those of the stations' place and become UTC. Columns: session_id, station_id,
    connected_at, disconnected_at, kwh_requested. Raises UnusableSessionsError.
    """
    with file.open(newline="", encoding="utf-8-sig") as lines:
        rows = csv.DictReader(lines)
        if missing := [name for name in COLUMNS if name not in (rows.fieldnames or ())]:
            raise UnusableSessionsError(f"{file.name} has no column {', '.join(missing)}")
        for row in rows:
            try:
                yield _session(row)
            except (TypeError, ValueError) as error:
                yield UnusableRow(rows.line_num, str(error))


def _session(row: dict[str, str]) -> Session:
    local = datetime.fromisoformat(row["connected_at"]).replace(tzinfo=ZoneInfo(TIMEZONE))
    station = row["station_id"]
    return Session(
        id=str(uuid5(NAMESPACE_OID, row["session_id"])),
        cluster=station.partition("-")[0],
        connected_at=local.astimezone(UTC).replace(tzinfo=None),
        kwh_delivered=float(row["kwh_requested"]),
        station=station,
        space=station,
        timezone=TIMEZONE,
        user="",
    )
