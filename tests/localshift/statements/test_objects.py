"""Tables, views, schemas, comments, grants, and what the catalog says of them."""

import pytest
import redshift_connector

from tests.localshift.conftest import Run, sqlstate

ProgrammingError = redshift_connector.ProgrammingError


def test_catalog_keeps_types_with_their_lengths(run: Run, schema: str) -> None:
    run("create table t (a decimal(10, 8), b varchar(16) not null, c char(3), d super, e float)")

    rows = run(
        "select column_name, data_type, character_maximum_length, numeric_precision,"
        " numeric_scale, is_nullable from information_schema.columns"
        f" where table_schema = '{schema}' and table_name = 't' order by ordinal_position"
    )

    assert rows == [
        ("a", "numeric", None, 10, 8, "YES"),
        ("b", "character varying", 16, None, None, "NO"),
        ("c", "character", 3, None, None, "YES"),
        ("d", "super", None, None, None, "YES"),
        ("e", "double precision", None, None, None, "YES"),
    ]


def test_ctas_takes_over_the_types_of_its_query(run: Run, schema: str) -> None:
    run("create table t (a varchar(16), b decimal(10, 8))", "insert into t values ('x', 1)")
    run("create table u as select a, upper(a) as up, a || 'yz' as more, b, b / 3 as third from t")

    rows = run(
        'select "column", type from pg_table_def'
        f" where schemaname = '{schema}' and tablename = 'u'"
    )

    assert rows == [
        ("a", "character varying(16)"),
        ("up", "character varying(16)"),
        ("more", "character varying(18)"),
        ("b", "numeric(10,8)"),
        ("third", "numeric(21,19)"),
    ]


def test_table_attributes_show_in_svv_table_info(run: Run, schema: str) -> None:
    run("create table t (a integer, b integer) diststyle key distkey (a) compound sortkey (b, a)")
    empty = run(f"select count(*) from svv_table_info where schema = '{schema}'")
    run("insert into t values (1, 1)")

    assert empty == [(0,)]
    assert run(
        'select "table", diststyle, sortkey1, sortkey_num from svv_table_info'
        f" where schema = '{schema}'"
    ) == [("t", "KEY(a)", "b", 2)]


def test_like_takes_columns_and_keys(run: Run, schema: str) -> None:
    run("create table t (a integer not null, b varchar(7) default 'q') distkey (a) sortkey (b)")
    run("create temp table u (like t)", "insert into u (a) values (1)")

    assert run("select a, b from u") == [(1, None)]


def test_temporary_table_hides_a_table_and_goes_with_its_session(run: Run) -> None:
    run("create table t (a integer)", "create temp table t (b varchar(5))")

    run("insert into t values ('x')")

    assert run("select b from t") == [("x",)]


def test_table_that_exists_is_refused_or_skipped(run: Run) -> None:
    run("create table t (a integer)", "create table if not exists t (b integer)")

    with pytest.raises(ProgrammingError) as error:
        run("create table t (a integer)")

    assert sqlstate(error) == "42P07"


def test_table_with_a_view_on_it_is_dropped_by_cascade_only(run: Run) -> None:
    """r_DROP_TABLE"""
    run("create table t (a integer)", "create view v as select a from t")

    with pytest.raises(ProgrammingError, match="other objects depend on it"):
        run("drop table t")
    run("drop table t cascade")

    with pytest.raises(ProgrammingError, match='relation "v" does not exist'):
        run("select * from v")


def test_view_follows_its_table_through_a_rename(run: Run) -> None:
    run(
        "create table t (a integer)", "insert into t values (1)", "create view v as select * from t"
    )
    run("alter table t rename to old", "create table t (a integer)")

    assert run("select a from v") == [(1,)]


def test_late_binding_view_goes_by_names(run: Run, schema: str) -> None:
    """r_CREATE_VIEW, WITH NO SCHEMA BINDING"""
    run(f"create view v as select a from {schema}.t with no schema binding")
    with pytest.raises(ProgrammingError, match="does not exist"):
        run("select * from v")

    run("create table t (a integer)", "insert into t values (1)")
    assert run("select * from v") == [(1,)]

    run("drop table t", "create table t (a varchar(3))", "insert into t values ('new')")
    assert run("select * from v") == [("new",)]


def test_late_binding_view_needs_schemas(run: Run) -> None:
    with pytest.raises(ProgrammingError, match="should be qualified"):
        run("create view v as select a from t with no schema binding")


def test_columns_are_added_renamed_and_dropped(run: Run) -> None:
    """r_ALTER_TABLE"""
    run("create table t (a integer)", "insert into t values (1)")
    run("alter table t add column b varchar(5) default 'x'", "alter table t rename column b to c")

    assert run("select a, c from t") == [(1, "x")]

    run("alter table t drop column a")
    assert run("select * from t") == [("x",)]


def test_varchar_grows_outside_of_a_block_only(run: Run) -> None:
    run("create table t (a varchar(2))", "alter table t alter column a type varchar(5)")
    run("insert into t values ('12345')", "begin")

    with pytest.raises(ProgrammingError) as error:
        run("alter table t alter column a type varchar(9)")

    assert sqlstate(error) == "25001"
    run("rollback")


def test_schema_with_tables_is_dropped_by_cascade_only(run: Run, schema: str) -> None:
    run(f"create schema {schema}_2", f"create table {schema}_2.t (a integer)")

    with pytest.raises(ProgrammingError, match="other objects depend on it"):
        run(f"drop schema {schema}_2")
    run(f"drop schema {schema}_2 cascade")

    assert run(f"select count(*) from pg_namespace where nspname = '{schema}_2'") == [(0,)]


