"""Materialized views: what they hold, what is said of them, what they refuse."""

import pytest
import redshift_connector

from localshift.materialized.definition import is_incremental, is_mutable, is_rewritable
from localshift.sql.translate import parse_query
from tests.localshift.conftest import Connect, Run, message, run_on, sqlstate


@pytest.fixture
def base(run: Run) -> None:
    run("create table t (a int, b varchar(10))", "insert into t values (1, 'x'), (2, 'y')")


def last_status(run: Run, schema: str) -> str:
    rows = run(
        "select status from sys_mv_refresh_history"
        f" where schema_name = '{schema}' order by start_time desc limit 1"
    )
    return str(rows[0][0])


def test_rows_are_of_the_creation_until_a_refresh(run: Run, base: None) -> None:
    run("create materialized view v as select a from t", "insert into t values (3, 'z')")
    assert run("select a from v order by a") == [(1,), (2,)]
    run("refresh materialized view v")
    assert run("select a from v order by a") == [(1,), (2,), (3,)]


def test_refresh_takes_updates_and_deletes_over(run: Run, base: None) -> None:
    run("create materialized view v as select b, sum(a) as s from t group by b")
    run("update t set a = 5 where b = 'x'", "delete from t where b = 'y'")
    run("refresh materialized view v")
    assert run("select b, s from v") == [("x", 5)]


def test_history_tells_how_each_refresh_went(run: Run, base: None, schema: str) -> None:
    run("create materialized view v as select a from t")
    run("refresh materialized view v")
    assert last_status(run, schema) == "MV was already updated"
    run("insert into t values (3, 'z')", "refresh materialized view v")
    assert last_status(run, schema) == "Refresh successfully updated MV incrementally"
    run("truncate t", "refresh materialized view v")
    assert last_status(run, schema) == "Refresh successfully recomputed MV from scratch"
    assert run("select count(*) from v") == [(0,)]


def test_history_keeps_a_refresh_of_nothing(run: Run, schema: str) -> None:
    with pytest.raises(redshift_connector.Error) as error:
        run("refresh materialized view missing")
    assert sqlstate(error) == "42P01"
    assert run(
        f"select mv_name, status from svl_mv_refresh_status where schema_name = '{schema}'"
    ) == [("missing", "Refresh failed. MV was not found")]


def test_rolled_back_refresh_leaves_rows_and_history(run: Run, base: None, schema: str) -> None:
    run("create materialized view v as select a from t", "insert into t values (3, 'z')")
    run("begin", "refresh materialized view v", "rollback")
    assert run("select count(*) from v") == [(2,)]
    assert run(f"select 1 from sys_mv_refresh_history where schema_name = '{schema}'") == []


def test_stale_is_what_another_session_wrote_meanwhile(
    run: Run, base: None, connect: Connect, schema: str
) -> None:
    other = connect()
    run_on(other, "begin", f"insert into {schema}.t values (3, 'z')")
    run("create materialized view v as select a from t")
    stale = f"select is_stale from svv_mv_info where schema_name = '{schema}'"
    assert run(stale) == [("f",)]
    run_on(other, "commit")
    assert run(stale) == [("t",)]
    run("refresh materialized view v")
    assert run("select count(*) from v") == [(3,)]


def test_incremental_refresh_after_own_changes_in_a_block_is_refused(run: Run, base: None) -> None:
    run("create materialized view v as select a from t")
    with pytest.raises(redshift_connector.Error, match="localshift does not implement"):
        run("begin", "insert into t values (3, 'z')", "refresh materialized view v")
    run("rollback")


def test_cascade_refreshes_what_is_below_first(run: Run, base: None) -> None:
    run("create materialized view u as select a from t")
    run("create materialized view v as select a + 1 as a from u")
    run("create materialized view w as select sum(a) as s from v")
    run("insert into t values (3, 'z')", "refresh materialized view w")
    assert run("select s from w") == [(5,)]
    run("refresh materialized view w cascade")
    assert run("select s from w") == [(9,)]


def test_cascade_is_all_or_nothing(run: Run, base: None, schema: str) -> None:
    run("create table s (c int)", "create materialized view u as select a from t")
    run("create materialized view v as select u.a, s.c from u, s")
    run("insert into t values (3, 'z')", "alter table s rename column c to d")
    with pytest.raises(redshift_connector.Error, match="unrefreshable"):
        run("refresh materialized view v cascade")
    assert run("select count(*) from u") == [(2,)]
    assert last_status(run, schema) == "Refresh failed. A base table column was renamed"


