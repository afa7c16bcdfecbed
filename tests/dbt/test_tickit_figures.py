"""The figures that marts are compared with, on files small enough to add up by hand."""

from __future__ import annotations

import gzip
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tests.dbt.tickit_figures import Figures, Fill, Totals, figures

UNSAID = "|" * 9


@pytest.fixture
def found(tmp_path: Path) -> Figures:
    """User 1 lists twelve tickets and sells seven: to 2 in January, to 2 and 3 in February."""
    files = {
        "category/category_pipe.txt": ["8|Shows|Opera|All opera and light opera"],
        "event/allevents_pipe.txt": ["41|309|8|1886|Salome|2020-03-01 14:30:00"],
        "user/allusers_pipe.txt": [
            f"1|A|||||||{UNSAID}",
            f"2|B|||||||TRUE{UNSAID}",
            f"3|C|||||||TRUE{UNSAID}",
            f"4|D|||||||FALSE{UNSAID}",
        ],
        "listing/month=2020-01/listings_pipe.txt.gz": [
            "1|1|41|1827|10|50.00|500.00|2020-01-01 10:00:00",
            "2|1|41|1827|2|30.00|60.00|2020-01-01 10:00:00",
        ],
        "sale/month=2020-01/sales_pipe.txt.gz": ["1|1|1|2|41|1828|4|200|30|1/2/2020 10:00:00"],
        "sale/month=2020-02/sales_pipe.txt.gz": [
            "2|1|1|2|41|1860|1|50|7.5|2/3/2020 10:00:00",
            "3|2|1|3|41|1861|2|60|9|2/4/2020 10:00:00",
        ],
    }
    for name, lines in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        text = "".join(f"{line}\n" for line in lines).encode()
        path.write_bytes(gzip.compress(text) if path.suffix == ".gz" else text)
    return figures(tmp_path)


def test_sales_add_up(found: Figures) -> None:
    assert found.total == Totals(3, 7, Decimal(310), Decimal("46.5"))
    assert found.total.earnings == Decimal("263.5")
    assert found.by_category == {"Opera": found.total}
    assert found.by_event_name == {"Salome": found.total}
    assert found.by_seller == {1: found.total}


def test_sales_add_up_by_month_and_buyer(found: Figures) -> None:
    january, february = found.by_month["2020-01"], found.by_month["2020-02"]

    assert january == Totals(1, 4, Decimal(200), Decimal(30))
    assert february == Totals(2, 3, Decimal(110), Decimal("16.5"))
    assert found.by_buyer[2] == Totals(2, 5, Decimal(250), Decimal("37.5"))


def test_fill_rate_is_of_tickets(found: Figures) -> None:
    assert found.fills == {1: Fill(10, 5), 2: Fill(2, 2)}
    assert [fill.rate for fill in found.fills.values()] == [Decimal("0.5"), 1]
    assert found.fill_rate == Decimal(7) / 12


def test_users_are_told_apart_by_what_they_did(found: Figures) -> None:
    assert (found.buyers, found.sellers, found.non_buyers) == ({2, 3}, {1}, {1, 4})
    assert found.first_purchase == {2: date(2020, 1, 2), 3: date(2020, 2, 4)}
    assert found.first_sale == {1: date(2020, 1, 2)}
    assert found.likes_of_buyers["likesports"] == 2
    assert found.likes_of_non_buyers["likesports"] == 0


def test_retention_counts_buyers_of_a_first_month_who_buy_again(found: Figures) -> None:
    assert found.retention == {("2020-01", 0): 1, ("2020-01", 1): 1, ("2020-02", 0): 1}
