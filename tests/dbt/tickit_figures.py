"""What the marts of TICKIT should say, computed from the raw files in plain Python.

Nothing here is shared with the generator or with the models: fields are split, added up and counted
in the way that needs the fewest thoughts. Money is in Decimal, months are texts like `2020-01`.
"""

from __future__ import annotations

import gzip
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple, TypeVar

Key = TypeVar("Key", bound=Hashable)

LIKES = (
    "likesports", "liketheatre", "likeconcerts", "likejazz", "likeclassical", "likeopera",
    "likerock", "likevegas", "likebroadway", "likemusicals",
)  # fmt: skip
COLUMNS = {
    "category": ("catid", "catgroup", "catname", "catdesc"),
    "date": ("dateid", "caldate", "day", "week", "month", "qtr", "year", "holiday"),
    "event": ("eventid", "venueid", "catid", "dateid", "eventname", "starttime"),
    "venue": ("venueid", "venuename", "venuecity", "venuestate", "venueseats"),
    "user": (
        "userid", "username", "firstname", "lastname", "city", "state", "email", "phone", *LIKES,
    ),
    "listing": (
        "listid", "sellerid", "eventid", "dateid", "numtickets", "priceperticket", "totalprice",
        "listtime",
    ),
    "sale": (
        "salesid", "listid", "sellerid", "buyerid", "eventid", "dateid", "qtysold", "pricepaid",
        "commission", "saletime",
    ),
}  # fmt: skip


def raw(directory: Path, table: str) -> Iterator[dict[str, str]]:
    """The rows of a table's files, fields as they stand there. A partition's `month` is one."""
    for path in sorted((directory / table).rglob("*_pipe.txt*")):
        packed = path.read_bytes()
        text = (gzip.decompress(packed) if path.suffix == ".gz" else packed).decode()
        key, _, value = path.parent.name.partition("=")
        for line in text.splitlines():
            row = dict(zip(COLUMNS[table], line.split("|"), strict=True))
            yield row | {key: value} if value else row


class Totals(NamedTuple):
    """What some sales add up to."""

    sales: int = 0
    tickets: int = 0
    revenue: Decimal = Decimal(0)
    commission: Decimal = Decimal(0)

    @property
    def earnings(self) -> Decimal:
        """What is left for the sellers."""
        return self.revenue - self.commission


@dataclass(frozen=True)
class Sale:
    """A sale and what its ids stand for."""

    sale_id: int
    listing_id: int
    seller_id: int
    buyer_id: int
    event_id: int
    event_name: str
    category: str
    category_group: str
    venue_id: int
    tickets: int
    price_paid: Decimal
    commission: Decimal
    sold_at: datetime

    @property
    def month(self) -> str:
        return f"{self.sold_at:%Y-%m}"


class Fill(NamedTuple):
    """Tickets of a listing, and how many of them are sold."""

    listed: int
    sold: int

    @property
    def rate(self) -> Decimal:
        return Decimal(self.sold) / self.listed


@dataclass(frozen=True)
class Figures:
    """The figures. What has no sale is missing in those by something; `fills` has every listing."""

    sales: list[Sale]
    total: Totals
    by_month: dict[str, Totals]
    by_category: dict[str, Totals]
    by_day_and_category: dict[tuple[date, str], Totals]
    by_seller: dict[int, Totals]
    by_buyer: dict[int, Totals]
    by_event: dict[int, Totals]
    by_event_name: dict[str, Totals]
    by_venue: dict[int, Totals]
    fills: dict[int, Fill]
    users: set[int]
    buyers: set[int]
    sellers: set[int]
    """Users who sold; those who only offered tickets are not among them."""
    non_buyers: set[int]
    likes_of_buyers: dict[str, int]
    likes_of_non_buyers: dict[str, int]
    first_purchase: dict[int, date]
    first_sale: dict[int, date]
    retention: dict[tuple[str, int], int]
    """Buyers by the month of their first purchase and whole months since, who bought then again
    (or, at 0, for the first time)."""

    @property
    def fill_rate(self) -> Decimal:
        """Share of all listed tickets that are sold."""
        fills = self.fills.values()
        return Decimal(sum(fill.sold for fill in fills)) / sum(fill.listed for fill in fills)


