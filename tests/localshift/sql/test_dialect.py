"""What sqlglot knows from other databases does not pass as Redshift's."""

import pytest
from sqlglot import exp

from localshift.errors import SqlError
from localshift.sql.functions.conditions import SYNTAX
from localshift.sql.translate import parse, parse_query


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ("select cast('1' as int format '9')", "CAST FORMAT"),
        ("select 1 between symmetric 2 and 1", "BETWEEN SYMMETRIC"),
        ("with a as materialized (select 1) select * from a", "CTE MATERIALIZED"),
        ("select * from a semi join b on a.x = b.x", "SEMI joins"),
        ("select * from a left anti join b on a.x = b.x", "ANTI joins"),
        ("select 1 == 1", "syntax error"),
        ("select a rlike 'b' from t", "syntax error"),
        ("select a in () from t", "syntax error"),
        ("select * from (from t)", "syntax error"),
        ("select nvl2(1, 2)", "syntax error"),
    ],
)
def test_other_databases_syntax_is_refused(sql: str, told: str) -> None:
    with pytest.raises(SqlError) as error:
        parse_query(sql)

    assert told in error.value.message


@pytest.mark.parametrize(
    "call",
    [
        "if(true, 1, 2)", "iif(true, 1, 2)", "ifnull(a, 1)", "instr(a, 'b')", "locate(a, 'b')",
        "group_concat(a)", "string_agg(a, ',')", "logical_and(a)", "try_convert(int, a)",
        "like(a, b)", "stdev(a)",
    ],
)  # fmt: skip
def test_other_databases_functions_are_calls_by_name(call: str) -> None:
    """So they are refused by that name, or are a function that a user wrote."""
    name = call.split("(")[0]

    assert [found.name for found in parse(f"select {call}").find_all(exp.Anonymous)] == [name]


@pytest.mark.parametrize("name", SYNTAX)
def test_a_function_that_is_syntax_is_no_call(name: str) -> None:
    written = {
        "case": "case when a then 1 end",
        "cast": "cast(a as int)",
        "convert": "convert(int, a)",
        "nullif": "nullif(a, b)",
        "try_cast": "try_cast(a as int)",
    }.get(name, f"{name}(a, b, c)")

    assert parse(f"select {written}").find(exp.Anonymous) is None


@pytest.mark.parametrize(
    "call",
    [
        "bool_and(a)", "bit_or(a)", "var_pop(a)", "var_samp(a)", "stddev_samp(a)", "median(a)",
        "listagg(a, ',') within group (order by b)", "position('a' in b)", "substring(a, 1, 2)",
        "trim(both 'x' from a)", "extract(day from a)", "nvl2(a, b, 1)", "decode(a, 1, 2, 3)",
        "nvl(a, b)", "greatest(a, b)", "version()", "sysdate", "current_schema()", "+a",
        "try_cast(a as int)", "lag(a, 2) over (order by b)", "array(1, 2)",
        "approximate count(distinct a)", "a # b", "exists (select 1)",
    ],
)  # fmt: skip
def test_the_text_of_a_view_is_read_as_its_query_was(call: str) -> None:
    query = parse_query(f"select {call} as c from t")

    assert parse_query(query.sql("redshift")) == query
