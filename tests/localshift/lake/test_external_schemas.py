"""External schemas: what the catalog says of them, and what is made in Glue."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
import redshift_connector

from tests.localshift.conftest import Connect, Run, message, run_on, sqlstate
from tests.localshift.lake.conftest import ROLE

if TYPE_CHECKING:
    from mypy_boto3_glue import GlueClient


@pytest.fixture
def name(redshift: redshift_connector.Connection) -> Iterator[str]:
    """A name for an external schema and its database; both are dropped after the test."""
    name = f"lake_{uuid.uuid4().hex[:12]}"
    yield name
    run_on(redshift, "rollback", f"drop schema if exists {name} drop external database cascade")


def test_external_schema_shows_in_the_catalog(run: Run, name: str) -> None:
    run(f"create external schema {name} from data catalog database 'sampledb' {ROLE}")
    assert run(
        "select eskind, databasename, esoptions from svv_external_schemas"
        f" where schemaname = '{name}'"
    ) == [(1, "sampledb", '{"IAM_ROLE":"arn:aws:iam::000000000000:role/lake"}')]
    assert run(
        f"select schema_type, source_database from svv_all_schemas where schema_name = '{name}'"
    ) == [("external", "sampledb")]
    assert run(
        "select esdbname from pg_namespace a, pg_external_schema b"
        f" where a.oid = b.esoid and nspname = '{name}'"
    ) == [("sampledb",)]


def test_kinesis_schema_is_of_kind_nine(run: Run, name: str) -> None:
    run(f"create external schema {name} from kinesis iam_role default")
    assert run(
        f"select eskind, databasename from svv_external_schemas where schemaname = '{name}'"
    ) == [(9, "")]


def test_external_database_is_made_and_dropped(run: Run, name: str, glue: GlueClient) -> None:
    create = f"from data catalog database '{name}' {ROLE} create external database if not exists"
    run(f"create external schema {name} {create}")
    assert glue.get_database(Name=name)["Database"]["Name"] == name
    run(f"drop schema {name}", f"create external schema {name} {create}")
    run(f"drop schema {name} drop external database")
    with pytest.raises(glue.exceptions.EntityNotFoundException):
        glue.get_database(Name=name)


def test_external_database_with_tables_is_dropped_by_cascade_only(
    run: Run, name: str, glue: GlueClient
) -> None:
    glue.create_database(DatabaseInput={"Name": name})
    glue.create_table(DatabaseName=name, TableInput={"Name": "t"})
    run(f"create external schema {name} from data catalog database '{name}' {ROLE}")
    with pytest.raises(redshift_connector.Error) as error:
        run(f"drop schema {name} drop external database")
    assert sqlstate(error) == "2BP01"
    run(f"drop schema {name} drop external database cascade")
    assert run(f"select count(*) from svv_external_schemas where schemaname = '{name}'") == [(0,)]


def test_if_not_exists_leaves_a_schema_as_it_is(run: Run, name: str) -> None:
    run(f"create external schema {name} from kinesis {ROLE}")
    run(f"create external schema if not exists {name} from data catalog database 'd' {ROLE}")
    assert run(f"select eskind from svv_external_schemas where schemaname = '{name}'") == [(9,)]


def test_external_schema_rolls_back(run: Run, name: str) -> None:
    run("begin", f"create external schema {name} from data catalog database 'd' {ROLE}", "rollback")
    assert run(f"select count(*) from svv_external_schemas where schemaname = '{name}'") == [(0,)]


def test_usage_is_granted_and_the_owner_changes(run: Run, name: str) -> None:
    run(f"create external schema {name} from kinesis {ROLE}")
    run(f"grant usage on schema {name} to public", f"alter schema {name} owner to admin")
    assert run(
        f"select privilege_type from svv_schema_privileges where namespace_name = '{name}'"
    ) == [("USAGE",)]


@pytest.mark.parametrize(
    ("definition", "text"),
    [
        ("from msk iam_role default authentication none", "CREATE EXTERNAL SCHEMA FROM MSK"),
        ("from hive metastore database 'd' uri 'h'", "CREATE EXTERNAL SCHEMA FROM HIVE"),
        ("from postgres database 'd' uri 'h'", "CREATE EXTERNAL SCHEMA FROM POSTGRES"),
        ("from redshift database 'd' schema 's'", "CREATE EXTERNAL SCHEMA FROM REDSHIFT"),
        ("from data catalog database 'd' iam_role default catalog_id '1'", "CATALOG_ID"),
    ],
)
def test_other_sources_are_refused_by_name(run: Run, definition: str, text: str) -> None:
    with pytest.raises(redshift_connector.Error) as error:
        run(f"create external schema other {definition}")
    assert sqlstate(error) == "0A000"
    assert text in message(error)


def test_external_database_is_not_made_in_a_block(run: Run, name: str) -> None:
    create = f"from data catalog database '{name}' {ROLE} create external database if not exists"
    run("begin")
    with pytest.raises(redshift_connector.Error, match="cannot run inside a transaction block"):
        run(f"create external schema {name} {create}")


def test_only_the_owner_drops_the_external_database(
    run: Run, name: str, glue: GlueClient, connect: Connect
) -> None:
    create = f"from data catalog database '{name}' {ROLE} create external database if not exists"
    run(f"create external schema {name} {create}", f"create user u_{name} password 'Abcd1234'")

    with pytest.raises(redshift_connector.ProgrammingError, match="must be owner"):
        run_on(
            connect(),
            f"set session authorization u_{name}",
            f"drop schema {name} drop external database",
        )

    assert glue.get_database(Name=name)["Database"]["Name"] == name
