"""The page about all models: dbt's documentation as one file, of a warehouse if there is one."""

import os
import shlex
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from demo import commands, warehouse
from demo.process import PROJECT_DIR

_PROFILES = (PROJECT_DIR / "profiles.yml", Path.home() / ".dbt" / "profiles.yml")


def write_page(state: Path, say: Callable[[str], None]) -> Path:
    """Write the page, say what it is made from, and return its path.

    The warehouse is that of DBT_PROFILES_DIR, else the demo's of this state directory while it
    runs, else that of the profile that dbt finds. Without any the page says what the project says:
    models, columns, tests and lineage, but no sizes and no compiled SQL.

    Raises commands.CommandError with what dbt said.
    """
    if "DBT_PROFILES_DIR" in os.environ:
        say(f"reading the warehouse of {os.environ['DBT_PROFILES_DIR']}/profiles.yml")
        _generate({})
    elif warehouse.running(state):
        say("reading the demo's warehouse; DBT_PROFILES_DIR names that of another profile")
        _generate(_exported(state / "env"))
    elif any(_has_profile(file) for file in _PROFILES):
        say("reading the warehouse of your dbt profile")
        _generate({})
    else:
        say("no warehouse runs: no sizes, no compiled SQL; `make demo` starts one")
        _generate_without_warehouse()
    return PROJECT_DIR / os.environ.get("DBT_TARGET_PATH", "target") / "static_index.html"


def _generate(environment: Mapping[str, str], *options: str) -> None:
    commands.run_dbt(["docs", "generate", "--static", *options], environment)


def _generate_without_warehouse() -> None:
    with TemporaryDirectory() as folder:
        shutil.copyfile(PROJECT_DIR / "profiles.example.yml", Path(folder) / "profiles.yml")
        environment = {"DBT_PROFILES_DIR": folder}
        commands.run_dbt(["parse"], environment)
        _generate(environment, "--no-compile", "--empty-catalog")


def _exported(file: Path) -> dict[str, str]:
    """The variables that the demo's file exports."""
    lines = file.read_text("utf-8").splitlines()
    pairs = (shlex.split(line)[1].split("=", 1) for line in lines if line.startswith("export "))
    return {name: value for name, value in pairs}  # noqa: C416 - lists are no pairs to mypy


def _has_profile(file: Path) -> bool:
    return file.is_file() and "\nredshift_elt:" in "\n" + file.read_text("utf-8")
