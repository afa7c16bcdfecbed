"""`make docs` where there is no warehouse, or none that answers."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from demo import docs
from demo.__main__ import main


@pytest.fixture(autouse=True)
def no_warehouse(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("REDSHIFT_PORT", "1")
    monkeypatch.setenv("DBT_TARGET_PATH", str(tmp_path))
    monkeypatch.setenv("DBT_LOG_PATH", str(tmp_path))


def test_fresh_clone_has_its_page_and_is_told_what_it_lacks(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("DBT_PROFILES_DIR", raising=False)
    monkeypatch.setattr(docs, "_PROFILES", ())

    told = CliRunner().invoke(main, ["docs"])

    assert told.exit_code == 0, told.output
    assert "`make demo` starts one" in told.output
    assert f"open {tmp_path.as_uri()}/static_index.html" in told.output
    page = (tmp_path / "static_index.html").read_text("utf-8")
    assert '"name": "fct_sales"' in page
    assert "One row per sale, with what is known of its event" in page


def test_profile_that_cannot_be_used_is_told_in_dbts_words(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DBT_PROFILES_DIR", str(tmp_path / "nowhere"))

    told = CliRunner().invoke(main, ["docs"])

    assert told.exit_code == 1
    assert "nowhere' does not exist" in told.output
    assert "next   start the warehouse of the profile" in told.output
    assert not (tmp_path / "static_index.html").exists()
