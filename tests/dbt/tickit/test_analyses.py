"""The six questions asked of TICKIT's marts, against answers that Python finds in the raw files."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest

from tests.dbt.runner import Dbt
from tests.dbt.tickit_figures import Figures, Totals
from tests.dbt.warehouse import Warehouse

CENT = Decimal("0.01")


@pytest.fixture
def ask(project_dbt: Dbt, marts: Warehouse) -> Any:
    """Return a function that shows an analysis: its rows, of the columns named."""

    def answer(analysis: str, *columns: str) -> list[tuple[Any, ...]]:
        result = project_dbt("show", "--select", analysis, "--limit", "100").result.results[0]
        return [tuple(row[column] for column in columns) for row in result.agate_table.rows]

    return answer


MONEY = (
    "sales",
    "tickets_sold",
    "price_paid",
    "commission",
    "earnings",
    "average_ticket_price",
)


def money(totals: Totals) -> tuple[Any, ...]:
    average = (totals.revenue / totals.tickets).quantize(CENT, ROUND_HALF_UP)
    return (*totals, totals.earnings, average)


@pytest.mark.parametrize("group", ["buyers", "non_buyers"])
def test_likes(ask: Any, expected: Figures, group: str) -> None:
    likes: dict[str, int] = getattr(expected, f"likes_of_{group}")
    by_number = sorted(
        ((like.removeprefix("like"), number) for like, number in likes.items()),
        key=lambda found: (-found[1], found[0]),
    )

    assert ask(f"{group.removesuffix('s')}_likes", "event_type", "likes") == by_number


def test_monthly_sales(ask: Any, expected: Figures) -> None:
    found = ask("monthly_sales", "sold_month", "quarter_of_year", *MONEY)

    assert [(f"{month:%Y-%m}", quarter, *rest) for month, quarter, *rest in found] == [
        (month, (int(month[-2:]) + 2) // 3, *money(totals))
        for month, totals in sorted(expected.by_month.items())
    ]


def test_sales_by_category(ask: Any, expected: Figures) -> None:
    groups = {sale.category: sale.category_group for sale in expected.sales}

    assert ask("sales_by_category", "category_group", "category_name", *MONEY) == sorted(
        (groups[category], category, *money(totals))
        for category, totals in expected.by_category.items()
    )


@pytest.mark.parametrize(
    ("analysis", "key", "parts"),
    [("top_events", "event_id", 100), ("top_sellers", "seller_id", 1000)],
)
def test_top(ask: Any, expected: Figures, analysis: str, key: str, parts: int) -> None:
    of_all = expected.by_event if key == "event_id" else expected.by_seller
    ranked = sorted(of_all.items(), key=lambda found: (-found[1].revenue, found[0]))
    first = -(-len(ranked) // parts)  # NTILE's first parts are the greater ones

    assert ask(analysis, key, *MONEY) == [
        (number, *money(totals)) for number, totals in ranked[:first]
    ]
