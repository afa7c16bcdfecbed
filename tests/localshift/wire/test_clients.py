"""The drivers and psql against a server: what goes in comes out, in the types that they promise."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import psycopg2
import psycopg2.errors
import psycopg2.extensions
import pytest
import redshift_connector

from localshift.results import Column, Description, Result
from localshift.session import Session
from localshift.types import SUPER, RedshiftType
from tests.servers import connect

at = datetime.fromisoformat

needs_psql = pytest.mark.skipif(shutil.which("psql") is None, reason="psql is not installed")

# The type, the literal, what both drivers give.
VALUES: list[tuple[str, str, Any]] = [
    ("smallint", "-7", -7),
    ("integer", "2147483647", 2147483647),
    ("bigint", "'-9223372036854775808'", -(2**63)),
    ("decimal(10,4)", "12.34", Decimal("12.3400")),
    ("decimal(38,8)", "0.00000001", Decimal("0.00000001")),
    ("real", "1.5", 1.5),
    ("double precision", "0.1", 0.1),
    ("boolean", "true", True),
    ("varchar(40)", "'Größe ✓ \\\\ it''s'", "Größe ✓ \\ it's"),
    ("char(5)", "'ab'", "ab   "),
    ("date", "'2026-11-21'", date(2026, 11, 21)),
    ("time", "'08:01:02.5'", time(8, 1, 2, 500_000)),
    ("timestamp", "'2026-11-21 08:00:00.12'", at("2026-11-21 08:00:00.120")),
    ("timestamptz", "'2026-11-21 08:00:00+02'", datetime(2026, 11, 21, 6, tzinfo=UTC)),
]


@pytest.fixture
def redshift(port: int) -> Iterator[redshift_connector.Connection]:
    with closing(connect(port, autocommit=False)) as connection:
        yield connection


@pytest.fixture
def postgres(port: int) -> Iterator[psycopg2.extensions.connection]:
    connection = psycopg2.connect(
        host="127.0.0.1", port=port, user="admin", password="local", dbname="dev"
    )
    yield connection
    connection.close()


def psql(port: int, *arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["psql", "-X", "-h", "127.0.0.1", "-p", str(port), "-U", "admin", *arguments, "dev"],
        input=stdin,
        env={**os.environ, "PGPASSWORD": "local"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(("kind", "literal", "value"), VALUES, ids=[row[0] for row in VALUES])
def test_drivers_read_every_type(
    redshift: Any, postgres: Any, kind: str, literal: str, value: Any
) -> None:
    for connection in (redshift, postgres):
        cursor = connection.cursor()

        cursor.execute(f"select {literal}::{kind} as x, null::{kind} as nothing")

        assert tuple(cursor.fetchone()) == (value, None)


def test_drivers_read_varbyte_as_hexadecimal_and_super_as_json(
    redshift: Any, postgres: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The session stands aside here: what counts is the result on its way to the driver.

    redshift_connector turns the hexadecimal text into a string by itself.
    """
    columns = (Column("x", RedshiftType("varbyte", 9)), Column("y", SUPER))
    for connection in (redshift, postgres):
        connection.autocommit = True
    monkeypatch.setattr(Session, "describe", lambda *_: Description((), columns))
    monkeypatch.setattr(
        Session, "execute", lambda *_: Result("SELECT", columns, iter([[(b"abc", '{"a":1}')]]))
    )

    for connection, seen in ((redshift, "abc"), (postgres, "616263")):
        cursor = connection.cursor()
        cursor.execute("select x, y from anywhere")
        assert tuple(cursor.fetchone()) == (seen, '{"a":1}')


PARAMETERS: list[tuple[str, Any]] = [
    ("smallint", -7),
    ("integer", 70_000),
    ("bigint", 2**40),
    ("decimal(10,4)", Decimal("12.3400")),
    ("decimal(38,0)", Decimal(10**30)),
    ("double precision", 0.1),
    ("boolean", False),
    ("varchar(40)", "Größe ✓ \\ it's $1 %s"),
    ("date", date(2026, 11, 21)),
    ("time", time(8, 1, 2)),
    ("timestamp", at("2026-11-21 08:00:00.120")),
    ("timestamptz", datetime(2026, 11, 21, 6, tzinfo=UTC)),
]


