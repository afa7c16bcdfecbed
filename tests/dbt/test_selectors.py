"""selectors.yml: what each job and each pipeline builds."""

from __future__ import annotations

import pytest

from tests.dbt.runner import Dbt


@pytest.fixture(scope="module")
def everything(project_dbt: Dbt) -> set[str]:
    return listed(project_dbt, "--select", "fqn:*")


def listed(dbt: Dbt, *selection: str) -> set[str]:
    types = ("--resource-types", "model", "seed", "snapshot")
    return set(dbt("list", *selection, *types).result)


def test_pipelines_divide_all_that_is_built(project_dbt: Dbt, everything: set[str]) -> None:
    bikes = listed(project_dbt, "--selector", "bikes")
    tickit = listed(project_dbt, "--selector", "tickit")

    assert bikes | tickit == everything
    assert not bikes & tickit


def test_jobs_divide_the_models_and_the_night_does_all(
    project_dbt: Dbt, everything: set[str]
) -> None:
    minibatch = listed(project_dbt, "--selector", "minibatch")
    hourly = listed(project_dbt, "--selector", "hourly")

    assert listed(project_dbt, "--selector", "nightly") == everything
    assert not minibatch & hourly
    assert {name.split(".")[-1] for name in everything - minibatch - hourly} == {
        "rate_plans",
        "rate_plans_snapshot",
        "tickit_users_snapshot",
    }
