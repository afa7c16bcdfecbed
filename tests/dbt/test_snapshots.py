"""The snapshot of prices: what was edited by hand is remembered from one run to the next."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.dbt.runner import Dbt, copy_of_project
from tests.dbt.warehouse import Warehouse


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of this project, whose seeds a test may edit."""
    return copy_of_project(tmp_path / "project")


def edit(project: Path, old: str, new: str) -> None:
    seed = project / "seeds" / "bikes" / "rate_plans.csv"
    text = seed.read_text()
    assert old in text
    seed.write_text(text.replace(old, new))


def test_edited_price_opens_a_version_and_a_deleted_plan_ends(
    make_dbt: Callable[[Path], Dbt], project: Path, warehouse: Warehouse
) -> None:
    dbt = make_dbt(project)
    build = ("build", "--select", "+rate_plans_snapshot")
    dbt(*build)
    edit(project, "day,Day pass,0.00,0.26,true\n", "day,Day pass,0.00,0.30,true\n")
    edit(project, "corporate,Corporate membership,0.00,0.10,true\n", "")
    make_dbt(project)(*build)

    versions = warehouse.rows(
        "select plan_code, price_per_minute_usd::varchar, end_at = '9999-12-31 23:59:59'"
        " from analytics_snapshots.rate_plans_snapshot"
        " where plan_code in ('annual', 'day', 'corporate') order by 1, 2"
    )
    assert versions == [
        ("annual", "0.12", True),
        ("corporate", "0.10", False),
        ("day", "0.26", False),
        ("day", "0.30", True),
    ]
    [(gaps,)] = warehouse.rows(
        "select count(*) from analytics_snapshots.rate_plans_snapshot as a"
        " inner join analytics_snapshots.rate_plans_snapshot as b"
        " on a.plan_code = b.plan_code and a.effective_at < b.effective_at"
        " where a.end_at != b.effective_at"
    )
    assert gaps == 0