def figures(directory: Path) -> Figures:
    """Read the raw files below `directory` and compute."""
    sales = list(_sales(directory))
    users = {int(user["userid"]): user for user in raw(directory, "user")}
    buyers = {sale.buyer_id for sale in sales}
    first_purchase = _first((sale.buyer_id, sale.sold_at.date()) for sale in sales)
    sold = Counter[int]()
    for sale in sales:
        sold[sale.listing_id] += sale.tickets
    return Figures(
        sales=sales,
        total=totals((0, sale) for sale in sales).get(0, Totals()),
        by_month=totals((sale.month, sale) for sale in sales),
        by_category=totals((sale.category, sale) for sale in sales),
        by_day_and_category=totals(((s.sold_at.date(), s.category), s) for s in sales),
        by_seller=totals((sale.seller_id, sale) for sale in sales),
        by_buyer=totals((sale.buyer_id, sale) for sale in sales),
        by_event=totals((sale.event_id, sale) for sale in sales),
        by_event_name=totals((sale.event_name, sale) for sale in sales),
        by_venue=totals((sale.venue_id, sale) for sale in sales),
        fills={
            int(row["listid"]): Fill(int(row["numtickets"]), sold[int(row["listid"])])
            for row in raw(directory, "listing")
        },
        users=set(users),
        buyers=buyers,
        sellers={sale.seller_id for sale in sales},
        non_buyers=set(users) - buyers,
        likes_of_buyers=_likes(users[id] for id in buyers),
        likes_of_non_buyers=_likes(user for id, user in users.items() if id not in buyers),
        first_purchase=first_purchase,
        first_sale=_first((sale.seller_id, sale.sold_at.date()) for sale in sales),
        retention=_retention(sales, first_purchase),
    )


def totals(sales: Iterable[tuple[Key, Sale]]) -> dict[Key, Totals]:
    """Add up sales that have the same key."""
    added: dict[Key, Totals] = defaultdict(Totals)
    for key, sale in sales:
        so_far = added[key]
        added[key] = Totals(
            so_far.sales + 1,
            so_far.tickets + sale.tickets,
            so_far.revenue + sale.price_paid,
            so_far.commission + sale.commission,
        )
    return dict(added)


def _sales(directory: Path) -> Iterator[Sale]:
    categories = {row["catid"]: row for row in raw(directory, "category")}
    events = {row["eventid"]: row for row in raw(directory, "event")}
    for row in raw(directory, "sale"):
        event = events[row["eventid"]]
        category = categories[event["catid"]]
        yield Sale(
            sale_id=int(row["salesid"]),
            listing_id=int(row["listid"]),
            seller_id=int(row["sellerid"]),
            buyer_id=int(row["buyerid"]),
            event_id=int(row["eventid"]),
            event_name=event["eventname"],
            category=category["catname"],
            category_group=category["catgroup"],
            venue_id=int(event["venueid"]),
            tickets=int(row["qtysold"]),
            price_paid=Decimal(row["pricepaid"]),
            commission=Decimal(row["commission"]),
            sold_at=datetime.strptime(row["saletime"], "%m/%d/%Y %H:%M:%S"),
        )


def _first(days: Iterable[tuple[int, date]]) -> dict[int, date]:
    first: dict[int, date] = {}
    for id, day in days:
        first[id] = min(day, first.get(id, day))
    return first


def _likes(users: Iterable[dict[str, str]]) -> dict[str, int]:
    counted = Counter(like for user in users for like in LIKES if user[like] == "TRUE")
    return {like: counted[like] for like in LIKES}


def _retention(sales: list[Sale], first_purchase: dict[int, date]) -> dict[tuple[str, int], int]:
    found: dict[tuple[str, int], set[int]] = defaultdict(set)
    for sale in sales:
        first = first_purchase[sale.buyer_id]
        at = sale.sold_at
        months = (at.year - first.year) * 12 + at.month - first.month
        found[f"{first:%Y-%m}", months].add(sale.buyer_id)
    return {cohort: len(buyers) for cohort, buyers in found.items()}
