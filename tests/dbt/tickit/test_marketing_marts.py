"""Every number of the marts of marketing, against one that Python works out from the raw files."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from tests.dbt.tickit.marts import (
    LIKED,
    PROFILE,
    in_any_order,
    liked,
    profile,
    rounded,
    table,
)
from tests.dbt.tickit_figures import Figures
from tests.dbt.warehouse import Warehouse


def test_events(marts: Warehouse, events: dict[int, dict[str, str]]) -> None:
    found = table(
        marts, "dim_events",
        "event_id", "event_name", "category_group", "category_name", "category_description",
        "venue_name", "venue_city", "venue_state", "seats", "week_of_year", "quarter_of_year",
        "is_holiday", "starts_at",
    )  # fmt: skip

    assert found == in_any_order(
        (
            event_id, event["eventname"],
            event["catgroup"], event["catname"], event["catdesc"],
            event["venuename"], event["venuecity"], event["venuestate"],
            int(event["venueseats"] or 0) or None,
            int(event["week"]), int(event["qtr"]), event["holiday"] == "1",
            datetime.fromisoformat(event["starttime"]),
        )
        for event_id, event in events.items()
    )  # fmt: skip


def test_buyers(marts: Warehouse, expected: Figures, users: dict[int, dict[str, str]]) -> None:
    last = {
        sale.buyer_id: sale.sold_at.date()
        for sale in sorted(expected.sales, key=lambda sale: sale.sold_at)
    }

    assert table(
        marts, "dim_buyers",
        *PROFILE, *LIKED, "purchases", "tickets_bought", "lifetime_value",
        "first_purchase_date", "last_purchase_date",
    ) == in_any_order(
        (
            *profile(users[buyer]), *liked(users[buyer]),
            bought.sales, bought.tickets, rounded(bought.revenue, 2),
            expected.first_purchase[buyer], last[buyer],
        )
        for buyer, bought in expected.by_buyer.items()
    )  # fmt: skip


def test_non_buyers(marts: Warehouse, expected: Figures, users: dict[int, dict[str, str]]) -> None:
    assert table(marts, "dim_non_buyers", *PROFILE, *LIKED) == in_any_order(
        (*profile(users[user]), *liked(users[user])) for user in expected.non_buyers
    )


def test_cohorts(marts: Warehouse, expected: Figures) -> None:
    cohorts = {month: n for (month, since), n in expected.retention.items() if since == 0}
    last = max(sale.sold_at.month for sale in expected.sales)

    assert {sale.sold_at.year for sale in expected.sales} == {2020}
    assert table(
        marts, "buyer_cohort_retention",
        "cohort_month", "months_since_first_purchase", "buyers", "active_buyers",
        "retention_rate",
    ) == in_any_order(
        (
            date.fromisoformat(f"{month}-01"),
            since,
            buyers,
            expected.retention.get((month, since), 0),
            rounded(Decimal(expected.retention.get((month, since), 0)) / buyers, 4),
        )
        for month, buyers in cohorts.items()
        for since in range(last - int(month[-2:]) + 1)
    )  # fmt: skip
