r"""psql's backslash commands.

psql 15 sends queries of PostgreSQL 9.2 and later to a server that says it is 8.0. Redshift has not
all that they ask for either; then the error names what is missing.
"""

import os
import shutil
import subprocess
from collections.abc import Callable

import pytest

pytestmark = pytest.mark.skipif(shutil.which("psql") is None, reason="psql is not installed")

Psql = Callable[[str], subprocess.CompletedProcess[str]]


@pytest.fixture
def psql(localshift: dict[str, str]) -> Psql:
    """Run one command and get what psql prints, without headings."""
    connection = ["-h", localshift["REDSHIFT_HOST"], "-p", localshift["REDSHIFT_PORT"]]
    user = ["-U", localshift["REDSHIFT_USER"], localshift["REDSHIFT_DATABASE"]]

    def run(command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["psql", "-X", "-At", *connection, "-c", command, *user],
            env={**os.environ, "PGPASSWORD": localshift["REDSHIFT_PASSWORD"]},
            capture_output=True,
            text=True,
            check=False,
        )

    return run


@pytest.mark.parametrize(
    ("command", "lines"),
    [
        (r"\dt {0}.*", ["{0}|customers|table|admin", "{0}|orders|table|admin"]),
        (r"\dv {0}.*", ["{0}|big_orders|view|admin"]),
        (
            r"\di {0}.*",
            [
                "{0}|customers_mail_key|index|admin|customers",
                "{0}|customers_pkey|index|admin|customers",
                "{0}|orders_pkey|index|admin|orders",
            ],
        ),
        (r"\dn {0}", ["{0}|admin"]),
        (r"\dn+ {0}", ["{0}|admin||"]),
    ],
    ids=lambda value: value.split()[0] if isinstance(value, str) else "",
)
def test_relations_and_schemas_are_listed(
    psql: Psql, shop: str, command: str, lines: list[str]
) -> None:
    done = psql(command.format(shop))

    assert done.stderr == ""
    assert done.stdout.splitlines() == [line.format(shop) for line in lines]


def test_d_lists_what_the_search_path_shows(psql: Psql) -> None:
    psql("create table public.seen_by_psql (a int)")

    done = psql(r"\d")

    psql("drop table public.seen_by_psql")
    assert "public|seen_by_psql|table|admin" in done.stdout.splitlines()


def test_conninfo_names_server_and_user(psql: Psql) -> None:
    assert 'database "dev" as user "admin"' in psql(r"\conninfo").stdout


@pytest.mark.parametrize(
    ("command", "missing"),
    [
        (r"\d {0}.orders", "regtype"),
        (r"\dt+ {0}.*", "pg_size_pretty"),
        (r"\l", "datcollate"),
        (r"\du", "pg_auth_members"),
        (r"\df", "pg_function_is_visible"),
        (r"\db", "pg_tablespace"),
    ],
    ids=lambda value: value.split()[0],
)
def test_what_redshift_has_not_is_named(psql: Psql, shop: str, command: str, missing: str) -> None:
    done = psql(command.format(shop))

    assert done.stdout == ""
    assert done.stderr.startswith("ERROR:")
    assert missing in done.stderr
