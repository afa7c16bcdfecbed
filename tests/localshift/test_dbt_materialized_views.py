"""dbt-redshift's own materialization of materialized views, unmodified."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from dbt.cli.main import dbtRunner

from tests.localshift.conftest import Run

PROJECT = "name: views\nversion: '1.0'\nprofile: views\nmodel-paths: [models]\n"


class Dbt:
    """A project of one model, `summary`, in a schema of its own."""

    def __init__(self, folder: Path, schema: str, localshift: dict[str, str]) -> None:
        self._folder = folder
        (folder / "models").mkdir()
        (folder / "dbt_project.yml").write_text(PROJECT)
        output = {
            "type": "redshift",
            "host": localshift["REDSHIFT_HOST"],
            "port": int(localshift["REDSHIFT_PORT"]),
            "user": localshift["REDSHIFT_USER"],
            "password": localshift["REDSHIFT_PASSWORD"],
            "dbname": localshift["REDSHIFT_DATABASE"],
            "schema": schema,
            "sslmode": "disable",
            "threads": 1,
        }
        profile = {"views": {"target": "local", "outputs": {"local": output}}}
        (folder / "profiles.yml").write_text(json.dumps(profile))

    def run(self, query: str, *options: str, **config: object) -> None:
        """Write the model and run it. Raises AssertionError with dbt's own words."""
        config = {"materialized": "materialized_view", **config}
        settings = ", ".join(f"{name}={value!r}" for name, value in config.items())
        model = f"{{{{ config({settings}) }}}}\n{query}\n"
        (self._folder / "models" / "summary.sql").write_text(model)
        self.command("run", *options)

    def command(self, *words: str) -> None:
        folder = str(self._folder)
        places = ["--project-dir", folder, "--profiles-dir", folder, "--log-level=none"]
        result = dbtRunner().invoke([*words, *places])
        assert result.success, result.exception or [
            node.message for node in getattr(result.result, "results", [])
        ]


@pytest.fixture
def dbt(tmp_path: Path, schema: str, run: Run, localshift: dict[str, str]) -> Dbt:
    run("create table t (a int, b int)", "insert into t values (1, 10)")
    return Dbt(tmp_path, schema, localshift)


def summary(schema: str) -> str:
    return f"select a, sum(b) as total from {schema}.t group by a"


def test_second_run_refreshes_and_the_docs_call_it_a_materialized_view(
    dbt: Dbt, run: Run, schema: str, tmp_path: Path
) -> None:
    dbt.run(summary(schema), dist="a", sort=["a"])
    run("insert into t values (1, 5)")
    dbt.run(summary(schema), dist="a", sort=["a"])
    assert run("select a, total from summary") == [(1, 15)]
    assert run(
        f"select mv_name, status from sys_mv_refresh_history where schema_name = '{schema}'"
    ) == [("summary", "Refresh successfully updated MV incrementally")]

    dbt.command("docs", "generate")
    catalog = json.loads((tmp_path / "target" / "catalog.json").read_text())
    (node,) = catalog["nodes"].values()
    assert node["metadata"]["type"] == "MATERIALIZED VIEW"
    assert list(node["columns"]) == ["a", "total"]


def test_changed_configuration_is_applied(dbt: Dbt, run: Run, schema: str) -> None:
    dbt.run(summary(schema), sort=["a"])
    dbt.run(summary(schema), sort=["a"], auto_refresh=True)
    assert run(f"select autorefresh from svv_mv_info where schema_name = '{schema}'") == [("t",)]
    dbt.run(summary(schema), sort=["total"], auto_refresh=True)
    assert run(
        f"select sortkey1 from svv_table_info where schema = '{schema}' and \"table\" = 'summary'"
    ) == [("total",)]


def test_full_refresh_and_a_change_to_a_table_replace_it(dbt: Dbt, run: Run, schema: str) -> None:
    for materialized in ("materialized_view", "materialized_view", "table"):
        dbt.run(summary(schema), "--full-refresh", materialized=materialized)
    assert run(
        "select table_type from svv_tables"
        f" where table_schema = '{schema}' and table_name = 'summary'"
    ) == [("BASE TABLE",)]