@pytest.mark.parametrize(("kind", "value"), PARAMETERS, ids=[kind for kind, _ in PARAMETERS])
def test_redshift_connector_stores_its_parameters(redshift: Any, kind: str, value: Any) -> None:
    cursor = redshift.cursor()
    cursor.execute(f"create temporary table wire_stored (n integer, x {kind})")

    cursor.execute("insert into wire_stored values (%s, %s), (%s, %s)", (1, value, 2, None))

    cursor.execute("select x from wire_stored order by n")
    assert cursor.fetchall() == ([value], [None])


@pytest.mark.parametrize(("kind", "value"), PARAMETERS, ids=[kind for kind, _ in PARAMETERS])
def test_psycopg2_stores_its_parameters(postgres: Any, kind: str, value: Any) -> None:
    cursor = postgres.cursor()
    cursor.execute(f"create temporary table wire_stored (n integer, x {kind})")

    cursor.execute("insert into wire_stored values (%s, %s), (%s, %s)", (1, value, 2, None))

    cursor.execute("select x from wire_stored order by n")
    assert cursor.fetchall() == [(value,), (None,)]


def test_redshift_connector_binds_thousands_of_parameters(redshift: Any) -> None:
    """dbt seeds do so."""
    cursor = redshift.cursor()
    cursor.execute("create temporary table wire_seed (n integer, name varchar(20))")
    values = [value for n in range(1000) for value in (n, f"name {n}")]

    cursor.execute("insert into wire_seed values " + ",".join(["(%s, %s)"] * 1000), values)

    cursor.execute("select count(*), sum(n), max(name) from wire_seed")
    assert cursor.fetchone() == [1000, 499_500, "name 999"]


def test_redshift_connector_runs_a_statement_again_after_the_table_was_made_anew(
    redshift: Any,
) -> None:
    """The driver closes its prepared statements when it sees CREATE, ALTER, DROP or ROLLBACK."""
    redshift.autocommit = True
    cursor = redshift.cursor()
    for kind, value in (("integer", 1), ("varchar(5)", "one")):
        cursor.execute("drop table if exists wire_anew")
        cursor.execute(f"create table wire_anew (x {kind})")
        cursor.execute("insert into wire_anew values (%s)", (value,))
        cursor.execute("select x from wire_anew")
        assert cursor.fetchall() == ([value],)


def test_redshift_connector_sees_errors_and_rolls_back(redshift: Any) -> None:
    cursor = redshift.cursor()
    with pytest.raises(redshift_connector.ProgrammingError) as first:
        cursor.execute("select * from no_such_table where n = %s", (1,))
    with pytest.raises(redshift_connector.ProgrammingError) as second:
        cursor.execute("select %s", (1,))

    assert first.value.args[0]["C"] == "42P01"
    assert second.value.args[0]["C"] == "25P02"
    redshift.rollback()
    cursor.execute("select 1")
    assert cursor.fetchall() == ([1],)


def test_redshift_connector_counts_rows(redshift: Any) -> None:
    cursor = redshift.cursor()
    cursor.execute("create temporary table wire_counted (n integer)")

    cursor.execute("insert into wire_counted values (1), (2), (3)")
    assert cursor.rowcount == 3
    cursor.execute("update wire_counted set n = n + 1 where n > 1")
    assert cursor.rowcount == 2


def test_redshift_connector_gets_the_columns_of_a_result(redshift: Any) -> None:
    cursor = redshift.cursor()
    cursor.execute("select 1::bigint as n, 'a'::varchar(9) as words where false")

    assert [column[:2] for column in cursor.description] == [("n", 20), ("words", 1043)]
    assert cursor.fetchall() == ()


