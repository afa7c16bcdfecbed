"""The real dbt, as tests and benchmarks run it: in their own process, parsed once."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from dbt.cli.main import dbtRunner

from tests.servers import PROJECT_DIR


@contextmanager
def profile_pointing_to(host: str, port: int) -> Iterator[None]:
    """Let the project's local profile mean this server, as its default user."""
    with pytest.MonkeyPatch.context() as patch:
        for setting in ("USER", "PASSWORD", "DATABASE", "SCHEMA"):
            patch.delenv(f"REDSHIFT_{setting}", raising=False)
        patch.setenv("REDSHIFT_HOST", host)
        patch.setenv("REDSHIFT_PORT", str(port))
        yield


@dataclass(frozen=True)
class Operation:
    """How `dbt run-operation` ended, and what it told its user."""

    success: bool
    said: tuple[str, ...]


def copy_of_project(folder: Path) -> Path:
    """Copy all that dbt reads of this project, for a test to edit."""
    for part in ("models", "macros", "seeds", "snapshots", "analyses", "tests/sql"):
        shutil.copytree(PROJECT_DIR / part, folder / part)
    for file in ("dbt_project.yml", "selectors.yml"):
        shutil.copy(PROJECT_DIR / file, folder)
    return folder


def copy_with_macros(name: str, folder: Path) -> Path:
    """Copy a small project that stands beside this file, with the macros of this project."""
    shutil.copytree(Path(__file__).parent / name, folder)
    shutil.copytree(PROJECT_DIR / "macros", folder / "macros")
    return folder


class Dbt:
    """The real dbt, run in this process. The project is parsed once."""

    def __init__(
        self, project_dir: Path, profiles_dir: Path, target_dir: Path, *options: str
    ) -> None:
        """`options` go with every command, parsing included."""
        self._target_dir = target_dir
        self._options = [
            f"--project-dir={project_dir}",
            f"--profiles-dir={profiles_dir}",
            f"--target-path={target_dir}",
            f"--log-path={target_dir}",
            "--log-level=none",
            "--no-write-json",
            "--cache-selected-only",
            *options,
        ]
        self._said: list[str] = []
        self._runner = dbtRunner()
        self._runner = dbtRunner(manifest=self("parse").result, callbacks=[self._listen])

    def __call__(self, *arguments: str) -> Any:
        """Run dbt; fail with what it said unless all of it succeeded."""
        result = self.attempt(*arguments)
        assert result.success, result.exception or [
            f"{item.node.unique_id}: {item.status}: {item.message}"
            for item in result.result.results
            if item.status not in ("success", "pass", "warn")
        ]
        return result

    def attempt(self, *arguments: str) -> Any:
        """Run dbt, whether it succeeds or not. Returns dbt's own dbtRunnerResult."""
        return self._runner.invoke([*arguments, *self._options])

    def operation(self, name: str, **arguments: Any) -> Operation:
        """Run an operation of the project, whether it succeeds or not; a warning fails it."""
        self._said.clear()
        options = ("--args", json.dumps(arguments), "--warn-error")
        result = self.attempt("run-operation", name, *options)
        return Operation(result.success, tuple(self._said))

    def _listen(self, event: Any) -> None:
        if event.info.name in ("JinjaLogInfo", "RunningOperationCaughtError"):
            self._said.append(event.info.msg)

    def build_history(self, *options: str) -> None:
        """Bring the staged events and the history up to date."""
        self("run", "--select", "stg_bikes__events", "bike_status_history", *options)

    def artifact(self, name: str) -> dict[str, Any]:
        """Return manifest.json or catalog.json, as dbt last wrote it."""
        content: dict[str, Any] = json.loads((self._target_dir / name).read_text())
        return content

    def keep_manifest(self, folder: Path) -> None:
        """Write manifest.json to a new folder, as jobs keep it for `--state`."""
        folder.mkdir()
        assert self._runner.manifest
        self._runner.manifest.write(str(folder / "manifest.json"))  # type: ignore[no-untyped-call]

    def compiled(self, model: str) -> str:
        """Return the SQL that the model came to when dbt last ran it."""
        [path] = (self._target_dir / "compiled").rglob(f"{model}.sql")
        return path.read_text()
