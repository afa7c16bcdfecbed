"""INSERT, UPDATE, DELETE, MERGE. AWS: r_INSERT_30, r_UPDATE, r_DELETE, r_MERGE."""

from decimal import Decimal

import pytest
import redshift_connector
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.localshift.conftest import Run, message, sqlstate

ProgrammingError = redshift_connector.ProgrammingError


def test_named_columns_in_another_order_keep_their_values(run: Run) -> None:
    run("create table t (a integer, b varchar(5))", "insert into t (b, a) values ('x', 1)")

    assert run("select a, b from t") == [(1, "x")]


def test_column_left_out_gets_its_default(run: Run) -> None:
    run("create table t (a integer, b varchar(5) default 'none', c integer)")
    run("insert into t (a) values (1)", "insert into t (a, b) values (2, default), (3, 'y')")

    assert run("select a, b, c from t order by a") == [
        (1, "none", None),
        (2, "none", None),
        (3, "y", None),
    ]


def test_identity_may_begin_at_zero_and_go_down(run: Run) -> None:
    run("create table t (up bigint identity(0, 1), down bigint identity(0, -2), a integer)")
    run("insert into t (a) values (7), (8)")
    assert run("select up, down from t order by a") == [(0, 0), (1, -2)]


def test_identity_column_numbers_the_rows(run: Run) -> None:
    run("create table t (id bigint identity(1, 1), a integer)", "insert into t (a) values (7), (8)")

    assert run("select a from t order by id") == [(7,), (8,)]
    with pytest.raises(ProgrammingError, match="identity"):
        run("insert into t (id, a) values (1, 1)")


def test_an_identity_goes_on_when_columns_before_it_are_gone(run: Run) -> None:
    run(
        "create table t (a integer, id integer identity(5, 1), b integer)",
        "insert into t (b) values (1)",
        "alter table t drop column a",
        "alter table t rename column id to n",
        "insert into t (b) values (2)",
    )

    assert run("select n, b from t order by n") == [(5, 1), (6, 2)]
    run("alter table t drop column n", "insert into t values (3)", "drop table t")


@pytest.mark.parametrize("source", ["values ('éé')", "select 'é' || 'é'"])
def test_string_too_long_in_bytes_is_refused(run: Run, source: str) -> None:
    """r_Character_types"""
    run("create table t (a varchar(3))")

    with pytest.raises(ProgrammingError) as error:
        run(f"insert into t {source}")

    assert sqlstate(error) == "22001"
    assert message(error) == "value too long for type character varying(3)"


@pytest.mark.parametrize("source", ["values ('abc   ')", "select 'abc' || '   '"])
def test_trailing_blanks_beyond_the_length_are_cut(run: Run, source: str) -> None:
    run("create table t (a varchar(4))", f"insert into t {source}")

    assert run("select a from t") == [("abc ",)]


def test_insert_rounds_decimals(run: Run) -> None:
    run("create table t (a decimal(4, 1), b integer)", "insert into t values (1.25, 1.5)")

    assert run("select a, b from t") == [(Decimal("1.3"), 2)]


def test_null_in_a_not_null_column_is_refused(run: Run) -> None:
    run("create table t (a integer not null, b integer)")

    with pytest.raises(ProgrammingError) as error:
        run("insert into t (b) values (1)")

    assert sqlstate(error) == "23502"


def test_primary_key_is_not_enforced(run: Run) -> None:
    """t_Defining_constraints"""
    run("create table t (a integer primary key)", "insert into t values (1), (1)")

    assert run("select count(*) from t") == [(2,)]


def test_update_from_another_table(run: Run) -> None:
    run("create table t (k integer, a varchar(8))", "insert into t values (1, 'x'), (2, 'y')")
    run("create table s (k integer, a varchar(8))", "insert into s values (2, 'new')")

    run("update t set a = s.a from s where s.k = t.k")

    assert run("select k, a from t order by k") == [(1, "x"), (2, "new")]


def test_delete_using_another_table(run: Run) -> None:
    run("create table t (k integer)", "insert into t values (1), (2)")
    run("create table s (k integer)", "insert into s values (2)")

    run("delete from t using s where s.k = t.k")

    assert run("select k from t") == [(1,)]


def test_columns_may_carry_their_tables_full_name(run: Run, schema: str) -> None:
    run("create table t (k integer, a integer)", "insert into t values (1, 1)")

    run(f"update {schema}.t set a = 2 where {schema}.t.k = 1")

    assert run(f"select dev.{schema}.t.a from dev.{schema}.t") == [(2,)]


def test_merge_updates_and_inserts(run: Run) -> None:
    run("create table t (k integer, a varchar(8))", "insert into t values (1, 'old')")
    run("create table s (k integer, a varchar(8))", "insert into s values (1, 'new'), (2, 'add')")

    run(
        "merge into t using s on t.k = s.k when matched then update set a = s.a"
        " when not matched then insert (k, a) values (s.k, s.a)"
    )

    assert run("select k, a from t order by k") == [(1, "new"), (2, "add")]


@pytest.mark.parametrize(
    ("matched", "missing"),
    [
        ("when matched then do nothing", "when not matched then insert values (s.k)"),
        ("when matched then delete", "when not matched then do nothing"),
        ("when matched then delete", "when not matched by source then delete"),
        ("when matched then delete", "when not matched by source then insert values (s.k)"),
    ],
)
def test_merge_takes_only_the_documented_actions(run: Run, matched: str, missing: str) -> None:
    """r_MERGE"""
    run("create table t (k int)", "create table s (k int)", "insert into t values (1)")
    run("insert into s values (1)")

    with pytest.raises(ProgrammingError) as error:
        run(f"merge into t using s on t.k = s.k {matched} {missing}")

    assert sqlstate(error) == "42601"
    assert run("select k from t") == [(1,)]


def test_merge_refuses_several_matches_for_one_row(run: Run) -> None:
    run("create table t (k integer)", "insert into t values (1)")
    run("create table s (k integer)", "insert into s values (1), (1)")

    with pytest.raises(ProgrammingError, match="Found multiple matches to update the same tuple"):
        run(
            "merge into t using s on t.k = s.k when matched then delete"
            " when not matched then insert values (s.k)"
        )


def test_merge_refuses_a_source_that_reads_the_target(run: Run) -> None:
    run("create table t (k integer)")

    with pytest.raises(ProgrammingError, match="cannot reference target table"):
        run(
            "merge into t using (select k from t) as s on t.k = s.k when matched then delete"
            " when not matched then insert values (s.k)"
        )


def test_insert_of_too_few_values_is_refused(run: Run) -> None:
    run("create table t (a integer, b integer)")

    with pytest.raises(ProgrammingError, match="more target columns than expressions"):
        run("insert into t (a, b) values (1)")


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30))
def test_any_string_comes_back_as_it_was_sent(
    redshift: redshift_connector.Connection, text: str
) -> None:
    with redshift.cursor() as cursor:
        cursor.execute("select %s, length(%s)", (text, text))

        assert cursor.fetchone() == [text, len(text)]
