"""What was sold at each venue, against Python's figures from the raw files."""

from collections import Counter
from pathlib import Path

from tests.dbt.tickit_figures import Figures, Totals, raw
from tests.dbt.warehouse import Warehouse


def test_sales_by_venue_have_every_venue_and_all_its_sales(
    marts: Warehouse, expected: Figures, tickit_files: Path
) -> None:
    found = marts.rows(
        "select venue_id, venue_name, events, sales, tickets_sold, price_paid, commission"
        " from analytics.sales_by_venue"
    )

    events = Counter(row["venueid"] for row in raw(tickit_files, "event"))
    assert sorted(map(tuple, found)) == sorted(
        (
            int(row["venueid"]),
            row["venuename"],
            events[row["venueid"]],
            *expected.by_venue.get(int(row["venueid"]), Totals()),
        )
        for row in raw(tickit_files, "venue")
    )


def test_every_venue_has_a_place_on_the_map(marts: Warehouse) -> None:
    [[without]] = marts.rows("select count(*) from analytics.sales_by_venue where latitude is null")

    assert without == 0
