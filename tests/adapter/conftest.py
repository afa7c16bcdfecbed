"""dbt's own adapter tests, with a profile of type redshift that points to localshift.

The classes of the package dbt-tests-adapter come as they are; only what dbt-redshift's own tests
change for Redshift is changed here too. They take long, so that plain `pytest` leaves them out:
`make conformance` and `pytest tests/adapter -n 3 --dist loadscope` run them.
"""

from collections.abc import Iterator
from typing import Any

import psycopg2
import pytest
from dbt.tests.fixtures.project import *  # noqa: F403 - the fixtures that the classes are made of

from tests.quicker_dbt import quicker_dbt  # noqa: F401 - a fixture that needs no mention
from tests.servers import Server, running_localshift

USERS = ("dbt_test_user_1", "dbt_test_user_2", "dbt_test_user_3")


@pytest.fixture(scope="session")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A localshift with the users that the tests of grants name."""
    with (
        running_localshift(tmp_path_factory.mktemp("localshift")) as server,
        pytest.MonkeyPatch.context() as patch,
    ):
        connection = psycopg2.connect(
            host=server.host, port=server.port, user="admin", password="local", dbname="dev"
        )
        connection.autocommit = True
        for number, user in enumerate(USERS, start=1):
            connection.cursor().execute(f"create user {user} password disable")
            patch.setenv(f"DBT_TEST_USER_{number}", user)
        connection.close()
        patch.setenv("DBT_SEND_ANONYMOUS_USAGE_STATS", "false")
        yield server


@pytest.fixture(scope="class")
def dbt_profile_target(warehouse: Server) -> dict[str, Any]:
    return {
        "type": "redshift",
        "host": warehouse.host,
        "port": warehouse.port,
        "user": "admin",
        "password": "local",
        "dbname": "dev",
        "sslmode": "disable",
        "threads": 4,
    }


@pytest.fixture(scope="class")
def logs_dir(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """dbt's log goes where it is cleared away, not into this project."""
    folder = str(tmp_path_factory.mktemp("logs"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DBT_LOG_PATH", folder)
        yield folder
