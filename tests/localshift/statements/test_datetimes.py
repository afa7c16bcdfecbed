"""Dates and times in statements, through the real driver."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
import redshift_connector

from tests.localshift.conftest import Connect, Run, message, run_on, sqlstate

ProgrammingError = redshift_connector.ProgrammingError


def test_time_zone_is_the_sessions_own(run: Run, connect: Connect) -> None:
    run("set timezone to 'America/New_York'")
    question = "select (timestamptz '2020-01-01 12:00:00+00')::varchar"

    assert run(question) == [("2020-01-01 07:00:00-05",)]
    assert run_on(connect(), question) == [("2020-01-01 12:00:00+00",)]


def test_rollback_restores_the_time_zone(run: Run) -> None:
    run("begin", "set timezone to 'America/New_York'", "rollback")

    assert run("select (timestamptz '2020-01-01 12:00:00')::varchar") == [
        ("2020-01-01 12:00:00+00",)
    ]


def test_timestamptz_is_read_and_stored_by_the_sessions_clock(run: Run) -> None:
    run("create table t (at timestamptz)", "set timezone to 'America/New_York'")
    run("insert into t values ('2020-01-01 07:00:00'), ('2020-01-01 12:00:00 UTC')")

    assert run("select distinct at from t") == [(datetime(2020, 1, 1, 12, tzinfo=UTC),)]


def test_clock_functions_are_in_the_sessions_zone(run: Run) -> None:
    [(in_utc,)] = run("select getdate()")
    run("set timezone to '-8:00'")
    [(in_session,)] = run("select getdate()")

    assert timedelta(hours=7, minutes=59) < in_utc - in_session < timedelta(hours=8, minutes=1)


def test_sysdate_is_the_start_of_the_transaction_and_getdate_of_the_statement(run: Run) -> None:
    """Date_functions_header, "Date and time functions in transactions" """
    run("begin")
    [(first, now)] = run("select sysdate, timestamp 'now'")
    [(second, later)] = run("select sysdate, getdate()")
    run("rollback")

    assert first == second == now
    assert later >= first.replace(microsecond=0)


def test_strings_of_any_form_are_stored(run: Run) -> None:
    """r_Date_and_time_literals; in VALUES, from a query, by UPDATE, from a default"""
    run(
        "create table t (day date default '12-31-2008', at timestamp, clock time)",
        "insert into t (at, clock) values ('Jun 1,2008 09:59 PM', '3:00 PM')",
        "insert into t select '20080215', '20080215 040506', '040506'",
    )
    assert run("select * from t order by day") == [
        (date(2008, 2, 15), datetime(2008, 2, 15, 4, 5, 6), time(4, 5, 6)),
        (date(2008, 12, 31), datetime(2008, 6, 1, 21, 59), time(15)),
    ]

    run("update t set day = 'Jan-31-2000' where day = '2/15/2008'")

    assert run("select min(day) from t") == [(date(2000, 1, 31),)]


def test_column_of_strings_is_cast_in_any_form(run: Run) -> None:
    run("create table t (s varchar(40))", "insert into t values ('1/8/1999'), (null), ('19990109')")

    assert run("select s::date from t order by 1") == [
        (date(1999, 1, 8),),
        (date(1999, 1, 9),),
        (None,),
    ]


def test_column_of_strings_that_are_no_dates_is_an_error(run: Run) -> None:
    run("create table t (s varchar(40))", "insert into t values ('soon')")

    with pytest.raises(ProgrammingError) as error:
        run("select s::timestamp from t")

    assert sqlstate(error) == "22007"
    assert message(error) == 'invalid input syntax for type timestamp: "soon"'


def test_special_value_in_a_column_is_refused(run: Run) -> None:
    run("create table t (s varchar(40))", "insert into t values ('now')")

    with pytest.raises(ProgrammingError) as error:
        run("select s::timestamp from t")

    assert message(error) == (
        "localshift does not implement the date and time now where it is no literal"
    )


def test_string_column_does_not_become_an_argument(run: Run) -> None:
    """c_Supported_data_types: VARCHAR has no implicit conversion to a date"""
    run("create table t (s varchar(40))")

    with pytest.raises(ProgrammingError) as error:
        run("select last_day(s) from t")

    assert sqlstate(error) == "42883"
    assert message(error) == "function last_day(character varying) does not exist"


def test_date_part_is_a_name_although_a_column_has_it(run: Run) -> None:
    run("create table t (day date, month int)", "insert into t values ('2008-01-31', 1)")

    assert run("select dateadd(month, month, day), datediff(day, day, '2008-02-01') from t") == [
        (datetime(2008, 2, 29), 1)
    ]


def test_view_keeps_interval_zone_and_part(run: Run) -> None:
    run(
        "create table t (at timestamp)",
        "insert into t values ('2008-01-31 12:00:00')",
        "create view v as select at + interval '1' month as later, at at time zone 'MST' as zoned,"
        " extract(dow from at) as day from t",
    )

    assert run("select * from v") == [
        (datetime(2008, 2, 29, 12), datetime(2008, 1, 31, 19, tzinfo=UTC), 4)
    ]


def test_columns_have_the_documented_types(run: Run) -> None:
    run(
        "create table t as select date_part(epoch, timestamp '2008-01-01'), extract(day from"
        " timestamp '2008-01-01') as day, dateadd(day, 1, date '2008-01-01') as added,"
        " date_trunc('day', date '2008-01-01') as cut, interval '1' month as months,"
        " datediff(day, '2008-01-01', '2008-01-02') as days, last_day(getdate()) as last"
    )

    rows = run("select \"column\", type from pg_table_def where tablename = 't'")

    assert dict(rows) == {
        "pgdate_part": "double precision",
        "day": "integer",
        "added": "timestamp without time zone",
        "cut": "timestamp without time zone",
        "months": "interval month",
        "days": "bigint",
        "last": "date",
    }
