"""TO_DATE and TO_TIMESTAMP by a template (r_FORMAT_strings)."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localshift.datetimes.templates import Pattern, cut, parse
from localshift.errors import SqlError


@given(st.dates(min_value=date(1000, 1, 1)))
def test_date_is_read_back_from_its_template(day: date) -> None:
    for form, template in (
        ("%Y%m%d", "YYYYMMDD"),
        ("%d-%b-%Y", "DD-MON-YYYY"),
        ("%Y %j", "YYYY DDD"),
    ):
        assert parse(day.strftime(form), template, strict=False) == f"{day} 00:00:00"


@given(st.text(max_size=12), st.text(max_size=12), st.booleans())
def test_any_text_is_a_moment_or_an_error_of_sql(text: str, template: str, strict: bool) -> None:
    try:
        datetime.fromisoformat(parse(text, template, strict))
    except SqlError as error:
        assert error.sqlstate in ("22007", "22008", "0A000")


def test_template_is_cut_at_its_longest_patterns() -> None:
    assert cut('HH24"h"FMDDth') == (
        Pattern("HH24", "HH24"),
        "h",
        Pattern("DD", "DD", fill=False, ordinal="th"),
    )


@pytest.mark.parametrize(
    ("text", "template", "moment"),
    [
        ("2:05 PM", "HH12:MI AM", "0001-01-01 14:05:00"),
        ("12 am", "HH AM", "0001-01-01 00:00:00"),
        ("10:20:30.25", "HH24:MI:SS.MS", "0001-01-01 10:20:30.250000"),
        ("31 January 99", "DD Month YY", "1999-01-31 00:00:00"),
        ("IV/2008", "RM/YYYY", "2008-04-01 00:00:00"),
        ("2454000", "J", "2006-09-21 00:00:00"),
    ],
)
def test_parts_of_a_moment(text: str, template: str, moment: str) -> None:
    assert parse(text, template, strict=False) == moment


def test_field_out_of_range_moves_the_date_on_unless_it_is_strict() -> None:
    assert parse("2008-14-01", "YYYY-MM-DD", strict=False) == "2009-02-01 00:00:00"
    with pytest.raises(SqlError, match="date value out of range: 2008-14-1"):
        parse("2008-14-01", "YYYY-MM-DD", strict=True)