def test_redshift_connector_is_refused_with_a_wrong_password(port: int) -> None:
    with pytest.raises(redshift_connector.InterfaceError, match="password authentication failed"):
        connect(port, password="no")


def test_psycopg2_quotes_as_redshift_reads(postgres: Any) -> None:
    cursor = postgres.cursor()
    text = "back\\slash 'quote' \\' \\\\ \n end"

    assert not cursor.mogrify("%s", (text,)).startswith(b"E")
    cursor.execute("select %s", (text,))
    assert cursor.fetchall() == [(text,)]


def test_psycopg2_has_an_exception_for_each_sqlstate(postgres: Any) -> None:
    cursor = postgres.cursor()
    with pytest.raises(psycopg2.errors.UndefinedTable):
        cursor.execute("select * from no_such_table")
    with pytest.raises(psycopg2.errors.InFailedSqlTransaction):
        cursor.execute("select 1")


def test_psycopg2_reads_a_named_cursor_in_parts(postgres: Any) -> None:
    plain = postgres.cursor()
    plain.execute("create temporary table wire_parts (n integer)")
    plain.execute("insert into wire_parts values " + ",".join(f"({n})" for n in range(250)))

    with postgres.cursor("parts") as cursor:
        cursor.itersize = 100
        cursor.execute("select n from wire_parts order by n")

        assert [n for (n,) in cursor] == list(range(250))


def test_psycopg2_sees_a_statement_that_ran_out_of_time(postgres: Any) -> None:
    cursor = postgres.cursor()
    cursor.execute("create temporary table wire_long (n integer)")
    cursor.execute("insert into wire_long values " + ",".join(f"({n})" for n in range(1000)))
    cursor.execute("set statement_timeout to 50")

    with pytest.raises(psycopg2.errors.QueryCanceled):
        cursor.execute(
            "select sum((a.n * b.n + c.n * d.n) % 7) "
            "from wire_long a, wire_long b, wire_long c, wire_long d"
        )


def test_many_rows_arrive_in_order(postgres: Any) -> None:
    cursor = postgres.cursor()
    cursor.execute("create temporary table wire_digits (n integer)")
    cursor.execute("insert into wire_digits values " + ",".join(f"({n})" for n in range(300)))

    cursor.execute(
        "select a.n * 300 + b.n as n, 'row ' || a.n::varchar from wire_digits a, wire_digits b "
        "order by 1"
    )

    assert cursor.fetchall() == [(n, f"row {n // 300}") for n in range(90_000)]


@needs_psql
def test_psql_prints_a_table(port: int) -> None:
    done = psql(port, "-c", "select 1 as n, 'ä' as letter, true as yes, null as nothing")

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        " n | letter | yes | nothing \n---+--------+-----+---------\n"
        " 1 | ä      | t   | \n(1 row)\n\n"
    )


@needs_psql
def test_psql_runs_a_script_until_its_first_error(port: int) -> None:
    script = "select 1;\nselect * from no_such_table;\nselect 2;\n"

    done = psql(port, "-v", "ON_ERROR_STOP=1", "-At", stdin=script)

    assert (done.returncode, done.stdout) == (3, "1\n")
    assert 'relation "no_such_table" does not exist' in done.stderr


@needs_psql
def test_psql_reads_a_large_result_in_parts(port: int) -> None:
    union = " union all ".join(f"select {n} as n" for n in range(25))

    done = psql(port, "-At", "-v", "FETCH_COUNT=10", "-c", f"select n from ({union}) t order by n")

    assert done.stdout.split() == [str(n) for n in range(25)]


def test_interval_is_a_duration(redshift: Any, postgres: Any) -> None:
    for connection in (redshift, postgres):
        cursor = connection.cursor()
        cursor.execute(
            "select timestamp '2026-11-21 08:00:00.5' - timestamp '2026-11-20 06:00:00' as x"
        )
        assert cursor.fetchone()[0] == timedelta(days=1, hours=2, milliseconds=500)
