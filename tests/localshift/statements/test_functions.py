"""Functions that users write in SQL. AWS: udf-creating-a-scalar-sql-udf, r_CREATE_FUNCTION."""

import pytest
import redshift_connector

from tests.localshift.conftest import Run, message, sqlstate

GREATER = """
create function f_greater (float, float) returns float stable as $$
  select case when $1 > $2 then $1 else $2 end
$$ language sql
"""


def test_a_function_is_called_by_its_name_and_with_its_schema(run: Run, schema: str) -> None:
    run(GREATER, "create table t (a int)", "insert into t values (1), (5)")

    assert run(
        f"select f_greater(a, 3), {schema}.f_greater(a, 9), dev.{schema}.f_greater(1, a)"
        " from t order by a"
    ) == [(3.0, 9.0, 1.0), (5.0, 9.0, 5.0)]


def test_a_function_may_call_another_and_be_called_in_a_view(run: Run) -> None:
    run(
        GREATER,
        "create function f_twice(float) returns decimal(10, 1) immutable as $$"
        " select f_greater($1, 1.5) * 2 $$ language sql",
        "create view v as select f_twice(1) as x",
    )

    assert [str(value) for value in run("select x from v")[0]] == ["3.0"]


def test_a_function_is_replaced(run: Run) -> None:
    run("create function f() returns int stable as $$ select 1 $$ language sql")
    run("create or replace function f() returns int stable as $$ select 2 $$ language sql")

    assert run("select f()") == [(2,)]


def test_a_function_is_not_made_twice(run: Run) -> None:
    run(GREATER)
    with pytest.raises(redshift_connector.ProgrammingError) as error:
        run(GREATER)

    assert sqlstate(error) == "42723"


def test_a_dropped_function_is_gone(run: Run) -> None:
    run(GREATER, "drop function f_greater(float, float)")

    with pytest.raises(redshift_connector.ProgrammingError, match=r"f_greater\(\)"):
        run("select f_greater(1, 2)")


@pytest.mark.parametrize(
    ("body", "language", "refused"),
    [
        ("select a from t", "sql", "more than a SELECT of one expression"),
        ("select sum($1)", "sql", "more than one scalar expression"),
        ("return x", "plpythonu", "functions in plpythonu"),
    ],
)
def test_what_is_no_scalar_expression_in_sql_is_refused(
    run: Run, body: str, language: str, refused: str
) -> None:
    with pytest.raises(redshift_connector.ProgrammingError) as error:
        run(f"create function f(int) returns int stable as $$ {body} $$ language {language}")

    assert refused in message(error)
