"""A project as wide as real ones: many models at once must not get into each other's way."""

from typing import Any

import pytest
from dbt.tests.util import run_dbt

RUNS, THREADS = 10, 8
NAMES = [f"model_{number:02}" for number in range(60)]

SOURCE = "select {n} as id, 'model {n}' as name, getdate() as built_at"
CONFIGS = (
    "materialized='table', dist='id', sort=['built_at']",
    "materialized='view'",
    "materialized='view', bind=False",
    "materialized='incremental', unique_key='id', incremental_strategy='merge'",
    "materialized='incremental', unique_key='id', incremental_strategy='delete+insert'",
    "materialized='incremental', incremental_strategy='append'",
)


def model(number: int, below: str | None) -> str:
    """A model of one of the kinds; `below` is the model that it reads, if it reads one."""
    query = SOURCE.format(n=number)
    if below is not None:
        columns = "id, max(name), max(built_at)"
        query += f" union all select {columns} from {{{{ ref('{below}') }}}} group by id"
    return f"{{{{ config({CONFIGS[number % len(CONFIGS)]}) }}}} {query}"


def described(name: str) -> dict[str, Any]:
    return {"name": name, "description": f"The model {name}."}


def described_with_columns(name: str) -> dict[str, Any]:
    columns = [{"name": "id", "description": f"The key of {name}."}]
    return described(name) | {"columns": columns}


class TestManyModels:
    """Twenty models that read nothing, twenty that read those, twenty that read these."""

    @pytest.fixture(scope="class")
    def models(self) -> dict[str, Any]:
        return {
            f"{name}.sql": model(number, NAMES[number - 20] if number >= 20 else None)
            for number, name in enumerate(NAMES)
        }

    @pytest.fixture(scope="class")
    def properties(self) -> dict[str, Any]:
        """All are described, one in five with its columns, for which dbt asks the catalog twice."""
        models = [
            described(name) if number % 5 else described_with_columns(name)
            for number, name in enumerate(NAMES)
        ]
        return {"schema.yml": {"models": models}}

    @pytest.fixture(scope="class")
    def project_config_update(self) -> dict[str, Any]:
        return {
            "models": {
                "+grants": {"select": ["dbt_test_user_1", "dbt_test_user_2"]},
                "+persist_docs": {"relation": True, "columns": True},
            }
        }

    def test_sixty_models_on_eight_threads_run_ten_times(self, project: Any) -> None:
        for _ in range(RUNS):
            results = run_dbt(["run", "--threads", str(THREADS)])
            assert [result.status for result in results] == ["success"] * 60

        merged = f"select count(*) from {project.test_schema}.model_03"
        appended = f"select count(*) from {project.test_schema}.model_05"
        assert project.run_sql(merged, fetch="one")[0] == 1
        assert project.run_sql(appended, fetch="one")[0] == RUNS

        run_dbt(["docs", "generate"])
