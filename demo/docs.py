"""The page about all models: dbt's documentation as one file, of a warehouse if there is one."""

import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from demo.commands import run_dbt
from demo.process import PROJECT_DIR

_PROFILES = (PROJECT_DIR / "profiles.yml", Path.home() / ".dbt" / "profiles.yml")


def write_page(say: Callable[[str], None]) -> Path:
    """Write the page, say what it is made from, and return its path.

    Where dbt finds no profile, as in a fresh clone, the page says what the project says: models,
    columns, tests and lineage, but no types, no sizes and no compiled SQL.

    Raises commands.CommandError with what dbt said.
    """
    if "DBT_PROFILES_DIR" in os.environ or any(_has_profile(file) for file in _PROFILES):
        say("reading project and warehouse")
        _generate({})
    else:
        say("no warehouse: no types, no sizes, no compiled SQL; `make demo` starts one")
        with TemporaryDirectory() as folder:
            shutil.copyfile(PROJECT_DIR / "profiles.example.yml", Path(folder) / "profiles.yml")
            environment = {"DBT_PROFILES_DIR": folder}
            run_dbt(["parse"], environment)
            _generate(environment, "--no-compile", "--empty-catalog")
    return PROJECT_DIR / os.environ.get("DBT_TARGET_PATH", "target") / "static_index.html"


def _generate(environment: Mapping[str, str], *options: str) -> None:
    run_dbt(["docs", "generate", "--static", *options], environment)


def _has_profile(file: Path) -> bool:
    return file.is_file() and "\nredshift_elt:" in "\n" + file.read_text("utf-8")
