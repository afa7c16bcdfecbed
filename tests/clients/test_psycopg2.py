"""psycopg2 beyond queries: named cursors, many rows at once, and what Redshift has not."""

import io
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import psycopg2
import pytest
from psycopg2 import errors, sql
from psycopg2.extras import DictCursor, execute_batch, execute_values


@pytest.fixture
def postgres(localshift: dict[str, str]) -> Iterator[Any]:
    connection = psycopg2.connect(
        host=localshift["REDSHIFT_HOST"],
        port=localshift["REDSHIFT_PORT"],
        user=localshift["REDSHIFT_USER"],
        password=localshift["REDSHIFT_PASSWORD"],
        dbname=localshift["REDSHIFT_DATABASE"],
    )
    with closing(connection):
        yield connection


def test_execute_values_inserts_all_rows(postgres: Any) -> None:
    cursor = postgres.cursor()
    cursor.execute("create temp table t (n int, name varchar(20))")

    execute_values(cursor, "insert into t values %s", [(n, f"name {n}") for n in range(250)])

    cursor.execute("select count(*), sum(n), max(name) from t")
    assert cursor.fetchone() == (250, 31125, "name 99")


def test_execute_batch_sends_several_statements_at_once(postgres: Any) -> None:
    cursor = postgres.cursor()
    cursor.execute("create temp table t (n int)")

    execute_batch(cursor, "insert into t values (%s)", [(n,) for n in range(10)], page_size=4)

    cursor.execute("select count(*) from t")
    assert cursor.fetchone() == (10,)


def test_a_named_cursor_is_read_in_parts(postgres: Any) -> None:
    plain = postgres.cursor()
    plain.execute("create temp table t (n int)")
    execute_values(plain, "insert into t values %s", [(n,) for n in range(25)])

    with postgres.cursor("parts") as cursor:
        cursor.execute("select n from t order by n")

        assert cursor.fetchmany(10) == [(n,) for n in range(10)]
        assert cursor.fetchone() == (10,)
        assert len(cursor.fetchall()) == 14


def test_a_cursor_gives_rows_by_name(postgres: Any) -> None:
    with postgres.cursor(cursor_factory=DictCursor) as cursor:
        cursor.execute("select 1 as n, 'a' as letter")
        assert dict(cursor.fetchone()) == {"n": 1, "letter": "a"}


def test_identifiers_are_composed(postgres: Any) -> None:
    cursor = postgres.cursor()
    name = sql.Identifier("with space")
    cursor.execute(sql.SQL("create temp table {} (n int)").format(name))

    cursor.execute(sql.SQL("select count(*) from {}").format(name))

    assert cursor.fetchone() == (0,)


def test_a_savepoint_is_refused(postgres: Any) -> None:
    cursor = postgres.cursor()
    with pytest.raises(psycopg2.Error, match=r"(?i)savepoint"):
        cursor.execute("savepoint here")


def test_copy_from_the_client_is_refused(postgres: Any) -> None:
    """Redshift copies from S3 alone."""
    cursor = postgres.cursor()
    cursor.execute("create temp table t (n int)")
    with pytest.raises(errors.FeatureNotSupported, match=r"(?i)stdin"):
        cursor.copy_expert("copy t from stdin", io.StringIO("1\n"))


def test_one_connection_takes_turns_between_transactions(postgres: Any) -> None:
    with postgres, postgres.cursor() as cursor:
        cursor.execute("create temp table t (n int)")
    with pytest.raises(errors.UndefinedTable), postgres, postgres.cursor() as cursor:
        cursor.execute("insert into t values (1)")
        cursor.execute("select * from nowhere")
    with postgres, postgres.cursor() as cursor:
        cursor.execute("select count(*) from t")
        assert cursor.fetchone() == (0,)
