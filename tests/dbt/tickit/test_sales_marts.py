"""Every number of the marts of sales, against one that Python works out from the raw files."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from tests.dbt.tickit.marts import (
    PROFILE,
    Row,
    in_any_order,
    name_of,
    profile,
    rounded,
    table,
)
from tests.dbt.tickit_figures import Figures, Totals, raw
from tests.dbt.warehouse import Warehouse


def test_sales(
    marts: Warehouse,
    expected: Figures,
    users: dict[int, dict[str, str]],
    events: dict[int, dict[str, str]],
) -> None:
    found = table(
        marts, "fct_sales",
        "sale_id", "listing_id", "event_id", "buyer_id", "seller_id",
        "category_group", "category_name", "event_name",
        "buyer_username", "buyer_name", "buyer_state",
        "seller_username", "seller_name", "seller_state",
        "tickets_sold", "ticket_price", "price_paid", "commission_percent", "commission",
        "earnings", "quarter_of_year", "buyer_first_purchase_date", "seller_first_sale_date",
        "sold_at",
    )  # fmt: skip

    assert found == in_any_order(
        (
            sale.sale_id, sale.listing_id, sale.event_id, sale.buyer_id, sale.seller_id,
            sale.category_group, sale.category, sale.event_name,
            *(users[sale.buyer_id]["username"], name_of(users[sale.buyer_id])),
            users[sale.buyer_id]["state"] or None,
            *(users[sale.seller_id]["username"], name_of(users[sale.seller_id])),
            users[sale.seller_id]["state"] or None,
            sale.tickets,
            rounded(sale.price_paid / sale.tickets, 2),
            rounded(sale.price_paid, 2),
            rounded(100 * sale.commission / sale.price_paid, 2),
            rounded(sale.commission, 2),
            rounded(sale.price_paid - sale.commission, 2),
            (sale.sold_at.month + 2) // 3,
            expected.first_purchase[sale.buyer_id],
            expected.first_sale[sale.seller_id],
            sale.sold_at,
        )
        for sale in expected.sales
    )  # fmt: skip


def test_listings(
    marts: Warehouse,
    expected: Figures,
    users: dict[int, dict[str, str]],
    events: dict[int, dict[str, str]],
    tickit_files: Path,
) -> None:
    found = table(
        marts, "fct_listings",
        "listing_id", "event_id", "seller_id", "category_group", "category_name", "event_name",
        "venue_name", "venue_city", "venue_state", "seller_username", "seller_name",
        "tickets_listed", "tickets_sold", "fill_rate", "price_per_ticket", "total_price",
        "listed_at", "starts_at",
    )  # fmt: skip

    def wanted() -> Iterator[Row]:
        for row in raw(tickit_files, "listing"):
            event, seller = events[int(row["eventid"])], users[int(row["sellerid"])]
            fill = expected.fills[int(row["listid"])]
            yield (
                int(row["listid"]), int(row["eventid"]), int(row["sellerid"]),
                event["catgroup"], event["catname"], event["eventname"],
                event["venuename"], event["venuecity"], event["venuestate"],
                seller["username"], name_of(seller),
                fill.listed, fill.sold, rounded(fill.rate, 4),
                rounded(Decimal(row["priceperticket"]), 2),
                rounded(Decimal(row["totalprice"]), 2),
                datetime.fromisoformat(row["listtime"]),
                datetime.fromisoformat(event["starttime"]),
            )  # fmt: skip

    assert found == in_any_order(wanted())


def test_fill_rate_by_month_and_category(
    marts: Warehouse,
    expected: Figures,
    events: dict[int, dict[str, str]],
    tickit_files: Path,
) -> None:
    fills = defaultdict(list)
    for row in raw(tickit_files, "listing"):
        event = events[int(row["eventid"])]
        month = datetime.fromisoformat(row["listtime"]).date().replace(day=1)
        fill = expected.fills[int(row["listid"])]
        fills[month, event["catgroup"], event["catname"]].append(fill)

    assert table(
        marts, "listing_fill_rate",
        "listed_month", "category_group", "category_name", "listings", "listings_sold_out",
        "listings_unsold", "tickets_listed", "tickets_sold", "fill_rate",
    ) == in_any_order(
        (
            *key,
            len(group),
            sum(fill.sold == fill.listed for fill in group),
            sum(fill.sold == 0 for fill in group),
            sum(fill.listed for fill in group),
            sum(fill.sold for fill in group),
            rounded(
                Decimal(sum(fill.sold for fill in group)) / sum(fill.listed for fill in group), 4
            ),
        )
        for key, group in fills.items()
    )  # fmt: skip


def test_sellers(marts: Warehouse, expected: Figures, users: dict[int, dict[str, str]]) -> None:
    last = {
        sale.seller_id: sale.sold_at.date()
        for sale in sorted(expected.sales, key=lambda sale: sale.sold_at)
    }

    assert table(
        marts, "dim_sellers",
        *PROFILE, "sales", "tickets_sold", "lifetime_value", "commission", "earnings",
        "first_sale_date", "last_sale_date",
    ) == in_any_order(
        (
            *profile(users[seller]),
            sold.sales, sold.tickets, rounded(sold.revenue, 2), rounded(sold.commission, 2),
            rounded(sold.earnings, 2), expected.first_sale[seller], last[seller],
        )
        for seller, sold in expected.by_seller.items()
    )  # fmt: skip


def test_sales_by_day_and_category(marts: Warehouse, expected: Figures, tickit_files: Path) -> None:
    days = {date.fromisoformat(row["caldate"]) for row in raw(tickit_files, "date")}

    def sold(day: date, category: str) -> Totals:
        return expected.by_day_and_category.get((day, category), Totals())

    def before(day: date, category: str, by: int) -> tuple[Decimal | None, Decimal | None]:
        """What was paid so many days before, and by how many percent more it is now."""
        if day - timedelta(days=by) not in days:
            return None, None
        then = sold(day - timedelta(days=by), category).revenue
        more = sold(day, category).revenue - then
        return rounded(then, 2), rounded(100 * more / then, 2) if then else None

    def wanted() -> Iterator[Row]:
        for row in raw(tickit_files, "category"):
            name = row["catname"]
            for day in days:
                now = sold(day, name)
                yield (
                    day, int(row["catid"]), row["catgroup"], name, now.sales, now.tickets,
                    rounded(now.revenue, 2), rounded(now.commission, 2),
                    *before(day, name, 1), *before(day, name, 7),
                )  # fmt: skip

    assert table(
        marts, "sales_by_day_and_category",
        "calendar_date", "category_id", "category_group", "category_name", "sales",
        "tickets_sold", "price_paid", "commission", "price_paid_previous_day",
        "change_percent_previous_day", "price_paid_previous_week",
        "change_percent_previous_week",
    ) == in_any_order(wanted())  # fmt: skip
