"""A localshift of their own for the tests of the dbt project, and a dbt to drive against it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.dbt.readings import READINGS_TABLE
from tests.dbt.warehouse import PROJECT_DIR, Dbt, Warehouse
from tests.servers import connect, running_localshift


@pytest.fixture(scope="session")
def warehouse_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    with (
        running_localshift(tmp_path_factory.mktemp("dbt-localshift")) as server,
        closing(connect(server.port)) as connection,
    ):
        yield Warehouse(connection, server.host, server.port)


@pytest.fixture
def warehouse(warehouse_server: Warehouse) -> Iterator[Warehouse]:
    """An empty landing table, and nothing built from it."""
    warehouse_server.reset()
    with warehouse_server.environment():
        yield warehouse_server


@pytest.fixture(scope="session")
def profiles_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the project's example profile, as a newcomer would copy it."""
    folder = tmp_path_factory.mktemp("profiles")
    example = PROJECT_DIR / "profiles.example.yml"
    shutil.copy(example, folder / "profiles.yml")
    return folder


@pytest.fixture(scope="session")
def make_dbt(tmp_path_factory: pytest.TempPathFactory, profiles_dir: Path) -> Callable[[Path], Dbt]:
    """Return a function that makes a Dbt for the project in a folder."""

    def make(project_dir: Path) -> Dbt:
        return Dbt(project_dir, profiles_dir, tmp_path_factory.mktemp("target"))

    return make


@pytest.fixture(scope="session")
def project_dbt(make_dbt: Callable[[Path], Dbt]) -> Dbt:
    return make_dbt(PROJECT_DIR)


@pytest.fixture(scope="session")
def readings_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The readings project, with this project's macros."""
    folder = tmp_path_factory.mktemp("readings") / "project"
    shutil.copytree(Path(__file__).parent / "readings_project", folder)
    shutil.copytree(PROJECT_DIR / "macros", folder / "macros")
    return folder


@pytest.fixture(scope="session")
def readings_dbt(make_dbt: Callable[[Path], Dbt], readings_dir: Path) -> Dbt:
    return make_dbt(readings_dir)


@pytest.fixture
def readings(warehouse: Warehouse) -> Iterator[Warehouse]:
    """A warehouse with an empty table of readings, and nothing built from it."""
    warehouse.execute(READINGS_TABLE)
    yield warehouse
    warehouse.execute("drop table landing.readings")


@pytest.fixture
def dbt(project_dbt: Dbt, warehouse: Warehouse) -> Dbt:
    """Dbt for this project, on an empty warehouse."""
    return project_dbt
