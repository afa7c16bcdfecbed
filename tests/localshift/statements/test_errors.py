"""Errors are told in Redshift's words, whatever DuckDB says."""

import logging

import duckdb
import pytest
import redshift_connector

from localshift.duckdb_errors import from_duckdb_error
from tests.localshift.conftest import Run, message, sqlstate

FOREIGN_WORDS = (
    "duckdb", "Binder", "Conversion Error", "Catalog Error", "Parser Error", "Invalid Input Error",
    "Out of Range Error", "macro", "Candidate", "No function matches", "localshift_", "HUGEINT",
    "INT32", "INT64", "defect",
)  # fmt: skip

FAILING = {
    "select 12345::decimal(3, 0)": ("22003", "numeric field overflow"),
    "select abs((-9223372036854775807 - 1)::bigint)": ("22003", "bigint out of range"),
    "select a from t having a > 1": ("42803", 'column "a" must appear in the GROUP BY clause'),
    "select b, count(*) from t group by a": ("42803", 'column "b" must appear in the GROUP BY'),
    "select a from t limit -1": ("22023", "must not be negative"),
    "select row_number() from t": ("42809", "requires an OVER clause"),
    "select sum(rank() over (order by a)) from t": ("42803", "may not contain window function"),
    "select a from t where rank() over (order by a) = 1": ("42P20", "not allowed in WHERE clause"),
    "select a from t group by count(*)": ("42803", "aggregates not allowed in GROUP BY clause"),
    "select percentile_cont(2) within group (order by a) from t": ("22003", "between 0 and 1"),
    "select listagg(b, a) within group (order by a) from t": ("0A000", "listagg() of these"),
    "select sum(a) over (order by a rows between unbounded following and current row) from t": (
        "42P20",
        "frame start cannot be UNBOUNDED FOLLOWING",
    ),
    "update t set a = 1, a = 2": ("42601", 'multiple assignments to same column "a"'),
    "update t set a = sum(a)": ("42803", "cannot use aggregate in UPDATE"),
    "select dateadd(year, 300000, d) from t": ("22008", "out of range"),
    "select b similar to '(' from t": ("2201B", "invalid regular expression: missing )"),
    "select b like 'x' escape 'ab' from t": ("22025", "invalid escape string"),
    "select a from t order by 'x'": ("42601", "non-integer constant in ORDER BY"),
    "select * from t x cross join t y on true": ("42601", 'syntax error at or near "on"'),
    "select 1::decimal(39, 2)": ("22023", "NUMERIC precision"),
    "select ln(0)": ("2201E", "cannot take logarithm of zero"),
    "select acos(2)": ("22003", "input is out of range"),
    "select a from t where a in (select d from t)": ("0A000", "comparisons of integer and date"),
    "select a from t where a between d and ts": ("0A000", "comparisons of integer and date"),
    "select sum(*) from t": ("0A000", "sum() of these arguments"),
    "select a << -1 from t": ("0A000", "shifts by a negative number"),
    "select grouping(a) from t": ("42803", "arguments to GROUPING"),
    "insert into t (a) values (sum(1))": ("42803", "cannot use aggregate function in VALUES"),
    "with recursive x(a) as (select a from x) select a from x": ("42P01", '"x" does not exist'),
    "select a from t union select a from t order by b": ("0A000", "ORDER BY on a UNION"),
}


@pytest.fixture
def t(run: Run) -> None:
    run("create table t (a int, b varchar(10), d date, ts timestamp)")
    run("insert into t values (1, 'x', '2020-01-01', '2020-01-01')")


@pytest.mark.usefixtures("t")
def test_errors_have_redshifts_words_and_sqlstates(run: Run) -> None:
    for sql, (state, words) in FAILING.items():
        with pytest.raises(redshift_connector.ProgrammingError) as error:
            run(sql)

        assert (sqlstate(error), words in message(error)) == (state, True), f"{sql}: {error.value}"
        assert not any(word.lower() in str(error.value).lower() for word in FOREIGN_WORDS), sql


@pytest.mark.parametrize(
    "error",
    [
        duckdb.BinderException("Binder Error: Candidate functions: f(HUGEINT)"),
        duckdb.CatalogException("Catalog Error: Macro f has no such thing"),
        duckdb.ConversionException("Conversion Error: never heard of before"),
        duckdb.InternalException("INTERNAL Error: of DuckDB"),
    ],
)
def test_what_nobody_foresaw_is_told_neutrally_and_stands_in_the_log(
    error: duckdb.Error, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        told = from_duckdb_error(error)

    assert not any(word.lower() in told.message.lower() for word in FOREIGN_WORDS)
    assert str(error) in caplog.text