@pytest.mark.parametrize("name", ["localshift", "main", "pg_catalog", "pg_own"])
def test_reserved_schemas_cannot_be_made(run: Run, name: str) -> None:
    with pytest.raises(ProgrammingError, match="unacceptable schema name"):
        run(f"create schema {name}")


def test_localshifts_own_tables_are_out_of_reach(run: Run) -> None:
    with pytest.raises(ProgrammingError):
        run("select * from localshift.users")


def test_comments_are_kept(run: Run, schema: str) -> None:
    run(
        "create table t (a integer)",
        "comment on table t is $$it's t$$",
        "comment on column t.a is 'a'",
    )

    rows = run(
        "select d.objsubid, d.description from pg_description as d"
        " join pg_class as c on c.oid = d.objoid"
        f" join pg_namespace as n on n.oid = c.relnamespace where n.nspname = '{schema}'"
        " order by d.objsubid"
    )

    assert rows == [(0, "it's t"), (1, "a")]


def test_privileges_are_answered_from_grants(run: Run, schema: str) -> None:
    """r_GRANT, r_HAS_TABLE_PRIVILEGE"""
    user, group = f"u_{schema}", f"g_{schema}"
    run("create table t (a integer)", f"create user {user} password 'Secret123'")
    run(f"create group {group} with user {user}")
    question = f"select has_table_privilege('{user}', '{schema}.t', 'select')"
    before = run(question)

    run(f"grant select on t to group {group}")
    granted = run(question)
    run(f"revoke select on t from group {group}")

    assert (before, granted, run(question)) == ([(False,)], [(True,)], [(False,)])


def test_late_binding_columns_are_listed_by_their_function(run: Run, schema: str) -> None:
    """PG_GET_LATE_BINDING_VIEW_COLS"""
    run(
        "create table t (a varchar(9))",
        f"create view v as select a from {schema}.t with no schema binding",
    )

    rows = run(
        "select name, type from pg_get_late_binding_view_cols()"
        " cols(schema name, view name, name name, type varchar, num int)"
        f" where schema = '{schema}'"
    )

    assert rows == [("a", "character varying(9)")]


def test_view_keeps_the_columns_that_its_star_stood_for(run: Run) -> None:
    run("create table t (a integer)", "create table u (x integer)")
    run("create view v as select t.*, u.x, upper('a') as one from t join u on t.a = u.x")
    run("alter table t add column b integer")
    run("insert into t values (1, 2)", "insert into u values (1)")
    assert run("select * from v") == [(1, 1, "A")]


@pytest.mark.parametrize(
    ("sql", "code"),
    [
        ("analyze t nonsense", "42601"),
        ("analyze t (nosuch)", "42703"),
        ("vacuum t nonsense", "42601"),
        ("vacuum sort t", "42601"),
        ("vacuum reindex t to 75 percent", "42601"),
        ("vacuum t to 101 percent", "22023"),
        ("create local table u (a int)", "42601"),
        ("show all nonsense", "42601"),
        ("set transaction nonsense", "42601"),
        ("drop table if exists a.b.c.t", "42601"),
        ("show tables from schema a.b.c", "42601"),
        ("show tables from schema nosuch", "3F000"),
        ("show tables from schema pg_catalog", "0A000"),
        ("show columns from table nosuch", "42P01"),
        ("create schema s create table u (a int)", "0A000"),
        ("revoke select on t from public cascade", "0A000"),
        ("grant nonsense on t to public", "42601"),
        ("grant usage on t to public", "0LP01"),
    ],
)
def test_a_statement_is_read_to_its_end(run: Run, sql: str, code: str) -> None:
    run("create table t (a int)")

    with pytest.raises(ProgrammingError) as error:
        run(sql)

    assert sqlstate(error) == code


@pytest.mark.parametrize(
    "sql",
    [
        "analyze",
        "analyze verbose t (a) predicate columns",
        "analyze all columns",
        "vacuum sort only t to 75 percent",
        "vacuum full t boost",
        "set session characteristics as transaction isolation level serializable",
    ],
)
def test_documented_forms_of_maintenance_are_accepted(run: Run, sql: str) -> None:
    run("create table t (a int)", sql)


def test_columns_are_shown_by_the_search_path(run: Run) -> None:
    run("create table t (a int)")

    assert [row[3] for row in run("show columns from table t")] == ["a"]


def test_a_schema_with_a_function_is_dropped_only_with_cascade(run: Run, schema: str) -> None:
    run(
        f"create schema {schema}_f",
        f"create function {schema}_f.f (int) returns int immutable as $$ select $1 $$ language sql",
    )

    with pytest.raises(ProgrammingError) as error:
        run(f"drop schema {schema}_f")

    assert sqlstate(error) == "2BP01"
    run(f"drop schema {schema}_f cascade")


def test_a_new_column_has_not_the_comment_of_one_that_is_gone(run: Run, schema: str) -> None:
    run("create table t (a int, b int)", "comment on column t.b is 'of b'")

    run("alter table t drop column b", "alter table t add column c int")

    assert [(row[3], row[-1]) for row in run("show columns from table t")] == [
        ("a", None),
        ("c", None),
    ]


def test_a_comment_on_a_column_names_its_table(run: Run) -> None:
    with pytest.raises(ProgrammingError, match="column name must be qualified"):
        run("comment on column b is 'x'")
