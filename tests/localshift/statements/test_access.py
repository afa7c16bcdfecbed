"""What users may do, by sessions of their own. AWS: r_Privileges, r_GRANT."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from typing import TYPE_CHECKING

import pytest
import redshift_connector

from tests.localshift.conftest import Run, message, run_on
from tests.servers import connect

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

ProgrammingError = redshift_connector.ProgrammingError
As = Callable[..., list[tuple[object, ...]]]


@pytest.fixture
def guest(run: Run, localshift: dict[str, str], schema: str) -> Iterator[As]:
    """Run statements as a new user, in the test's schema."""
    name = f"guest_{schema}"
    run(f"create user {name} password 'Abcd1234'")
    with ExitStack() as opened:
        connection = connect(localshift["REDSHIFT_PORT"], name, "Abcd1234")
        opened.callback(connection.close)
        run_on(connection, f"set search_path to {schema}")
        yield lambda *statements: run_on(connection, *statements)


def _refusal(run_as: As, sql: str) -> str:
    with pytest.raises(ProgrammingError) as error:
        run_as(sql)
    return message(error)


def test_a_user_needs_usage_of_the_schema_and_a_privilege_on_the_table(
    run: Run, guest: As, schema: str
) -> None:
    run("create table t (a int)", "insert into t values (1)")

    assert _refusal(guest, "select * from t") == f"permission denied for schema {schema}"
    run(f"grant usage on schema {schema} to guest_{schema}")
    assert _refusal(guest, "select * from t") == "permission denied for relation t"
    run(f"grant select on t to guest_{schema}")
    assert guest("select * from t") == [(1,)]
    assert _refusal(guest, "insert into t values (2)") == "permission denied for relation t"


@pytest.mark.parametrize(
    "sql",
    [
        "insert into t values (2)",
        "update t set a = 2",
        "delete from t",
        "merge into t using s on t.a = s.a when matched then delete"
        " when not matched then insert values (s.a)",
    ],
)
def test_each_change_needs_its_own_privilege(run: Run, guest: As, schema: str, sql: str) -> None:
    run("create table t (a int)", "create table s (a int)")
    run(f"grant usage on schema {schema} to public")
    run(f"grant select on all tables in schema {schema} to guest_{schema}")

    assert _refusal(guest, sql) == "permission denied for relation t"
    run(f"grant insert, update, delete on t to guest_{schema}")
    guest(sql)


@pytest.mark.parametrize(
    "sql", ["drop table t", "alter table t rename to u", "truncate t", "comment on table t is 'x'"]
)
def test_only_the_owner_changes_a_tables_definition(
    run: Run, guest: As, schema: str, sql: str
) -> None:
    run("create table t (a int)")
    run(f"grant usage on schema {schema} to public")

    assert _refusal(guest, sql) == "must be owner of relation t"
    run(f"alter table t owner to guest_{schema}")
    guest(sql)


def test_a_view_is_read_by_its_owners_rights(run: Run, guest: As, schema: str) -> None:
    run("create table t (a int)", "insert into t values (1)", "create view v as select a from t")
    run(f"grant usage on schema {schema} to public", f"grant select on v to guest_{schema}")

    assert guest("select * from v") == [(1,)]
    assert _refusal(guest, "select * from t") == "permission denied for relation t"


def test_a_privilege_comes_through_a_role_that_is_granted_to_a_role(
    run: Run, guest: As, schema: str
) -> None:
    run("create table t (a int)", f"create role r1_{schema}", f"create role r2_{schema}")
    run(f"grant usage on schema {schema} to public", f"grant select on t to role r1_{schema}")
    run(f"grant role r1_{schema} to role r2_{schema}", f"grant role r2_{schema} to guest_{schema}")

    assert guest("select * from t") == []
    run(f"revoke role r1_{schema} from role r2_{schema}")
    assert _refusal(guest, "select * from t") == "permission denied for relation t"


