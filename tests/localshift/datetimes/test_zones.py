"""Time zones by name, abbreviation and specification (CONVERT_TIMEZONE, r_timezone_config)."""

from datetime import datetime, timedelta

import pytest

from localshift.datetimes.zones import Zone, find_zone, session_zone
from localshift.errors import SqlError


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("pst", Zone(offset=timedelta(hours=-8))),
        ("america/new_york", Zone("America/New_York")),
        ("PST8PDT", Zone("PST8PDT")),
        ("EST5", Zone(offset=timedelta(hours=-5))),
        ("NEWZONE-2:15", Zone(offset=timedelta(hours=2, minutes=15))),
    ],
)
def test_zone_of_a_function(text: str, zone: Zone) -> None:
    assert find_zone(text) == zone


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("utc", "UTC"),
        ("EST", "EST"),
        ("-8:00", "Etc/GMT+8"),
        ("3 hours", "Etc/GMT-3"),
        ("EST5", "Etc/GMT+5"),
    ],
)
def test_zone_of_a_session_has_a_name_in_duckdb(text: str, name: str) -> None:
    assert session_zone(text) == name


def test_session_takes_no_abbreviation() -> None:
    with pytest.raises(SqlError, match="unrecognized time zone name"):
        session_zone("PST")


def test_session_at_half_an_hour_is_refused() -> None:
    with pytest.raises(SqlError, match=r"localshift does not implement the time zone \+7:30"):
        session_zone("+7:30")


def test_clock_goes_to_utc_and_back() -> None:
    summer = datetime(2020, 7, 1, 12)
    zone = find_zone("Europe/Paris")

    assert zone.to_utc(summer) == datetime(2020, 7, 1, 10)
    assert zone.from_utc(zone.to_utc(summer)) == summer
