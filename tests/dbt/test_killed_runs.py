"""A run that dies leaves what was there before or after it, and the next run makes it good."""

from __future__ import annotations

from tests.dbt.oracle import history
from tests.dbt.proxy import run_cut_when
from tests.dbt.runner import Dbt
from tests.dbt.warehouse import Warehouse, event

HISTORY = b'"dev"."analytics"."bike_status_history"'
STAGED = b'"dev"."analytics_staging"."stg_bikes__events"'

FIRST = [event(5, "end"), event(10, "end"), event(15, "end"), event(5, "start", bike=2)]
SECOND = [event(12, "start"), event(20, "start"), event(6, "end", bike=2), event(7, "end", bike=3)]


# What the connection that is cut has sent, in order; the last of it does not arrive.
MOMENTS = {
    "before the events are staged": [b"insert into " + STAGED],
    "before they are committed": [b"insert into " + STAGED, b"COMMIT"],
    "before the versions are made": [b'"bike_status_history__dbt_tmp'],
    "before the delete": [b"delete from " + HISTORY],
    "between delete and insert": [b"insert into " + HISTORY],
    "before the commit": [b"insert into " + HISTORY, b"COMMIT"],
}


def test_run_cut_anywhere_changes_nothing_and_the_next_completes_it(
    dbt: Dbt, warehouse: Warehouse
) -> None:
    warehouse.land(FIRST)
    dbt.build_history()
    before = warehouse.history()
    warehouse.land(SECOND)

    for moment, sent in MOMENTS.items():
        died = run_cut_when(sent, dbt, warehouse, "stg_bikes__events", "bike_status_history")
        assert not died.success, moment
        assert warehouse.history() == before, moment

    dbt.build_history()
    events = [each.for_oracle(load_id=1) for each in FIRST]
    events += [each.for_oracle(load_id=2) for each in SECOND]
    assert warehouse.history() == history(events)


def test_full_refresh_that_dies_leaves_the_history_as_it_was(
    dbt: Dbt, warehouse: Warehouse
) -> None:
    warehouse.land(FIRST)
    dbt.build_history()
    before = warehouse.history()

    died = run_cut_when(
        [b"alter table " + HISTORY], dbt, warehouse, "bike_status_history", "--full-refresh"
    )

    assert not died.success
    assert warehouse.history() == before
    dbt.build_history()
    assert warehouse.history() == before
