"""selectors.yml: what each job and each pipeline builds."""

from __future__ import annotations

import json

import pytest
import yaml

from tests.dbt.runner import Dbt
from tests.servers import PROJECT_DIR


@pytest.fixture(scope="module")
def everything(project_dbt: Dbt) -> set[str]:
    return listed(project_dbt, "--select", "fqn:*")


def listed(dbt: Dbt, *selection: str) -> set[str]:
    types = ("--resource-types", "model", "seed", "snapshot")
    return set(dbt("list", *selection, *types).result)


def test_pipelines_divide_all_that_is_built(project_dbt: Dbt, everything: set[str]) -> None:
    pipelines = [
        listed(project_dbt, "--selector", name)
        for name in ("bikes", "charging", "sensors", "tickit")
    ]

    assert set().union(*pipelines) == everything
    assert sum(map(len, pipelines)) == len(everything)


def test_jobs_divide_the_models_and_the_night_does_all(
    project_dbt: Dbt, everything: set[str]
) -> None:
    minibatch = listed(project_dbt, "--selector", "minibatch")
    hourly = listed(project_dbt, "--selector", "hourly")
    models = set(project_dbt("list", "--resource-type", "model").result)

    assert listed(project_dbt, "--selector", "nightly") == everything
    assert not minibatch & hourly
    assert minibatch | hourly == models


def test_tags_are_those_of_the_selectors(project_dbt: Dbt) -> None:
    lines = project_dbt("list", "--output", "json", "--output-keys", "tags").result
    selectors = yaml.safe_load((PROJECT_DIR / "selectors.yml").read_text())["selectors"]
    definitions = [selector["definition"] for selector in selectors]

    assert {tag for line in lines for tag in json.loads(line).get("tags", [])} == {
        definition["value"] for definition in definitions if definition.get("method") == "tag"
    }
