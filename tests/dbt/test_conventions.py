"""dbt-bouncer.yml: each convention is broken once in a copy of the project, and it is noticed."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from dbt.cli.main import dbtRunner, dbtRunnerResult

from tests.dbt.runner import copy_of_project
from tests.servers import PROJECT_DIR

SCHEMA_WRITTEN_OUT = re.compile(r"\b(from|join)\s+\w+\.\w+", re.IGNORECASE)


class Broken(NamedTuple):
    """A model that breaks one convention, and the check that has to say so."""

    path: str
    reads: str
    check: str
    without: str = ""

    @property
    def name(self) -> str:
        return Path(self.path).name

    def properties(self) -> dict[str, Any]:
        """Its entry in the YAML file of its folder: all that is asked for, `without` one thing."""
        column: dict[str, Any] = {
            "name": "bike_id",
            "description": "The bike.",
            "data_tests": ["not_null"],
        }
        if self.without.startswith("column "):
            del column[self.without.removeprefix("column ")]
        whole: dict[str, Any] = {"name": self.name, "description": "Broken.", "columns": [column]}
        whole |= {"config": {"contract": {"enforced": False}}} if self.without == "contract" else {}
        return {key: value for key, value in whole.items() if key != self.without}


LANDED = "{{ source('landing', 'bike_events') }}"
STAGED = "{{ ref('stg_bikes__events') }}"
MART = "{{ ref('bike_status_history') }}"
UPSTREAM = "check_lineage_permitted_upstream_models"

BROKEN = [
    Broken("staging/bikes/bikes_of_any_name", LANDED, "check_model_names"),
    Broken("intermediate/bikes/bikes_in_between", STAGED, "check_model_names"),
    Broken("marts/bikes/stg_bikes__in_marts", STAGED, "check_model_names"),
    Broken("staging/elsewhere/stg_elsewhere__bikes", LANDED, "check_model_directories"),
    Broken("staging/bikes/stg_bikes__on_staging", STAGED, UPSTREAM),
    Broken("staging/bikes/stg_bikes__on_a_mart", MART, UPSTREAM),
    Broken("intermediate/bikes/int_bikes_from_a_mart", MART, UPSTREAM),
    Broken("marts/bikes/bikes_raw", LANDED, "check_lineage_source_cannot_be_used"),
    Broken(
        "staging/bikes/stg_bikes__hard_coded",
        "landing.bike_events",
        "check_model_hard_coded_references",
    ),
    Broken(
        "staging/bikes/stg_bikes__undescribed",
        LANDED,
        "check_model_description_populated",
        without="description",
    ),
    Broken(
        "staging/bikes/stg_bikes__column_undescribed",
        LANDED,
        "check_model_column_description_populated",
        without="column description",
    ),
    Broken(
        "staging/bikes/stg_bikes__untested",
        LANDED,
        "check_model_has_tests_by_type",
        without="column data_tests",
    ),
    Broken(
        "marts/bikes/bikes_without_contract",
        STAGED,
        "check_model_contract_enforced_for_public_model",
        without="contract",
    ),
]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of this project, with all that is BROKEN."""
    project = copy_of_project(tmp_path_factory.mktemp("broken") / "project")
    shutil.copy(PROJECT_DIR / "dbt-bouncer.yml", project)
    for broken in BROKEN:
        path = project / "models" / f"{broken.path}.sql"
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"select bike_id from {broken.reads}\n")
        properties = json.dumps({"models": [broken.properties()]})
        path.with_suffix(".yml").write_text(properties)
    return project


@pytest.fixture(scope="module")
def parsed(project: Path, profiles_dir: Path) -> dbtRunnerResult:
    """How dbt parsed the copy, with its manifest where dbt-bouncer looks for it."""
    folder = project / "target" / "lint"
    return dbtRunner().invoke(
        [
            "parse",
            "--warn-error",
            f"--project-dir={project}",
            f"--profiles-dir={profiles_dir}",
            f"--target-path={folder}",
            f"--log-path={folder}",
            "--log-level=none",
        ]
    )


@pytest.fixture(scope="module")
def failures(project: Path, parsed: dbtRunnerResult) -> dict[str, set[str]]:
    """The checks that fail in the copy, by name of node."""
    found = project / "found.json"
    subprocess.run(
        [
            Path(sys.executable).with_name("dbt-bouncer"),
            "run",
            f"--config-file={project / 'dbt-bouncer.yml'}",
            f"--output-file={found}",
            "--output-only-failures",
        ],
        stdout=subprocess.DEVNULL,
        check=False,
    )
    failed: dict[str, set[str]] = defaultdict(set)
    for check in json.loads(found.read_text()):
        failed[check["unique_id"].split(".")[-1]].add(check["check_run_id"].split(":")[0])
    return dict(failed)


def test_parsing_gives_no_warning_and_uses_nothing_deprecated(parsed: dbtRunnerResult) -> None:
    assert parsed.success, parsed.exception


@pytest.mark.parametrize("broken", BROKEN, ids=lambda broken: broken.name)
def test_broken_convention_is_noticed(failures: dict[str, set[str]], broken: Broken) -> None:
    assert broken.check in failures.get(broken.name, set())


def test_nothing_else_fails(failures: dict[str, set[str]]) -> None:
    read_from_elsewhere = {"bike_events"}

    assert failures.keys() == {broken.name for broken in BROKEN} | read_from_elsewhere
    assert failures["bike_events"] == {"check_source_used_by_models_in_same_directory"}


def test_no_test_analysis_or_macro_writes_out_a_schema() -> None:
    """dbt-bouncer looks at models only."""
    folders = ("analyses", "macros", "tests/sql")
    queries = [path for folder in folders for path in (PROJECT_DIR / folder).rglob("*.sql")]

    assert SCHEMA_WRITTEN_OUT.search("select 1\nfrom landing.bike_events")
    assert [path for path in queries if SCHEMA_WRITTEN_OUT.search(path.read_text())] == []
