"""What the tests of the dbt project do: put events into the landing table, and look."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import astuple, dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import redshift_connector

from loader import sql
from loader.configfile import read_settings
from tests.dbt.oracle import OPEN_END, Event, Version
from tests.dbt.runner import profile_pointing_to
from tests.servers import PROJECT_DIR

LOADERS_ENVIRONMENT = {
    "BIKES_QUEUE_URL": "http://127.0.0.1/bikes",
    "SENSORS_QUEUE_URL": "http://127.0.0.1/sensors",
    "LANDING_BUCKET": "landing",
}
EIGHT = datetime(2026, 11, 21, 8)

STATIONS = {
    301: (Decimal("40.72217444"), Decimal("-73.98368779"), "E 2 St & Avenue B"),
    349: (Decimal("40.71850211"), Decimal("-73.98329859"), "Rivington St & Ridge St"),
}


@dataclass(frozen=True)
class BikeEvent:
    """A row of the landing table, in the order of its columns."""

    bike_id: int | None
    occurred_at: datetime | None
    status: str | None
    station_id: int | None = None
    latitude: Decimal | None = None
    longitude: Decimal | None = None
    station_name: str | None = None

    def for_oracle(self, load_id: int) -> Event:
        assert self.bike_id is not None
        assert self.occurred_at is not None
        state = (self.status, self.station_id, self.latitude, self.longitude, self.station_name)
        return Event(self.bike_id, self.occurred_at, state, load_id=load_id)


def event(minute: float, status: str | None, bike: int | None = 1, station: int = 301) -> BikeEvent:
    """An event `minute` minutes after eight, at one of STATIONS."""
    return BikeEvent(bike, EIGHT + timedelta(minutes=minute), status, station, *STATIONS[station])


@dataclass
class Warehouse:
    """A localshift, and an open connection to it."""

    connection: redshift_connector.Connection
    host: str
    port: int
    loads: int = 0

    def reset(self) -> None:
        """Drop what dbt built; leave the loader's tables, made by the loader's DDL, empty."""
        for schema in (
            "analytics",
            "analytics_staging",
            "analytics_intermediate",
            "analytics_seeds",
            "analytics_snapshots",
            "analytics_streams",
            "charging_stream",
            "landing",
            "loader",
        ):
            self.execute(f"drop schema if exists {schema} cascade")
        for schema in ("landing", "loader"):
            self.execute(sql.create_schema(schema))
        for table in ("loads", "files"):
            self.execute(sql.create_ledger_table(table))
        for feed in read_settings(PROJECT_DIR / "loader.yml", LOADERS_ENVIRONMENT).feeds.values():
            self.execute(sql.create_landing_table(feed))
        self.loads = 0

    def land(self, events: Sequence[BikeEvent]) -> int:
        """Insert events as the next load; return its id."""
        self.loads += 1
        loaded_at = EIGHT + timedelta(days=1, minutes=self.loads)
        rows = [(*astuple(each), self.loads, loaded_at) for each in events]
        self.insert("landing.bike_events", rows)
        return self.loads

    def insert(self, table: str, rows: Sequence[Sequence[Any]]) -> None:
        """Insert rows whose values come in the order of the table's columns."""
        for start in range(0, len(rows), 500):
            part = rows[start : start + 500]
            row_of_places = "(" + ", ".join(["%s"] * len(part[0])) + ")"
            places = ", ".join([row_of_places] * len(part))
            values = [value for row in part for value in row]
            self.execute(f"insert into {table} values {places}", values)

    def execute(self, statement: str, values: Sequence[Any] = ()) -> None:
        with self.connection.cursor() as cursor:
            cursor.execute(statement, values)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Run a query; return its rows."""
        with self.connection.cursor() as cursor:
            cursor.execute(query)
            return [tuple(row) for row in cursor.fetchall()]

    def history(self) -> list[Version]:
        """Return bike_status_history, in the oracle's form and order."""
        rows = self.rows(
            "select bike_id, effective_at, end_at, status, station_id, station_latitude,"
            " station_longitude, station_name, is_current, _load_id"
            " from analytics.bike_status_history order by bike_id, effective_at, end_at"
        )
        return [Version(row[0], row[1], row[2], row[3:8], (), row[8], row[9]) for row in rows]

    def environment(self) -> AbstractContextManager[None]:
        """Point the project's local profile to this warehouse, and to nothing else."""
        return profile_pointing_to(self.host, self.port)


def timeline(versions: Sequence[Version]) -> list[tuple[float, float | None, str | None]]:
    """Return versions as (from minute, to minute, status); None is the open end."""
    return [
        (
            _minute(version.effective_at),
            None if version.end_at == OPEN_END else _minute(version.end_at),
            version.state[0],
        )
        for version in versions
    ]


def _minute(at: datetime) -> float:
    return (at - EIGHT) / timedelta(minutes=1)