def test_a_grant_option_lets_the_user_grant(run: Run, guest: As, schema: str) -> None:
    run("create table t (a int)", f"create user other_{schema} password 'Abcd1234'")
    run(f"grant usage on schema {schema} to public", f"grant select on t to guest_{schema}")
    grant = f"grant select on t to other_{schema}"

    assert _refusal(guest, grant) == "permission denied for relation t"
    run(f"grant select on t to guest_{schema} with grant option")
    guest(grant)


def test_a_renamed_user_keeps_what_it_owns_and_may(run: Run, guest: As, schema: str) -> None:
    run("create table t (a int)", f"grant select on t to guest_{schema}")
    guest("create table public.owned_by_guest (a int)")

    run(f"alter user guest_{schema} rename to renamed_{schema}")

    assert run(f"select has_table_privilege('renamed_{schema}', '{schema}.t', 'select')") == [
        (True,)
    ]
    owner = "select tableowner from pg_tables where tablename = 'owned_by_guest'"
    assert run(owner) == [(f"renamed_{schema}",)]
    run("drop table public.owned_by_guest")


def test_the_owner_of_a_function_is_renamed_and_not_dropped(
    run: Run, guest: As, schema: str
) -> None:
    run(f"grant create, usage on schema {schema} to guest_{schema}")
    guest("create function f (int) returns int immutable as $$ select $1 $$ language sql")

    run(f"alter user guest_{schema} rename to renamed_{schema}")

    assert "some objects depend on it" in _refusal(run, f"drop user renamed_{schema}")


def test_the_history_of_loads_says_who_loaded(
    run: Run, guest: As, schema: str, bucket: str, s3: S3Client
) -> None:
    s3.put_object(Bucket=bucket, Key="rows", Body=b"1")
    run("create table t (a int)", f"grant insert on t to guest_{schema}")
    run(f"grant usage on schema {schema} to public")

    guest(f"copy t from 's3://{bucket}/rows' iam_role default")

    [(user_id,)] = run(
        f"select user_id from sys_load_history where data_source = 's3://{bucket}/rows'"
    )
    assert run(f"select usename from pg_user where usesysid = {user_id}") == [(f"guest_{schema}",)]


def test_only_a_superuser_cancels_the_queries_of_others(run: Run, guest: As) -> None:
    [(own,)] = guest("select pg_backend_pid()")
    [(of_admin,)] = run("select pg_backend_pid()")

    assert _refusal(guest, f"cancel {of_admin}").startswith("must be superuser")
    guest(f"cancel {own}")


def test_only_a_superuser_terminates_the_sessions_of_others(run: Run, guest: As) -> None:
    """PG_TERMINATE_BACKEND"""
    [(of_admin,)] = run("select pg_backend_pid()")

    assert _refusal(guest, f"select pg_terminate_backend({of_admin})").startswith(
        "must be superuser"
    )
    assert run("select 1") == [(1,)]


def test_a_password_is_good_until_it_is_no_longer_valid(
    run: Run, localshift: dict[str, str], schema: str
) -> None:
    """r_CREATE_USER"""
    name = f"late_{schema}"
    run(f"create user {name} password 'Abcd1234' valid until '2020-01-01'")

    with pytest.raises(redshift_connector.Error, match="password authentication failed"):
        connect(localshift["REDSHIFT_PORT"], name, "Abcd1234")

    run(f"alter user {name} valid until 'infinity'")
    connect(localshift["REDSHIFT_PORT"], name, "Abcd1234").close()


def test_a_user_has_no_more_connections_than_the_limit(
    run: Run, localshift: dict[str, str], schema: str
) -> None:
    """r_CREATE_USER. The limit is not enforced for superusers."""
    name = f"lonely_{schema}"
    run(f"create user {name} password 'Abcd1234' connection limit 1")
    with closing(connect(localshift["REDSHIFT_PORT"], name, "Abcd1234")):
        with pytest.raises(redshift_connector.Error, match="too many connections for user"):
            connect(localshift["REDSHIFT_PORT"], name, "Abcd1234")

        run(f"alter user {name} createuser")
        connect(localshift["REDSHIFT_PORT"], name, "Abcd1234").close()
