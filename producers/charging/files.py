"""Read sessions from a file of ACN's form, for a replay."""

from datetime import UTC
from pathlib import Path
from uuid import NAMESPACE_OID, uuid5
from zoneinfo import ZoneInfo

from producers.charging.sessions import TIMEZONE, Session
from producers.rows import Found, UnusableFileError, read_header, read_rows
from producers.values import number, present, time

COLUMNS = ("session_id", "station_id", "connected_at", "kwh_requested")


def load_sessions(path: Path) -> Found[Session]:
    """The sessions of a CSV file with a header, in the order of its rows.

    Times are those of the stations' place and become UTC. Raises UnusableFileError when a column
    of COLUMNS is missing; others may be there.
    """
    with path.open("rb") as lines:
        columns = read_header(lines, path.name)
        if missing := [name for name in COLUMNS if name not in columns]:
            raise UnusableFileError(f"{path.name} has no column {', '.join(missing)}")
        return read_rows(lines, path.name, columns, _session)


def _session(fields: dict[str, str]) -> Session:
    local = time(fields, "connected_at").replace(tzinfo=ZoneInfo(TIMEZONE))
    station = present(fields, "station_id")
    return Session(
        id=str(uuid5(NAMESPACE_OID, present(fields, "session_id"))),
        cluster=station.partition("-")[0],
        connected_at=local.astimezone(UTC).replace(tzinfo=None),
        kwh_delivered=number(fields, "kwh_requested"),
        station=station,
        space=station,
        timezone=TIMEZONE,
        user="",
    )
