"""The benchmark of type-2 merges, on a history of 2,000 versions."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.scd2.competitors import self_join
from benchmarks.scd2.dbt_competitors import dbt_competitors
from benchmarks.scd2.running import Merged, make_events, merges
from benchmarks.scd2.workload import Workload
from benchmarks.servers import Localshift, running_localshift

WORKLOAD = Workload(versions=2_500, bikes=250, batch_events=200, busy_bikes=2)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Localshift]:
    path = tmp_path_factory.mktemp("scd2") / "warehouse.duckdb"
    with running_localshift(str(path)) as running:
        make_events(running, WORKLOAD, lambda _: None)
        yield running


def found(merged: list[Merged]) -> list[tuple[bool, int]]:
    """Was the batch late, and how many versions are wrong."""
    assert all(each.older_kept for each in merged)
    return [(each.late, each.wrong) for each in merged]


def test_type_2_has_no_wrong_version(server: Localshift, tmp_path: Path) -> None:
    with dbt_competitors(server.port, tmp_path) as of_dbt:
        merged = list(merges(server, WORKLOAD, of_dbt.type_2, lambda _: None))
    assert found(merged) == [(False, 0), (True, 0), (False, 0), (True, 0)]


def test_self_join_is_right_in_order_and_wrong_with_late_events(server: Localshift) -> None:
    in_order, late, busy_in_order, busy_late = merges(server, WORKLOAD, self_join(), lambda _: None)
    assert in_order.wrong == busy_in_order.wrong == 0
    assert late.wrong > 0
    assert busy_late.wrong > 0
