"""Trailing blanks of VARCHAR (r_Character_types), held against Python's rstrip."""

from collections import Counter

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.localshift.conftest import Run

_VALUES = st.lists(
    st.sampled_from(["", " ", "a", "a ", "a  ", " a", "b", "b ", "ab", "a b"]),
    min_size=1,
    max_size=8,
)
_FEW = settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def _table(run: Run, values: list[str]) -> None:
    run("drop table if exists t", "create table t (n int, v varchar(5))")
    rows = ", ".join(f"({number}, '{value}')" for number, value in enumerate(values))
    run(f"insert into t values {rows}")


@_FEW
@given(values=_VALUES)
def test_equal_values_are_one_group_one_row_and_one_match(run: Run, values: list[str]) -> None:
    _table(run, values)
    groups = Counter(value.rstrip(" ") for value in values)

    assert sorted(run("select count(*) from t group by v")) == sorted((n,) for n in groups.values())
    assert run("select count(distinct v) from t") == [(len(groups),)]
    assert run("select count(*) from (select distinct v from t)") == [(len(groups),)]
    assert run("select count(*) from (select v from t union select v from t)") == [(len(groups),)]
    assert run("select count(*) from (select v from t intersect select v || ' ' from t)") == [
        (len(groups),)
    ]
    assert run("select v from t except select v || ' ' from t") == []
    matches = sum(n * n for n in groups.values())
    assert run("select count(*) from t a join t b using (v)") == [(matches,)]
    assert run("select count(*) from t where v in (select v from t)") == [(len(values),)]


@_FEW
@given(values=_VALUES, wanted=st.sampled_from(["a", "a ", "", "b"]))
def test_comparison_ignores_blanks_and_like_does_not(
    run: Run, values: list[str], wanted: str
) -> None:
    _table(run, values)
    equal = sum(value.rstrip(" ") == wanted.rstrip(" ") for value in values)
    alike = sum(value == wanted for value in values)

    assert run(f"select count(*) from t where v = '{wanted}'") == [(equal,)]
    assert run(f"select count(*) from t where v in ('{wanted}')") == [(equal,)]
    assert run(f"select count(*) from t where nullif(v, '{wanted}') is null") == [(equal,)]
    assert run(f"select count(*) from t where v like '{wanted}'") == [(alike,)]


def test_a_group_shows_a_value_as_it_is_stored(run: Run) -> None:
    run("create table t (v varchar(5))", "insert into t values ('x  ')")

    assert run("select v, len(v), count(*) from t group by v") == [("x  ", 3, 1)]
    assert run("select distinct v from t") == [("x  ",)]


def test_a_grouping_set_without_the_column_shows_null(run: Run) -> None:
    run("create table t (v varchar(5), n int)", "insert into t values ('x ', 1), ('x', 2)")

    rows = run("select rtrim(v), grouping(v), sum(n) from t group by rollup (v) order by 2")

    assert rows == [("x", 0, 3), (None, 1, 3)]


def test_rank_gives_equal_values_one_place(run: Run) -> None:
    run(
        "create table t (n int, v varchar(5))", "insert into t values (1, 'x'), (2, 'x '), (3, 'y')"
    )

    assert run("select n, rank() over (order by v) from t order by n") == [(1, 1), (2, 1), (3, 3)]
