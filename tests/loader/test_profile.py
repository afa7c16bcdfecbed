"""Connection settings come from the dbt profile.

Amazon's own sign-in cannot stand here, so what would be sent to redshift_connector is looked at.
"""

import shutil
from pathlib import Path
from typing import Any

import pytest
import redshift_connector

from loader.errors import ConfigError
from loader.profile import redshift_from_profile

REDSHIFT = {
    "REDSHIFT_HOST": "example.redshift.amazonaws.com",
    "REDSHIFT_PORT": "5440",
    "REDSHIFT_USER": "loader",
    "REDSHIFT_PASSWORD": "secret's",
    "REDSHIFT_DATABASE": "dev",
    "REDSHIFT_CLUSTER_ID": "analytics",
    "REDSHIFT_WORKGROUP": "analytics",
    "AWS_DEFAULT_REGION": "eu-central-1",
}


class Connection:
    """Stands for an open connection."""

    autocommit = False

    def cursor(self) -> Any:
        return self

    def execute(self, _: str) -> None:
        pass


@pytest.fixture
def folder(tmp_path: Path, project_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the project's own dbt_project.yml and profile."""
    shutil.copy(project_dir / "dbt_project.yml", tmp_path)
    shutil.copy(project_dir / "profiles.example.yml", tmp_path / "profiles.yml")
    monkeypatch.delenv("DBT_PROFILES_DIR", raising=False)
    for name, value in REDSHIFT.items():
        monkeypatch.setenv(name, value)
    return tmp_path


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What redshift_connector.connect was asked for."""
    asked: dict[str, Any] = {}

    def connect(**settings: Any) -> Connection:
        asked.update(settings)
        return Connection()

    monkeypatch.setattr(redshift_connector, "connect", connect)
    return asked


def test_the_default_output_is_taken_with_its_password(folder: Path, sent: dict[str, Any]) -> None:
    connection = redshift_from_profile(folder, None).connect()

    assert connection.autocommit
    assert (sent["host"], sent["port"], sent["user"], sent["password"], sent["database"]) == (
        "example.redshift.amazonaws.com",
        5440,
        "loader",
        "secret's",
        "dev",
    )
    assert sent["ssl"] is False


def test_the_schema_is_that_of_the_output(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REDSHIFT_SCHEMA", "pull_request_7")

    assert redshift_from_profile(folder, None).schema == "pull_request_7"


def test_a_provisioned_cluster_is_reached_with_tls(folder: Path, sent: dict[str, Any]) -> None:
    redshift_from_profile(folder, "provisioned").connect()

    assert (sent["ssl"], sent["sslmode"]) == (True, "verify-full")
    assert not sent.get("iam")


def test_iam_of_a_provisioned_cluster(folder: Path, sent: dict[str, Any]) -> None:
    redshift_from_profile(folder, "provisioned_iam").connect()

    assert sent["iam"] is True
    assert (sent["cluster_identifier"], sent["db_user"]) == ("analytics", "loader")
    assert sent["region"] == "eu-central-1"


def test_a_serverless_workgroup(folder: Path, sent: dict[str, Any]) -> None:
    redshift_from_profile(folder, "serverless").connect()

    assert (sent["iam"], sent["is_serverless"]) == (True, True)
    assert sent["serverless_work_group"] == "analytics"


def test_a_silent_connection_is_kept_alive(folder: Path, sent: dict[str, Any]) -> None:
    redshift_from_profile(folder, None).connect()

    assert sent["tcp_keepalive"] is True
    assert sent["tcp_keepalive_idle"] == 60


def test_the_profiles_own_keepalive_wins(folder: Path, sent: dict[str, Any]) -> None:
    file = folder / "profiles.yml"
    file.write_text(
        file.read_text().replace("threads: 4", "threads: 4\n      tcp_keepalive_idle: 9")
    )

    redshift_from_profile(folder, None).connect()

    assert sent["tcp_keepalive_idle"] == 9


def test_the_named_folder_of_profiles_wins(
    folder: Path,
    sent: dict[str, Any],
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    elsewhere = tmp_path_factory.mktemp("profiles")
    text = (folder / "profiles.yml").read_text().replace("'REDSHIFT_HOST', '127.0.0.1'", "'OTHER'")
    (elsewhere / "profiles.yml").write_text(text)
    monkeypatch.setenv("DBT_PROFILES_DIR", str(elsewhere))
    monkeypatch.setenv("OTHER", "other.example.com")

    redshift_from_profile(folder, None).connect()

    assert sent["host"] == "other.example.com"


def test_it_works_from_a_folder_below_the_project(folder: Path, sent: dict[str, Any]) -> None:
    below = folder / "models" / "bikes"
    below.mkdir(parents=True)
    shutil.move(folder / "profiles.yml", below)

    redshift_from_profile(below, None).connect()

    assert sent["user"] == "loader"


def test_a_missing_variable_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("REDSHIFT_HOST")

    with pytest.raises(ConfigError, match="REDSHIFT_HOST"):
        redshift_from_profile(folder, "provisioned")


def test_an_unknown_target_is_answered_with_the_valid_ones(folder: Path) -> None:
    with pytest.raises(ConfigError, match=r"(?s)'nowhere'.*- local.*- serverless"):
        redshift_from_profile(folder, "nowhere")


def test_a_profile_for_another_database_is_refused(folder: Path) -> None:
    (folder / "profiles.yml").write_text(
        "redshift_elt: {target: a, outputs: {a: {type: postgres, host: h, port: 1, user: u,"
        " password: p, dbname: d, schema: s}}}"
    )

    with pytest.raises(ConfigError, match="type 'postgres'"):
        redshift_from_profile(folder, None)


def test_a_folder_without_a_project_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"no dbt_project\.yml"):
        redshift_from_profile(tmp_path, None)


def test_a_missing_profile_is_told_without_a_traceback(folder: Path) -> None:
    (folder / "profiles.yml").write_text("another: {}")

    with pytest.raises(ConfigError, match="redshift_elt"):
        redshift_from_profile(folder, None)
