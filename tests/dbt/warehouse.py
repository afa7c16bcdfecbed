"""What the tests of the dbt project do: put events into the landing table, run dbt, look."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import redshift_connector
from dbt.cli.main import dbtRunner, dbtRunnerResult
from dbt_common.events.base_types import EventMsg

from loader import sql
from loader.configfile import read_settings
from tests.dbt.oracle import OPEN_END, Event, Version

EIGHT = datetime(2026, 11, 21, 8)

PROJECT_DIR = Path(__file__).parents[2]

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
            "landing",
            "loader",
        ):
            self.execute(f"drop schema if exists {schema} cascade")
        for schema in ("landing", "loader"):
            self.execute(sql.create_schema(schema))
        for table in ("loads", "files"):
            self.execute(sql.create_ledger_table(table))
        environment = {"BIKES_QUEUE_URL": "http://127.0.0.1/queue", "LANDING_BUCKET": "landing"}
        feeds = read_settings(PROJECT_DIR / "loader.yml", environment).feeds
        self.execute(sql.create_landing_table(feeds["bikes"]))
        self.loads = 0

    def land(self, events: Sequence[BikeEvent]) -> int:
        """Insert events as the next load; return its id."""
        self.loads += 1
        loaded_at = EIGHT + timedelta(days=1, minutes=self.loads)
        rows = [(*astuple(each), self.loads, loaded_at) for each in events]
        for start in range(0, len(rows), 500):
            part = rows[start : start + 500]
            places = ", ".join(["(" + ", ".join(["%s"] * 9) + ")"] * len(part))
            values = [value for row in part for value in row]
            self.execute(f"insert into landing.bike_events values {places}", values)
        return self.loads

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

    @contextmanager
    def environment(self) -> Iterator[None]:
        """Point the project's local profile to this warehouse, and to nothing else."""
        with pytest.MonkeyPatch.context() as patch:
            for name in ("REDSHIFT_USER", "REDSHIFT_PASSWORD", "REDSHIFT_DATABASE"):
                patch.delenv(name, raising=False)
            patch.setenv("REDSHIFT_HOST", self.host)
            patch.setenv("REDSHIFT_PORT", str(self.port))
            yield


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


@dataclass(frozen=True)
class Operation:
    """How `dbt run-operation` ended, and what it told its user."""

    success: bool
    said: tuple[str, ...]


class Dbt:
    """The real dbt, run in this process. The project is parsed once."""

    def __init__(self, project_dir: Path, profiles_dir: Path, target_dir: Path) -> None:
        self._target_dir = target_dir
        self._options = [
            f"--project-dir={project_dir}",
            f"--profiles-dir={profiles_dir}",
            f"--target-path={target_dir}",
            f"--log-path={target_dir}",
            "--log-level=none",
            "--no-write-json",
            "--cache-selected-only",
        ]
        self._said: list[str] = []
        self._runner = dbtRunner()
        self._runner = dbtRunner(manifest=self("parse").result, callbacks=[self._listen])

    def __call__(self, *arguments: str) -> dbtRunnerResult:
        """Run dbt; fail with what it said unless all of it succeeded."""
        result = self.attempt(*arguments)
        assert result.success, result.exception or [
            f"{item.node.unique_id}: {item.status}: {item.message}"
            for item in result.result.results
            if item.status not in ("success", "pass", "warn")
        ]
        return result

    def attempt(self, *arguments: str) -> dbtRunnerResult:
        """Run dbt, whether it succeeds or not."""
        return self._runner.invoke([*arguments, *self._options])

    def operation(self, name: str, **arguments: Any) -> Operation:
        """Run an operation of the project, whether it succeeds or not."""
        self._said.clear()
        result = self.attempt("run-operation", name, "--args", json.dumps(arguments))
        return Operation(result.success, tuple(self._said))

    def _listen(self, event: EventMsg) -> None:
        if event.info.name in ("JinjaLogInfo", "RunningOperationCaughtError"):
            self._said.append(event.info.msg)

    def build_history(self, *options: str) -> None:
        """Bring the staged events and the history up to date."""
        self("run", "--select", "stg_bikes__events", "bike_status_history", *options)

    def artifact(self, name: str) -> dict[str, Any]:
        """Return manifest.json or catalog.json, as dbt last wrote it."""
        content: dict[str, Any] = json.loads((self._target_dir / name).read_text())
        return content

    def compiled(self, model: str) -> str:
        """Return the SQL that the model came to when dbt last ran it."""
        [path] = (self._target_dir / "compiled").rglob(f"{model}.sql")
        return path.read_text()
