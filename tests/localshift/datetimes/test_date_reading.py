"""Dates and times from text. The forms of the documentation are cases of the conformance suite."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localshift.datetimes.reading import Clock, read
from localshift.datetimes.zones import Zone, find_zone
from localshift.errors import SqlError

AT = Clock(lambda: datetime(2026, 11, 21, 2, 30), Zone())
TIMESTAMP, TIMESTAMPTZ = "timestamp without time zone", "timestamp with time zone"
FORMS = ("%Y-%m-%d", "%m/%d/%Y", "%m-%d-%Y", "%B %d, %Y", "%d %b %Y", "%d-%b-%Y", "%Y%m%d", "%Y.%j")
CLOCKS = ("%H:%M:%S", "%H%M%S", "%I:%M:%S %p")


@given(st.dates(min_value=date(1000, 1, 1)), st.sampled_from(FORMS))
def test_every_form_of_a_date_gives_the_date(day: date, form: str) -> None:
    assert read("date", day.strftime(form), AT) == day.isoformat()


@given(
    st.datetimes(min_value=datetime(1000, 1, 1)),
    st.sampled_from(FORMS),
    st.sampled_from(CLOCKS),
)
def test_every_form_of_a_date_goes_with_every_form_of_a_time(
    moment: datetime, form: str, clock: str
) -> None:
    written = moment.strftime(f"{form} {clock}")

    assert read(TIMESTAMP, written, AT) == moment.replace(microsecond=0).isoformat(" ")


@given(st.times())
def test_time_of_day_is_read_as_it_is_written(clock: time) -> None:
    assert read("time without time zone", clock.isoformat(), AT) == clock.isoformat()


@given(st.datetimes(min_value=datetime(1000, 1, 1)), st.integers(-12, 14))
def test_offset_of_a_timestamptz_is_taken_off(moment: datetime, hours: int) -> None:
    written = f"{moment.isoformat(' ')}{hours:+03d}"
    in_utc = moment - timedelta(hours=hours)

    assert read(TIMESTAMPTZ, written, AT) == in_utc.isoformat(" ") + "+00"


@given(st.text(max_size=20))
def test_any_text_is_a_value_or_an_error_of_sql(text: str) -> None:
    for type_name in ("date", "time without time zone", TIMESTAMP, TIMESTAMPTZ):
        try:
            read(type_name, text, AT)
        except SqlError as error:
            assert error.sqlstate in ("22007", "22008", "22023", "0A000")


def test_special_values_follow_the_sessions_clock() -> None:
    new_york = Clock(AT.look, find_zone("America/New_York"))

    assert read("date", "today", new_york) == "2026-11-20"
    assert read(TIMESTAMP, "now", new_york) == "2026-11-20 21:30:00"
    assert read(TIMESTAMPTZ, "tomorrow", new_york) == "2026-11-21 05:00:00+00"


def test_zone_by_name_has_its_summer_time() -> None:
    assert read(TIMESTAMPTZ, "2020-07-01 12:00 Europe/London", AT) == "2020-07-01 11:00:00+00"


@pytest.mark.parametrize("text", ["", "2008-02", "10:00", "Foo 1, 2008", "2008-01-01 10", "+01"])
def test_what_is_no_date_is_named(text: str) -> None:
    with pytest.raises(SqlError) as error:
        read("date", text, AT)

    assert error.value.message == f'invalid input syntax for type date: "{text}"'


@pytest.mark.parametrize("text", ["2008-13-01", "2/30/2008", "2008.367", "2008-01-01 24:00:00"])
def test_field_out_of_range_is_told(text: str) -> None:
    with pytest.raises(SqlError) as error:
        read(TIMESTAMP, text, AT)

    assert error.value.sqlstate == "22008"


@pytest.mark.parametrize(
    ("text", "what"),
    [("0044-03-15 BC", "dates before the year 1"), ("10000-01-01", "dates after the year 9999")],
)
def test_years_that_python_has_not_are_refused_by_name(text: str, what: str) -> None:
    with pytest.raises(SqlError, match=f"localshift does not implement {what}"):
        read("date", text, AT)
