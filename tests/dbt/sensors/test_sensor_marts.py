"""The marts of sensors, over what the producer sends, against figures worked out in Python."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from math import ceil
from statistics import fmean, pstdev

import pytest

from producers.sensors.readings import DEVICES, NOBODY, Reading, readings
from tests.dbt.runner import Dbt
from tests.dbt.warehouse import Warehouse

# Of the published run of the same six devices in the same places, warmest last.
PUBLISHED = {
    "Wafer Inspection Lab #0210A": 65.25,
    "Zone 4 Wafer Processing Area B3": 67.23,
    "Research Lab #2209": 70.23,
    "Wafer Inspection Lab #0211C": 72.22,
    "Research Lab #2203": 85.48,
    "Zone 2 Semiconductor Assembly Area A2": 90.69,
}
# Four standard errors of the mean of 400 readings, whose noise is even from -5 to 5.
NOISE_OF_A_MEAN = 0.58
UNTIL = datetime(2026, 11, 21, 15, 30, 30, tzinfo=UTC)
SENT = readings(int(UNTIL.timestamp()), seed=1)
GUIDS = [device.guid for device in DEVICES]


def loaded_at(load: int) -> datetime:
    """When a load was done: half way, and a minute after the last reading."""
    return (UNTIL + timedelta(hours=-3 if load == 1 else 0, minutes=1)).replace(tzinfo=None)


def loads() -> Iterator[tuple[int, Sequence[Reading]]]:
    """The readings in two loads; the second brings a hundred of the first again."""
    yield 1, SENT[:1200]
    yield 2, [*SENT[1100:], Reading(NOBODY, int(UNTIL.timestamp()), 60.0)]


def averages(sent: Sequence[Reading]) -> dict[str, tuple[int, Decimal]]:
    """How many readings each device has in `sent`, and their mean to two places."""
    measured = defaultdict(list)
    for reading in sent:
        measured[reading.device].append(Decimal(str(reading.temperature)))
    return {
        device: (
            len(each),
            (sum(each, Decimal()) / len(each)).quantize(Decimal("0.01"), ROUND_HALF_UP),
        )
        for device, each in measured.items()
    }


@pytest.fixture(scope="module")
def marts(warehouse_server: Warehouse, project_dbt: Dbt) -> Warehouse:
    """The warehouse, with what the producer sent landed and built, load by load."""
    warehouse_server.reset()
    with warehouse_server.environment():
        project_dbt("seed", "--select", "path:seeds/sensors")
        for load, landed in loads():
            warehouse_server.insert(
                "landing.sensor_messages",
                [(r.device, r.at, r.temperature, load, loaded_at(load)) for r in landed],
            )
            project_dbt("run", "--select", "stg_sensors__messages")
        asked_at = f"{{at: '{UNTIL:%Y-%m-%d %H:%M:%S}'}}"
        project_dbt("run", "--selector", "sensors", "--vars", asked_at)
    return warehouse_server


def test_averages_by_location_come_in_the_published_order(marts: Warehouse) -> None:
    found = marts.rows(
        "select location, average_temperature from analytics.sensor_average_temperatures"
        " order by average_temperature"
    )

    assert [location for location, _ in found] == list(PUBLISHED)
    for location, average in found:
        assert float(average) == pytest.approx(PUBLISHED[location], abs=NOISE_OF_A_MEAN)


def test_averages_are_those_of_all_that_was_sent(marts: Warehouse) -> None:
    found = marts.rows(
        "select device_id, readings, average_temperature from analytics.sensor_average_temperatures"
    )

    assert {device: (count, mean) for device, count, mean in found} == averages(SENT)


def test_current_averages_are_those_of_the_last_half_hour(marts: Warehouse) -> None:
    found = marts.rows(
        "select device_id, readings, average_temperature"
        " from analytics.sensor_average_temperatures_current"
    )

    since = UNTIL.timestamp() - 30 * 60
    last = [reading for reading in SENT if reading.at > since]
    assert {device: (count, mean) for device, count, mean in found} == averages(last)
    # Those that started earlier have ended by then, the first three quarters of an hour ago.
    assert {device for device, _, _ in found} == set(GUIDS[3:])


def test_messages_count_once_and_test_messages_do_not(marts: Warehouse) -> None:
    assert sorted(
        marts.rows("select device_id, readings from analytics.sensor_message_counts")
    ) == sorted((guid, 400) for guid in GUIDS)
    [[staged]] = marts.rows("select count(*) from analytics_staging.stg_sensors__messages")
    assert staged == 2401


def test_readings_stand_with_their_device_place_and_service(marts: Warehouse) -> None:
    found = marts.rows(
        "select distinct device_id, location, manufacturer_name, firmware_version,"
        " date_trunc('day', installed_at), date_trunc('day', calibrated_at)"
        f" from analytics.sensor_readings where device_id = '{GUIDS[3]}'"
    )

    assert found == [
        (
            GUIDS[3],
            "Zone 2 Semiconductor Assembly Area A2",
            "Example Instruments",
            "v1.23",
            datetime(2019, 4, 16),
            datetime(2020, 1, 6),
        )
    ]


def test_gaps_are_those_of_devices_that_ended_and_are_still_open(marts: Warehouse) -> None:
    last = {reading.device: reading.at for reading in SENT}
    silent = {device: int(UNTIL.timestamp()) - at for device, at in last.items()}

    found = marts.rows(
        "select device_id, next_reading_at, seconds, readings_missing from analytics.sensor_gaps"
    )

    assert sorted(found) == sorted(
        (device, None, seconds, seconds // 60 - 1) for device, seconds in silent.items() if seconds
    )
    assert len(found) == len(GUIDS) - 1


def test_outliers_are_the_leaps_of_the_wave_and_no_noise(marts: Warehouse) -> None:
    """Where the wave begins anew the temperature falls at once, on the warmest devices by most."""
    expected = set()
    for device in DEVICES:
        sent = [reading for reading in SENT if reading.device == device.guid]
        measured = [reading.temperature for reading in sent]
        off = {}
        for place in range(1, 399):
            before, after = measured[max(0, place - 5) : place], measured[place + 1 : place + 6]
            off[place] = measured[place] - (fmean(before) + fmean(after)) / 2
        usual = pstdev(off.values())
        far = {place for place, distance in off.items() if abs(distance) > 3 * usual}
        assert far <= set(range(195, 205))
        expected |= {(device.guid, sent[place].at) for place in far}

    found = marts.rows("select device_id, recorded_at from analytics.sensor_outliers")

    assert expected
    assert {(device, int(at.replace(tzinfo=UTC).timestamp())) for device, at in found} == expected


def test_latency_is_that_from_reading_to_first_load(marts: Warehouse) -> None:
    waited = defaultdict(list)
    for place, reading in enumerate(SENT):
        landed = loaded_at(1 if place < 1200 else 2).replace(tzinfo=UTC)
        waited[reading.device].append(int(landed.timestamp()) - reading.at)

    found = marts.rows(
        "select device_id, readings, latency_min, latency_median, latency_p95, latency_max"
        " from analytics.sensor_latency"
    )

    expected = {}
    for device, each in waited.items():
        ordered = sorted(each)
        median, p95 = (ordered[ceil(len(each) * share) - 1] for share in (0.5, 0.95))
        expected[device] = (len(each), ordered[0], median, p95, ordered[-1])
    assert {row[0]: tuple(row[1:]) for row in found} == expected
