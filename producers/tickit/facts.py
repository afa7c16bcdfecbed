"""The listings of sellers and the sales made from them. Pure.

Columns: AWS, "Sample database" (c_sampledb). A sale is of 1 to 8 tickets; the site keeps 15 % of
what the buyer pays. Prices are whole dollars, so that commissions are whole cents.
"""

from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from random import Random

from producers.tickit.calendar import DAY_SECONDS, Calendar
from producers.tickit.dimensions import Row

LISTINGS = 192_497
SALES = 172_456
COMMISSION_PERCENT = 15
MOST_TICKETS_OF_A_SALE = 8

_TICKETS = (1, 2, 3, 4, 5, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30)
_PRICES = (20, 2_500)
_LISTED_BEFORE = 120 * DAY_SECONDS
_SOLD_OUT = 0.3


@dataclass(frozen=True, slots=True)
class Event:
    """What listings and sales must know of an event. `starts` is a moment of the calendar."""

    id: str
    starts: int


@dataclass(frozen=True, slots=True)
class Listing:
    """Tickets that a user offers, and the sales made of them."""

    row: Row
    month: str
    sales: list[tuple[str, Row]]


class _Popularity:
    """Draws numbers from 0 to `size` - 1: a few often, most seldom, some hardly ever."""

    def __init__(self, random: Random, size: int) -> None:
        self._random = random
        self._last = size - 1
        self._weights = list(accumulate(random.lognormvariate(0, 1) for _ in range(size)))

    def draw(self) -> int:
        # As Random.choices does for one draw, in a third of its time.
        return bisect(self._weights, self._random.random() * self._weights[-1], 0, self._last)


def listings(
    random: Random, calendar: Calendar, events: Sequence[Event], users: int, count: int, sales: int
) -> Iterator[Listing]:
    """Offer tickets `count` times, and sell `sales` times.

    Everything refers to `events` and to users 1 to `users`. A listing is made before its event
    starts, a sale between the two; nobody buys from oneself. Some listings sell out, some sell in
    part, some not at all.
    """
    sales_of = [0] * count
    for _ in range(sales):
        sales_of[random.randrange(count)] += 1
    sellers, buyers = _Popularity(random, users), _Popularity(random, users)
    wanted = _Popularity(random, len(events))
    prices = [random.lognormvariate(5.2, 0.6) for _ in events]
    sale_id = 0
    for list_id, sale_count in enumerate(sales_of, start=1):
        number = wanted.draw()
        event, seller = events[number], sellers.draw()
        tickets = max(random.choice(_TICKETS), sale_count)
        price = round(min(max(prices[number] * random.uniform(0.6, 1.6), _PRICES[0]), _PRICES[1]))
        listed = event.starts - random.randint(0, min(event.starts, _LISTED_BEFORE))
        made: list[tuple[str, Row]] = []
        for quantity in _quantities(random, tickets, sale_count):
            sale_id += 1
            sold = random.randint(listed, event.starts)
            buyer = buyers.draw()
            while buyer == seller:
                buyer = random.randrange(users)
            sale = (
                str(sale_id),
                str(list_id),
                str(seller + 1),
                str(buyer + 1),
                event.id,
                calendar.date_id(sold),
                str(quantity),
                str(quantity * price),
                unpadded(quantity * price * COMMISSION_PERCENT),
                calendar.american(sold),
            )
            made.append((calendar.month(sold), sale))
        row = (
            str(list_id),
            str(seller + 1),
            event.id,
            calendar.date_id(listed),
            str(tickets),
            f"{price}.00",
            f"{tickets * price}.00",
            calendar.timestamp(listed),
        )
        yield Listing(row, calendar.month(listed), made)


def _quantities(random: Random, tickets: int, sales: int) -> Iterator[int]:
    """How many tickets each of `sales` sales takes: 1 to 8, and together at most `tickets`."""
    buyers_take_all = random.random() < _SOLD_OUT
    for still_to_come in reversed(range(sales)):
        most = min(MOST_TICKETS_OF_A_SALE, tickets - still_to_come)
        quantity = most if buyers_take_all else random.randint(1, most)
        tickets -= quantity
        yield quantity


def unpadded(cents: int) -> str:
    """Dollars as the sale file has them, without zeros at the end: `728`, `109.2`, `26.25`."""
    dollars, rest = divmod(cents, 100)
    return f"{dollars}.{rest:02}".rstrip("0").rstrip(".")
