"""Statements put together at random: each is answered or refused, and none by a defect.

An error of class XX is one of the server. What only DuckDB has is refused, whatever surrounds it.
"""

from collections.abc import Iterator
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from localshift.engine import Engine
from localshift.errors import SqlError
from localshift.session import Session
from localshift.sql.functions import FUNCTIONS
from localshift.statements.queries import translate

TABLES = (
    "create table t (a int, b varchar(20), c decimal(10, 2), d timestamp, e boolean, f super)",
    "insert into t values (1, 'x', 1.5, '2026-11-21', true, null)",
    "create table u (a bigint, b char(5), g double precision, h date)",
    "create view v as select a, b from t",
)

columns = st.sampled_from(["a", "b", "c", "d", "e", "f", "g", "t.a", "u.b", "nowhere", '"a"'])
literals = st.sampled_from(
    [
        "1", "0", "-3", "1.5", "1e300", "99999999999", "'x'", "''", "'2026-01-01'", "'it''s'",
        "null", "true", "date '2026-01-01'", "timestamp '2026-01-01 10:00'", "interval '1 day'",
        "'\\\\'", "'1'",
    ]
)  # fmt: skip
types = st.sampled_from(
    ["int", "bigint", "varchar(3)", "varchar", "decimal(5,2)", "date", "timestamp", "boolean",
     "super", "float8", "char(2)", "timestamptz", "time", "varbyte", "int[]", "hugeint", "json"]
)  # fmt: skip
function_names = st.sampled_from(
    ["upper", "length", "coalesce", "nvl", "abs", "round", "sum", "count", "max", "avg", "getdate",
     "dateadd", "datediff", "date_trunc", "substring", "listagg", "json_parse", "decode", "nullif",
     "to_char", "regexp_replace", "list_value", "struct_pack", "read_csv", "unnest", "nowhere"]
)  # fmt: skip
operators = st.sampled_from(
    ["+", "-", "*", "/", "%", "||", "=", "<>", "<", ">=", "and", "or", "like", "is distinct from",
     "->", "**", "//", "^", "&", "~", "in"]
)  # fmt: skip


def _expressions(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.builds("({} {} {})".format, inner, operators, inner),
        st.builds("{}({})".format, function_names, st.lists(inner, max_size=3).map(", ".join)),
        st.builds("cast({} as {})".format, inner, types),
        st.builds("{}::{}".format, inner, types),
        st.builds("case when {} then {} else {} end".format, inner, inner, inner),
        st.builds("{} is not null".format, inner),
        st.builds("{} between {} and {}".format, inner, inner, inner),
        st.builds("(select {} from u limit 1)".format, inner),
        st.builds("{} over (partition by {} order by {})".format, inner, inner, inner),
        st.builds("[{}, {}]".format, inner, inner),
        st.builds("{{'k': {}}}".format, inner),
    )


expressions = st.recursive(columns | literals, _expressions, max_leaves=5)
lists = st.lists(expressions, min_size=1, max_size=3).map(", ".join)
sources = st.sampled_from(
    ["t", "u", "v", "t join u on t.a = u.a", "t, u", "t left join u using (a)", "(select 1 as a) s",
     "pg_class", "nowhere", "range(3)", "t asof join u using (a)", "t tablesample 10%"]
)  # fmt: skip
tails = st.one_of(
    st.just(""),
    st.builds("where {}".format, expressions),
    st.builds("group by {}".format, lists),
    st.builds("order by {}".format, lists),
    st.builds("group by 1 having {}".format, expressions),
    st.sampled_from(["limit 1", "qualify 1 = 1", "group by all", "order by all", "limit 10%"]),
)
selects = st.builds("select {} from {} {}".format, lists, sources, tails) | st.builds(
    "with w as (select {} from t) select * from w {}".format, lists, tails
)
sets = st.sampled_from(["union", "except", "intersect all"])
statements = st.one_of(
    selects,
    st.builds("{} {} {}".format, selects, sets, selects),
    st.builds("insert into t (a, b) select {} from u".format, lists),
    st.builds("insert into t values ({})".format, lists),
    st.builds("update t set a = {} where {}".format, expressions, expressions),
    st.builds("delete from t where {}".format, expressions),
    st.builds("create table made as {}".format, selects),
    st.builds("create view made as {}".format, selects),
    st.builds("create table made (x {} default {}, y {})".format, types, expressions, types),
    st.builds("alter table t add column x {} default {}".format, types, expressions),
    st.builds("merge into t using u on t.a = u.a when matched then update set b = {}"
              " when not matched then insert (a) values ({})".format, expressions, expressions),
    st.text("select from()',;*1a\"$-/ ", max_size=30),
)  # fmt: skip


@pytest.fixture(scope="module")
def session() -> Iterator[Session]:
    engine = Engine(":memory:")
    session = engine.connect("admin", "dev", {})
    for statement in TABLES:
        session.execute(statement)
    yield session
    engine.close()


def refusal(session: Session, sql: str) -> SqlError | None:
    """The error of a statement, all of which is undone; None for an answer."""
    session.execute("begin")
    try:
        for statement in session.split(sql):
            for _ in session.execute(statement).batches:
                pass
    except SqlError as error:
        return error
    finally:
        session.execute("rollback")
    return None


@settings(max_examples=60, deadline=None, derandomize=True)
@given(sql=statements)
def test_statement_is_answered_or_refused(session: Session, sql: str) -> None:
    error = refusal(session, sql)

    assert error is None or not error.sqlstate.startswith("XX"), error


