"""SELECT, through the real driver. Pages are of the Redshift Database Developer Guide."""

from datetime import date, datetime
from decimal import Decimal

import pytest
import redshift_connector

from tests.localshift.conftest import Run, message, sqlstate

ProgrammingError = redshift_connector.ProgrammingError


def test_whole_numbers_divide_to_whole_numbers(run: Run) -> None:
    """r_OPERATOR_SYMBOLS"""
    assert run("select 7 / 2, -7 / 2, 7 % 3") == [(3, -3, 1)]


def test_decimals_divide_exactly_at_the_documented_scale(run: Run) -> None:
    """r_Numeric_computations201: scale max(4, s1 + p2 - s2 + 1), cut and not rounded"""
    rows = run(
        "select 2.0::decimal(10, 2) / 3::decimal(5, 0), 1::decimal(38, 2) / 3::decimal(38, 2)"
    )

    assert rows == [(Decimal("0.66666666"), Decimal("0.3333"))]


def test_average_of_whole_numbers_is_cut(run: Run) -> None:
    """r_AVG"""
    run("create table n (a integer, d decimal(6, 2))", "insert into n values (1, 1.11), (2, 2.22)")

    assert run("select avg(a), avg(d), sum(a), sum(d) from n") == [
        (1, Decimal("1.66"), 3, Decimal("3.33"))
    ]


def test_sum_and_average_over_a_window_keep_their_types(run: Run) -> None:
    run("create table n (a integer)", "insert into n values (1), (2), (4)")

    rows = run(
        "select a, sum(a) over (order by a rows unbounded preceding), avg(a) over () from n"
        " order by a"
    )

    assert rows == [(1, 1, 2), (2, 3, 2), (4, 7, 2)]


def test_explicit_cast_cuts_strings_by_bytes(run: Run) -> None:
    """r_Character_types"""
    assert run("select 'abcdef'::varchar(3), 'éé'::varchar(3), 12345::varchar(2)") == [
        ("abc", "é", "12")
    ]


def test_columns_without_alias_have_redshifts_names(
    redshift: redshift_connector.Connection,
) -> None:
    with redshift.cursor() as cursor:
        cursor.execute("select 1, count(*), 'a'::varchar(3), case when true then 1 end, max(2)")

        names = [column[0] for column in cursor.description]

    assert names == ["?column?", "count", "varchar", "case", "max"]


def test_names_fold_to_lower_case_also_in_quotes(run: Run) -> None:
    """r_names"""
    run('create table "Mixed" ("Column" integer)', "insert into MIXED values (1)")

    assert run('select "COLUMN" from "mixed"') == [(1,)]


def test_nulls_sort_high(run: Run) -> None:
    """r_ORDER_BY_clause: last ascending, first descending"""
    run("create table n (a integer)", "insert into n values (1), (null), (2)")

    assert run("select a from n order by a") == [(1,), (2,), (None,)]
    assert run("select a from n order by a desc") == [(None,), (2,), (1,)]


def test_lateral_alias_is_known_in_the_select_list_and_where(run: Run) -> None:
    run("create table n (a integer)", "insert into n values (1), (5)")

    assert run("select a * 2 as twice, twice + 1 from n where twice > 4") == [(10, 11)]


def test_qualify_filters_on_a_window(run: Run) -> None:
    """r_QUALIFY_clause"""
    run("create table n (k integer, a integer)", "insert into n values (1, 1), (1, 2), (2, 9)")

    rows = run(
        "select k, a from n as t qualify row_number() over (partition by k order by a desc) = 1"
        " order by k"
    )

    assert rows == [(1, 2), (2, 9)]


def test_dates_and_times(run: Run) -> None:
    """r_DATEADD_function, r_DATEDIFF_function, r_DATE_TRUNC, r_LAST_DAY"""
    rows = run(
        "select dateadd(day, 1, '2026-02-28'::date), datediff(day, '2026-01-01', '2026-03-01'),"
        " date_trunc('month', '2026-02-17'::timestamp), last_day('2026-02-01'::date),"
        " timestamp 'epoch' + 86400 * interval '1 second'"
    )

    assert rows == [
        (datetime(2026, 3, 1), 59, datetime(2026, 2, 1), date(2026, 2, 28), datetime(1970, 1, 2))
    ]


