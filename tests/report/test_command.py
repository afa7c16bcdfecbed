"""`python -m report` against a warehouse in which nothing is built, and against none."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from markupsafe import escape

from report.panel import all_panels
from tests.servers import PROJECT_DIR, Server, free_port, running_localshift


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running_localshift(tmp_path_factory.mktemp("localshift")) as server:
        yield server


def report(folder: Path, port: int, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run it in the project, with the example profile for a port."""
    shutil.copy(PROJECT_DIR / "profiles.example.yml", folder / "profiles.yml")
    variables = {
        "DBT_PROFILES_DIR": str(folder),
        "REDSHIFT_HOST": "127.0.0.1",
        "REDSHIFT_PORT": str(port),
    }
    return subprocess.run(
        [sys.executable, "-m", "report", "--out", str(folder / "report.html"), *arguments],
        cwd=PROJECT_DIR,
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        check=False,
    )


def test_panels_whose_marts_are_not_built_say_so(warehouse: Server, tmp_path: Path) -> None:
    done = report(tmp_path, warehouse.port)

    assert done.returncode == 3, done.stdout + done.stderr
    page = (tmp_path / "report.html").read_text()
    for _, panel in all_panels():
        assert f"<h3>{escape(panel.title)}</h3>" in page
        assert f"{panel.title}: " in done.stdout
    assert "dbt build makes it" in done.stdout
    assert "sales_by_day_and_category" in done.stdout


def test_warehouse_that_does_not_answer_is_told_and_the_page_before_stays(tmp_path: Path) -> None:
    (tmp_path / "report.html").write_text("the page before")

    done = report(tmp_path, free_port())

    assert done.returncode == 1
    assert "Redshift did not answer" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr
    assert (tmp_path / "report.html").read_text() == "the page before"


def test_output_that_the_profile_lacks_is_told(tmp_path: Path) -> None:
    done = report(tmp_path, free_port(), "--target", "nowhere")

    assert done.returncode == 2
    assert "nowhere" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr
