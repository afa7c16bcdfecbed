"""What the tests of TICKIT's marts share: the marts, and what they should say."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.dbt.runner import Dbt
from tests.dbt.tickit_figures import Figures, figures, raw
from tests.dbt.warehouse import Warehouse


@pytest.fixture(scope="session")
def expected(tickit_files: Path) -> Figures:
    return figures(tickit_files)


@pytest.fixture(scope="session")
def users(tickit_files: Path) -> dict[int, dict[str, str]]:
    return {int(row["userid"]): row for row in raw(tickit_files, "user")}


@pytest.fixture(scope="session")
def events(tickit_files: Path) -> dict[int, dict[str, str]]:
    """Events with the fields of their venue, category and day."""
    venues = {row["venueid"]: row for row in raw(tickit_files, "venue")}
    categories = {row["catid"]: row for row in raw(tickit_files, "category")}
    days = {row["dateid"]: row for row in raw(tickit_files, "date")}
    return {
        int(row["eventid"]): days[row["dateid"]]
        | venues[row["venueid"]]
        | categories[row["catid"]]
        | row
        for row in raw(tickit_files, "event")
    }


@pytest.fixture(scope="session")
def built_tickit(tickit_warehouse: Warehouse, project_dbt: Dbt) -> Warehouse:
    """The warehouse, with all models of TICKIT built."""
    with tickit_warehouse.environment():
        project_dbt("seed", "--select", "path:seeds/tickit")
        project_dbt("run", "--selector", "tickit")
    return tickit_warehouse


@pytest.fixture
def marts(built_tickit: Warehouse) -> Iterator[Warehouse]:
    """The same; dbt reaches it during the test."""
    with built_tickit.environment():
        yield built_tickit