@settings(max_examples=25, deadline=None, derandomize=True)
@given(sql=selects)
def test_statement_is_described_or_refused(session: Session, sql: str) -> None:
    try:
        session.describe(sql, ())
    except SqlError as error:
        assert not error.sqlstate.startswith("XX"), error


def test_function_that_only_duckdb_has_is_refused(session: Session) -> None:
    found = session.engine.cursor().execute(
        "select distinct function_name from duckdb_functions()"
        " where regexp_full_match(function_name, '[a-z_][a-z0-9_]*') and schema_name = 'main'"
    )
    known = {name for function in FUNCTIONS for name in function.names.split()}
    known |= {"greatest", "least", "nullif"}  # conditions, which have rules of their own
    names = sorted({name for (name,) in found.fetchall()} - known)

    answered = []
    for name in names:
        for arguments in ("", "1", "'x', 1"):
            with suppress(SqlError):
                translate(session, f"select {name}({arguments})")
                answered.append(f"{name}({arguments})")

    assert answered == []


@pytest.mark.parametrize(
    "sql",
    [
        "select [1, 2]",
        "select {'a': 1}",
        "select list_transform([1], x -> x + 1)",
        "select map {'a': 1}",
        "select row(1, 2)",
        "select struct_pack(a := 1)",
        "select array[1, 2]",
        "select '1'::int[]",
        "select 1::hugeint",
        "select 1::uuid",
        "select a::utinyint from t",
        "select * from read_csv('/etc/passwd')",
        "select * from '/etc/passwd'",
        'select * from "/etc/passwd"',
        "select * from read_text('/etc/passwd')",
        "select content from read_blob('/etc/passwd')",
        "select * from range(3)",
        "select * from generate_series(1, 3)",
        "select * from duckdb_tables()",
        "select * from sqlite_master",
        "select * from localshift.users",
        "select * from dev.localshift.users",
        "select * from information_schema.schemata_private",
        "select * from temp.main.x",
        "pragma version",
        "attach ':memory:' as other",
        "detach dev",
        "use dev",
        "install httpfs",
        "load httpfs",
        "copy t to '/tmp/x.csv'",
        "copy (select 1) to '/tmp/x.csv'",
        "export database '/tmp/x'",
        "import database '/tmp/x'",
        "checkpoint",
        "summarize t",
        "describe t",
        "pivot t on b",
        "unpivot t on a into name x value y",
        "from t",
        "from t select a",
        "select * replace (1 as a) from t",
        "select columns('a') from t",
        "select columns(*) from t",
        "select #1 from t",
        "select t.* exclude (a) from t asof join u using (a)",
        "select a from t order by all",
        "select a from t limit 10%",
        "select a from t using sample 1",
        "select a from t tablesample reservoir(1)",
        "select distinct on (a) a, b from t",
        "select a from t positional join u",
        "select a from t semi join u using (a)",
        "select a from t anti join u using (a)",
        "select a from t cross join lateral (select 1)",
        "select x: 1",
        "select 1 as a, a as b from t where alias.a = 1",
        "select b[1] from t",
        "select b[1:2] from t",
        "select b.upper() from t",
        "select b collate nocase from t",
        "select a // 2 from t",
        "select a ** 2 from t",
        "select b ^@ 'x' from t",
        "select b glob 'x*' from t",
        "select a is distinct from 1 from t",
        "select try_cast(b as int[]) from t",
        "select sum(a) filter (where a > 1) from t",
        "select arg_max(a, a) from t",
        "select any_value(a order by a) from t",
        "select first(a) from t",
        "select string_agg(b, ',') from t",
        "select getvariable('x')",
        "set variable x = 1",
        "set threads = 1",
        "set memory_limit = '1GB'",
        "reset threads",
        "create macro f(x) as x + 1",
        "create sequence s",
        "create type mood as enum ('a')",
        "create index i on t (a)",
        "create or replace table t (a int)",
        "create table x (a int primary key check (a > 0))",
        "create table x (a int generated always as (1))",
        "create table x (a struct(b int))",
        "create table x (a int[])",
        "create table x (a enum('b'))",
        "insert or replace into t values (1)",
        "insert into t by name select 1 as a",
        "insert into t (a) values (1) returning a",
        "insert into t (a) values (1) on conflict do nothing",
        "update t set a = 1 returning a",
        "delete from t returning a",
        "values (1)",
        "table t",
        "call pragma_version()",
        "execute nothing",
        "vacuum analyze nowhere",
        "with recursive r(n) using key (n) as (select 1 union all select 2 from r) select 1 from r",
        "with a as materialized (select 1) select * from a",
        "select * from (values (1), (2)) x(a)",
        "select a from t where a = any([1, 2])",
        "select a from t where a in [1]",
        "select current_setting('threads')",
        "select getenv('HOME')",
        "select $$a$$ || query('select 1')",
        "select * from query('select 1')",
        "select * from query_table('t')",
        "select a from t for update",
        "select a from t at (version => 1)",
        "select 'a' 'b' -> 'c'",
        "select e'\\x41' || lambda x: x",
    ],
)  # fmt: skip
def test_syntax_that_only_duckdb_has_is_refused(session: Session, sql: str) -> None:
    error = refusal(session, sql)

    assert error is not None, "it was answered"
    assert not error.sqlstate.startswith("XX"), error
