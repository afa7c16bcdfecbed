"""What `python -m localshift` tells of itself."""

import subprocess
import sys

from localshift import documented
from localshift.inventory import inventory
from localshift.sql.functions import FUNCTIONS
from tests.servers import PROJECT_DIR

PAGE = PROJECT_DIR / "docs" / "localshift-functions.md"


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "localshift", *arguments]
    return subprocess.run(command, capture_output=True, text=True, cwd=PROJECT_DIR, check=False)


def test_page_lists_what_the_code_implements() -> None:
    assert PAGE.read_text("utf-8") == inventory(), (
        "run: python -m localshift functions > docs/localshift-functions.md"
    )


def test_functions_prints_the_page() -> None:
    assert run("functions").stdout == inventory()


def test_each_function_names_its_page() -> None:
    assert [entry.names for entry in FUNCTIONS if not entry.page] == []


def test_each_documented_function_is_listed_once() -> None:
    names = [" ".join(name.split()) for name in documented.FUNCTIONS.split(",")]
    assert sorted(set(names)) == sorted(names)


def test_sql_shows_what_duckdb_gets() -> None:
    shown = run("sql", "create table t (a int); select a / 2 as half from t")
    assert shown.stdout == ('SELECT "t"."a" // 2 AS "half" FROM "dev"."public"."t" AS "t";\n')


def test_explain_shows_a_plan() -> None:
    shown = run("explain", "create table t (a int); insert into t values (1); select a from t")
    assert "Seq Scan" in shown.stdout


def test_sql_that_is_refused_ends_with_its_reason() -> None:
    shown = run("sql", "select crosstab(1)")
    assert shown.returncode == 1
    assert "localshift does not implement the function crosstab()" in shown.stderr
