"""The service book as a history, also of entries that are written later than they happened."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from producers.sensors.readings import DEVICES
from tests.dbt.runner import Dbt
from tests.dbt.warehouse import Warehouse

DEVICE = DEVICES[0].guid
MODELS = ("int_sensor_services_grouped_by_visit", "sensor_service_history")


@pytest.fixture
def book(warehouse: Warehouse, project_dbt: Dbt) -> Warehouse:
    """The warehouse, with the service book and its history."""
    project_dbt("seed", "--select", "sensor", "history", "sensors")
    project_dbt("run", "--select", *MODELS)
    return warehouse


def write_entry(book: Warehouse, number: int, at: datetime, action: str, notes: str = "") -> None:
    serviced = int(at.replace(tzinfo=UTC).timestamp())
    book.insert("analytics_seeds.history", [(number, serviced, action, 417, notes)])
    book.insert("analytics_seeds.sensors", [(1, 1, 1, number, DEVICE)])


def states(book: Warehouse) -> list[tuple[str, str, str, str]]:
    """The device's versions: from which day to which, calibrated when, on which firmware."""
    return [
        (f"{start:%Y-%m-%d}", f"{end:%Y-%m-%d}", f"{calibrated:%Y-%m-%d}", firmware)
        for start, end, calibrated, firmware in book.rows(
            "select effective_at, end_at, calibrated_at, coalesce(firmware_version, '')"
            " from analytics.sensor_service_history"
            f" where device_id = '{DEVICE}' order by effective_at"
        )
    ]


def test_entry_written_late_splits_the_version_of_its_time(
    book: Warehouse, project_dbt: Dbt
) -> None:
    assert states(book) == [
        ("2018-02-05", "2018-02-08", "2018-02-05", ""),
        ("2018-02-08", "2020-01-06", "2018-02-05", "v1.12"),
        ("2020-01-06", "2020-02-04", "2020-01-06", "v1.12"),
        ("2020-02-04", "9999-12-31", "2020-01-06", "v1.23"),
    ]
    write_entry(book, 31, datetime(2019, 3, 1), "RE-CALIBRATED")
    write_entry(book, 32, datetime(2020, 5, 1), "FIRMWARE UPGRADED", "Firmware v1.24, as asked for")

    project_dbt("run", "--select", *MODELS)
    found = states(book)

    assert found == [
        ("2018-02-05", "2018-02-08", "2018-02-05", ""),
        ("2018-02-08", "2019-03-01", "2018-02-05", "v1.12"),
        ("2019-03-01", "2020-01-06", "2019-03-01", "v1.12"),
        ("2020-01-06", "2020-02-04", "2020-01-06", "v1.12"),
        ("2020-02-04", "2020-05-01", "2020-01-06", "v1.23"),
        ("2020-05-01", "9999-12-31", "2020-01-06", "v1.24"),
    ]
    project_dbt("run", "--select", *MODELS, "--full-refresh")
    assert states(book) == found


def test_device_out_of_service_has_no_version_until_it_is_installed_again(
    book: Warehouse, project_dbt: Dbt
) -> None:
    write_entry(book, 31, datetime(2020, 6, 1), "DECOMMISSIONED")
    project_dbt("run", "--select", *MODELS)

    assert states(book)[-1] == ("2020-02-04", "2020-06-01", "2020-01-06", "v1.23")

    write_entry(book, 32, datetime(2020, 7, 1), "INSTALLED")
    write_entry(book, 33, datetime(2020, 7, 1), "CALIBRATED")
    project_dbt("run", "--select", *MODELS)

    assert states(book)[-2:] == [
        ("2020-02-04", "2020-06-01", "2020-01-06", "v1.23"),
        ("2020-07-01", "9999-12-31", "2020-07-01", ""),
    ]
