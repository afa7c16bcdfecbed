"""COPY ... JSON: which element of a document becomes which value."""

from datetime import datetime
from decimal import Decimal

import pytest

from localshift.errors import SqlError
from tests.localshift.copy.conftest import Warehouse

EVENT = (
    '{"bikeid": 17, "activity_timestamp": "2026-11-21 08:15:00", "activity_type": "start", '
    '"station_latitude": 40.71117416, "station_name": "St Marks Pl & 1 Ave"}\n'
)


def test_each_line_is_a_row_typed_by_its_columns(warehouse: Warehouse) -> None:
    target = warehouse.create(
        "bikeid integer",
        "activity_timestamp timestamp",
        "activity_type varchar(16)",
        "station_latitude decimal(10,8)",
        "station_name varchar(256)",
    )
    url = warehouse.put("events.gz", EVENT * 3)

    outcome = warehouse.copy(target, f"from '{url}' format json 'auto' gzip")

    assert outcome.rows_loaded == 3
    assert warehouse.rows(target) == 3 * [
        (17, datetime(2026, 11, 21, 8, 15), "start", Decimal("40.71117416"), "St Marks Pl & 1 Ave")
    ]