@pytest.mark.parametrize(
    ("change", "state", "event"),
    [
        ("alter table t rename to u", 103, "Table was renamed"),
        ("alter table t rename column b to c", 104, "Column was renamed"),
        ("alter table t drop column b", 101, "Column was dropped"),
        ("alter table t alter column b type varchar(20)", 102, "Column type was changed"),
    ],
)
def test_change_of_a_base_table_leaves_a_view_that_can_only_be_read(
    run: Run, base: None, schema: str, change: str, state: int, event: str
) -> None:
    run("create materialized view v as select a from t", change)
    assert run(f"select state from stv_mv_info where schema = '{schema}'") == [(state,)]
    assert run(f"select event_desc, state from sys_mv_state where mv_schema = '{schema}'") == [
        (event, "Unrefreshable")
    ]
    with pytest.raises(redshift_connector.Error, match="v is unrefreshable"):
        run("refresh materialized view v")
    assert run("select count(*) from v") == [(2,)]


def test_added_column_of_a_base_table_changes_nothing(run: Run, base: None) -> None:
    run("create materialized view v as select * from t", "alter table t add column c int")
    run("insert into t values (3, 'z', 4)", "refresh materialized view v")
    assert run("select * from v where a = 3") == [(3, "z")]


def test_keys_may_be_given_by_position(run: Run, base: None, schema: str) -> None:
    run("create materialized view v distkey(2) sortkey(1, b) as select a, b from t")
    assert run(
        "select attname, attisdistkey, attsortkeyord from pg_attribute a"
        " join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace"
        f" where nspname = '{schema}' and relname = 'mv_tbl__v__0' order by attnum"
    ) == [("a", False, 1), ("b", True, 2)]
    assert run(
        f"select diststyle from svv_table_info where schema = '{schema}' and \"table\" = 'v'"
    ) == [("KEY(b)",)]


@pytest.mark.parametrize(
    ("change", "event"),
    [
        ("truncate t", "TRUNCATE"),
        ("vacuum t", "Vacuum"),
        ("alter table t alter diststyle all", "ALTER TABLE ALTER DISTSTYLE"),
        ("alter table t alter sortkey (a)", "ALTER TABLE ALTER SORTKEY"),
    ],
)
def test_change_of_a_base_table_asks_for_one_full_refresh(
    run: Run, base: None, schema: str, change: str, event: str
) -> None:
    run("create materialized view v as select a from t", change)
    state = f"select state from stv_mv_info where schema = '{schema}'"
    assert run(state) == [(0,)]
    assert run(f"select event_desc, state from sys_mv_state where mv_schema = '{schema}'") == [
        (event, "Recompute")
    ]
    run("refresh materialized view v")
    assert last_status(run, schema) == "Refresh successfully recomputed MV from scratch"
    assert run(state) == [(1,)]


def test_catalog_shows_a_view_with_its_statement(run: Run, base: None, schema: str) -> None:
    run("/* made */ create materialized view v backup no auto refresh no as (select a from t)")
    statement = "create materialized view v backup no auto refresh no as (select a from t);"
    assert run(f"select definition from pg_views where schemaname = '{schema}'") == [(statement,)]
    assert run(f"show view {schema}.v") == [(statement,)]
    assert [row[10] for row in run(f"show tables from schema dev.{schema} like 'v'")] == [
        "MATERIALIZED VIEW"
    ]
    assert run(
        f"select table_type from svv_tables where table_schema = '{schema}' and table_name = 'v'"
    ) == [("VIEW",)]
    assert run(
        "select relkind from pg_class c join pg_namespace n on n.oid = c.relnamespace"
        f" where nspname = '{schema}' and relname = 'v'"
    ) == [("v",)]


@pytest.mark.parametrize(
    "statement",
    [
        "insert into v values (3)",
        "update v set a = 3",
        "delete from v",
        "truncate v",
        "alter table v rename to w",
        "alter table v add column c int",
        "drop table v",
        "drop view v",
        "create or replace view v as select a from t",
        "copy v from 's3://bucket/key' iam_role default",
    ],
)
def test_statements_for_tables_and_views_are_refused(run: Run, base: None, statement: str) -> None:
    run("create materialized view v as select a from t")
    with pytest.raises(redshift_connector.Error) as error:
        run(statement)
    assert sqlstate(error) == "42809"
    assert run("select count(*) from v") == [(2,)]


def test_drop_of_a_base_counts_the_views_on_it(run: Run, base: None, schema: str) -> None:
    run("create materialized view u as select a from t")
    run("create materialized view v as select a from u")
    for statement in ("drop table t", "drop materialized view u"):
        with pytest.raises(redshift_connector.Error, match="other objects depend on it"):
            run(statement)
    run("drop table t cascade")
    assert run(f"select name from stv_mv_info where schema = '{schema}'") == []


