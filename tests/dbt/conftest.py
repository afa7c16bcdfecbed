"""A localshift of their own for the tests of the dbt project, and a dbt to drive against it."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import boto3
import pytest

from producers.__main__ import cli as producers
from tests.dbt.readings import READINGS_TABLE
from tests.dbt.runner import Dbt, copy_with_macros
from tests.dbt.warehouse import Warehouse
from tests.quicker_dbt import quicker_dbt  # noqa: F401 - a fixture that needs no mention
from tests.servers import PROJECT_DIR, connect, running_localshift

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


@pytest.fixture(scope="session")
def warehouse_server(
    tmp_path_factory: pytest.TempPathFactory, aws: dict[str, str]
) -> Iterator[Warehouse]:
    with (
        running_localshift(tmp_path_factory.mktemp("dbt-localshift"), aws) as server,
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
def make_dbt(tmp_path_factory: pytest.TempPathFactory, profiles_dir: Path) -> Callable[..., Dbt]:
    """Return a function that makes a Dbt for the project in a folder, with options of dbt."""

    def make(project_dir: Path, *options: str) -> Dbt:
        return Dbt(project_dir, profiles_dir, tmp_path_factory.mktemp("target"), *options)

    return make


@pytest.fixture(scope="session")
def tickit_bucket(aws: dict[str, str], s3: S3Client) -> Iterator[str]:
    """The bucket that the sources of TICKIT name, empty until `tickit_files` fills it."""
    name = f"tickit-{uuid.uuid4().hex[:12]}"
    s3.create_bucket(Bucket=name)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TICKIT_BUCKET", name)
        yield name


@pytest.fixture(scope="session")
def charging_stream(aws: dict[str, str]) -> Iterator[str]:
    """The stream that the source of charging sessions names, empty. Its name has capitals."""
    name = f"ChargingSessions-{uuid.uuid4().hex[:12]}"
    boto3.client("kinesis").create_stream(StreamName=name, ShardCount=2)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CHARGING_STREAM", name)
        yield name


@pytest.fixture(scope="session")
def tickit_files(tmp_path_factory: pytest.TempPathFactory, tickit_bucket: str) -> Path:
    """A hundredth of TICKIT, in the bucket and in the directory that is returned."""
    folder = tmp_path_factory.mktemp("tickit")
    place = f"s3://{tickit_bucket}/tickit"
    producers(
        ["tickit", "--scale", "0.01", "--out", str(folder), "--s3", place], standalone_mode=False
    )
    return folder


@pytest.fixture(scope="session")
def tickit_warehouse(
    tmp_path_factory: pytest.TempPathFactory,
    aws: dict[str, str],
    project_dbt: Dbt,
    tickit_files: Path,
) -> Iterator[Warehouse]:
    """A localshift of its own in which the external tables of TICKIT stand, and nothing is built.

    dbt reaches it within `tickit_warehouse.environment()`.
    """
    with (
        running_localshift(tmp_path_factory.mktemp("tickit-localshift"), aws) as server,
        closing(connect(server.port)) as connection,
    ):
        warehouse = Warehouse(connection, server.host, server.port)
        with warehouse.environment():
            stage_tickit(project_dbt)
        yield warehouse


@pytest.fixture
def lakehouse(warehouse: Warehouse, project_dbt: Dbt, tickit_files: Path) -> Warehouse:
    """The same as `warehouse`, with the external tables of TICKIT: all that the project reads."""
    stage_tickit(project_dbt)
    return warehouse


def stage_tickit(dbt: Dbt) -> None:
    """Set up the warehouse and make the external tables, by the project's own operations."""
    for name in ("setup_warehouse", "stage_external_sources"):
        done = dbt.operation(name)
        assert done.success, done.said


@pytest.fixture(scope="session")
def project_dbt(make_dbt: Callable[[Path], Dbt], tickit_bucket: str, charging_stream: str) -> Dbt:
    return make_dbt(PROJECT_DIR)


@pytest.fixture(scope="session")
def readings_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The readings project, with this project's macros."""
    return copy_with_macros("readings_project", tmp_path_factory.mktemp("readings") / "project")


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
