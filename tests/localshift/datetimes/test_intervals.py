"""Intervals from text (r_interval_literals, r_interval_data_types)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localshift.datetimes.intervals import Interval, read_interval
from localshift.errors import SqlError

SECOND = 1_000_000
DAY = 86_400 * SECOND


@given(st.integers(-99, 99), st.integers(0, 99), st.integers(0, 3_599))
def test_quantities_add_up(months: int, days: int, seconds: int) -> None:
    text = f"{months} mons, {days} days {seconds}s"

    assert read_interval(text) == Interval(months, days * DAY + seconds * SECOND)


@given(st.text(max_size=20))
def test_any_text_is_an_interval_or_an_error_of_sql(text: str) -> None:
    try:
        read_interval(text)
    except SqlError as error:
        assert error.sqlstate in ("22007", "22015")


def test_number_alone_is_of_seconds_or_of_the_qualifier() -> None:
    assert read_interval("90") == Interval(0, 90 * SECOND)
    assert read_interval("90", "minute") == Interval(0, 5_400 * SECOND)
    assert read_interval("23", "month") == Interval(23)


def test_part_of_a_month_is_of_thirty_days() -> None:
    assert read_interval("1.5 months") == Interval(1, 15 * DAY)
    assert read_interval("1.5 years") == Interval(18)


def test_ago_turns_the_sign() -> None:
    assert read_interval("1 month 2 days ago") == Interval(-1, -2 * DAY)


def test_units_smaller_than_the_qualifier_are_cut_off() -> None:
    assert read_interval("-13 months", "year") == Interval(-12)
    assert read_interval("1 day 01:01:59", "minute") == Interval(0, DAY + 3_660 * SECOND)


def test_number_alone_of_a_range_is_refused() -> None:
    with pytest.raises(SqlError, match="numbers without a unit in an INTERVAL DAY TO HOUR"):
        read_interval("5", "day to hour")