def test_ordinary_view_reads_a_materialized_one(run: Run, base: None) -> None:
    run("create materialized view v as select a from t", "create view w as select a from v")
    assert run("select sum(a) from w") == [(3,)]
    with pytest.raises(redshift_connector.Error, match="other objects depend on it"):
        run("drop materialized view v")
    run("drop materialized view v cascade")


@pytest.mark.parametrize(
    ("definition", "reason"),
    [
        ("select a from t order by a", "the ORDER BY clause"),
        ("select a from t limit 1", "the LIMIT clause"),
        ("select a from w", 'the view "w"'),
        ("select a from late", 'the view "late"'),
        ("select a from temporary", 'the temporary table "temporary"'),
        ("select relname from pg_class", "system tables and views"),
        ("select current_schema() as s from t", "current_schema"),
    ],
)
def test_what_a_definition_may_not_have_is_named(
    run: Run, base: None, schema: str, definition: str, reason: str
) -> None:
    run("create view w as select a from t", "create temp table temporary (a int)")
    run(f"create view late as select a from {schema}.t with no schema binding")
    with pytest.raises(redshift_connector.Error) as error:
        run(f"create materialized view v as {definition}")
    assert reason in message(error)


def test_only_the_owner_refreshes_and_alters(run: Run, base: None, schema: str) -> None:
    run("create materialized view v as select a from t", f"create user {schema}_u password disable")
    run(f"grant usage on schema {schema} to {schema}_u", f"grant select on v to {schema}_u")
    run(f"set session authorization {schema}_u")
    try:
        assert run("select count(*) from v") == [(2,)]
        for statement in (
            "refresh materialized view v",
            "alter materialized view v auto refresh no",
        ):
            with pytest.raises(redshift_connector.Error, match="must be owner of relation v"):
                run(statement)
    finally:
        run("set session authorization default", f"drop schema {schema} cascade")
        run(f"create schema {schema}", f"drop user {schema}_u")


def test_external_table_in_a_definition_is_refused_by_name(run: Run, schema: str) -> None:
    run(f"create external schema {schema}_lake from data catalog database 'd' iam_role default")
    with pytest.raises(
        redshift_connector.Error, match="does not implement materialized views over"
    ):
        run(f"create materialized view v as select a from {schema}_lake.t")
    run(f"drop schema {schema}_lake")


def test_clauses_come_in_redshifts_order(run: Run, base: None) -> None:
    with pytest.raises(redshift_connector.Error) as error:
        run("create materialized view v auto refresh no sortkey(a) as select a from t")
    assert sqlstate(error) == "42601"


@pytest.mark.parametrize(
    ("query", "incremental"),
    [
        ("select a, count(*), sum(b), min(b), max(b), avg(b) from t group by a having a > 1", True),
        ("select t.a from t join u on t.a = u.a, s where s.a = 1", True),
        ("select a from t union all select a from u", True),
        ("select a from t left join u using (a)", False),
        ("select a from t union select a from u", False),
        ("select a, sum(b) from t group by a union all select a, b from u", False),
        ("select count(distinct a) from t", False),
        ("select median(a) from t", False),
        ("select listagg(b) from t", False),
        ("select row_number() over (order by a) from t", False),
        ("select a from (select a from t) as s", False),
        ("select a from t where a in (select a from u)", False),
        ("with s as (select a from t) select a from s", False),
        ("select current_date from t", False),
        ("select random() from t", False),
    ],
)
def test_what_is_refreshed_incrementally(query: str, incremental: bool) -> None:
    """AWS: materialized-view-refresh-sql-command, limitations for incremental refresh."""
    assert is_incremental(parse_query(query), has_sortkey=False) is incremental


def test_union_all_with_a_sort_key_is_recomputed() -> None:
    query = parse_query("select a from t union all select a from u")
    assert not is_incremental(query, has_sortkey=True)


def test_mutable_is_what_depends_on_the_clock_or_the_session() -> None:
    assert is_mutable(parse_query("select current_date - a from t"))
    assert is_mutable(parse_query("select current_user from t"))
    assert not is_mutable(parse_query("select upper(b) from t"))


def test_rewriting_needs_more_than_an_incremental_refresh() -> None:
    assert is_rewritable(parse_query("select a, sum(b) from t group by a"))
    assert not is_rewritable(parse_query("select a from t group by a having count(*) > 1"))
    assert not is_rewritable(parse_query("select distinct a from t"))
    assert not is_rewritable(parse_query("select a from t union all select a from u"))