def test_getdate_is_the_start_of_the_statement_without_fraction(run: Run) -> None:
    """r_GETDATE"""
    ((now, again),) = run("select getdate(), getdate()")

    assert now == again
    assert now.microsecond == 0


def test_decode_takes_two_nulls_for_equal(run: Run) -> None:
    """r_DECODE_expression"""
    assert run("select decode(null, null, 'same', 'other'), nvl(null, 2), nvl2(null, 1, 2)") == [
        ("same", 2, 2)
    ]


def test_concatenation_with_null_is_null(run: Run) -> None:
    """r_CONCAT, r_concat_op"""
    assert run("select concat('a', null), 'a' || null, concat('a', 'b')") == [(None, None, "ab")]


def test_backslash_is_an_escape_in_strings(run: Run) -> None:
    assert run("select 'a\\\\b', 'it''s', 'a\\'b'") == [("a\\b", "it's", "a'b")]


def test_late_values_of_set_operations_take_the_wider_type(run: Run) -> None:
    assert run("select 1 as a union all select 2.50 order by a") == [
        (Decimal("1.00"),),
        (Decimal("2.50"),),
    ]


@pytest.mark.parametrize(
    ("sql", "state", "text"),
    [
        ("select 1 / 0", "22012", "division by zero"),
        ("select * from nowhere", "42P01", 'relation "nowhere" does not exist'),
        ("select * from nowhere.t", "3F000", 'schema "nowhere" does not exist'),
        ("select wrong from pg_namespace", "42703", 'column "wrong" does not exist'),
        ("select 'x'::integer", "22P02", 'invalid input syntax for integer: "x"'),
        ("select 99999.5::decimal(4, 1)", "22003", "numeric field overflow"),
        ("selec 1", "42601", 'syntax error at or near "selec"'),
        ("select 'open", "42601", "unterminated quoted string"),
    ],
)
def test_errors_have_redshifts_words(run: Run, sql: str, state: str, text: str) -> None:
    with pytest.raises(ProgrammingError) as error:
        run(sql)

    assert sqlstate(error) == state
    assert text in message(error)


@pytest.mark.parametrize(
    "sql",
    [
        "select read_csv('/etc/passwd')",
        "select * from read_csv('/etc/passwd')",
        "select getenv('HOME')",
        "select list_value(1, 2)",
        "select [1, 2]",
        "select * from duckdb_settings()",
        "select * replace (1 as a) from (select 1 as a, 2 as b)",
        "select a from (values (1)) as v(a)",
        "from pg_namespace",
        "pragma database_list",
        "attach 'x.db'",
        "install httpfs",
        "copy (select 1) to '/tmp/x.csv'",
        "call pragma_version()",
        "create function f() returns int as 'select 1' language sql",
        "create procedure p() as $$ begin end; $$ language plpgsql",
        "select lambda x: x + 1",
        "select 1 as a union by name select 2 as b",
    ],
)
def test_what_is_not_redshifts_never_reaches_duckdb(run: Run, sql: str) -> None:
    with pytest.raises(ProgrammingError) as error:
        run(sql)

    assert sqlstate(error) in {"0A000", "42601", "42P01", "42883", "42704"}


@pytest.mark.parametrize(
    ("sql", "value"),
    [
        ("select datediff(week, '2019-12-31', '2019-12-27')", -1),
        ("select datediff(week, '2019-12-31', '2019-12-30')", 0),
        ("select datediff(week, '2019-12-31', '2020-01-06 02:00')", 1),
        ("select row_number() over (order by 1)", 1),
        (r"select regexp_substr('a_|_b_|_c', '([^_\\|_]+_\\|_){1,1}[^_\\|_]+')", "a_|_b"),
    ],
)
def test_what_the_macros_of_dbt_rest_on(run: Run, sql: str, value: object) -> None:
    assert run(sql) == [(value,)]


def test_literal_that_is_cast_to_text_keeps_its_length(run: Run) -> None:
    run("create view v as select cast('abc' as text) as a, 'abcd'::text as b")

    assert run("select character_maximum_length from svv_columns where table_name = 'v'") == [
        (3,),
        (4,),
    ]
