"""Bikes that ride between stations, and a network that delays and repeats what they say. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from operator import itemgetter
from random import Random

from producers.bikes.events import LATE_AFTER, BikeEvent, Station

FIRST_BIKE_ID = 15_001
_RIDE_SECONDS = (4 * 60, 40 * 60)
_DOCKED_SECONDS = (2 * 60, 45 * 60)
# A bike has sent its last event at most this long before the end.
_SILENT_SECONDS = (0, 30 * 60)
_LATE = (LATE_AFTER + timedelta(minutes=5), timedelta(hours=12))
_OUT_OF_ORDER = (timedelta(seconds=1), timedelta(minutes=1))
_REPEATED_WITHIN = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Disorder:
    """What share of the events (0 to 1) is sent late, out of order, or a second time."""

    late: float = 0.02
    out_of_order: float = 0.02
    repeated: float = 0.01


USUAL = Disorder()


def simulate(
    *,
    bikes: int,
    events: int,
    stations: Sequence[Station],
    until: datetime,
    seed: int,
    disorder: Disorder = USUAL,
) -> list[BikeEvent]:
    """Return `events` events in the order in which they are sent, repeated ones included.

    A bike starts and ends by turns, and starts where it ended. No event is younger than `until`.
    Only an event that another of its bike follows can be out of order, and only one that is older
    than an hour at the end can be late: where there are not enough, the shares are smaller. The
    same arguments give the same events.
    """
    random = Random(seed)  # noqa: S311 - a simulation
    until = until.replace(microsecond=0)
    repeated = round(events * disorder.repeated)
    ridden = _ride(random, bikes, events - repeated, stations, until)
    sent = {index: event.at for index, event in enumerate(ridden)}

    followed = [n for n, (one, two) in enumerate(pairwise(ridden)) if one.bike_id == two.bike_id]
    old = [n for n in followed if ridden[n].at + _LATE[0] <= until]
    delayed: set[int] = set()
    for n in _pick(random, old, round(events * disorder.late), delayed):
        after_next = ridden[n + 1].at + _OUT_OF_ORDER[0]
        earliest = max(ridden[n].at + _LATE[0], after_next)
        sent[n] = _between(random, earliest, min(ridden[n].at + _LATE[1], until))
    for n in _pick(random, followed, round(events * disorder.out_of_order), delayed):
        sent[n] = _between(random, *(ridden[n + 1].at + delay for delay in _OUT_OF_ORDER))

    order = [(at, n) for n, at in sent.items()]
    for n in random.choices(range(len(ridden)), k=repeated):
        order.append((_between(random, sent[n], min(sent[n] + _REPEATED_WITHIN, until)), n))
    return [ridden[n] for _, n in sorted(order, key=itemgetter(0))]


def _ride(
    random: Random, bikes: int, events: int, stations: Sequence[Station], until: datetime
) -> list[BikeEvent]:
    """The events of one bike after the other, each bike's in their order."""
    ridden: list[BikeEvent] = []
    for n in range(bikes):
        count = events // bikes + (n < events % bikes)
        ridden += _journey(random, FIRST_BIKE_ID + n, count, stations, until)
    return ridden


def _journey(
    random: Random, bike_id: int, events: int, stations: Sequence[Station], until: datetime
) -> Iterator[BikeEvent]:
    """Start, end, start, … of one bike; the last of them shortly before `until`."""
    gaps = [
        random.randint(*(_RIDE_SECONDS if n % 2 == 0 else _DOCKED_SECONDS))
        for n in range(events - 1)
    ]
    silent = random.randint(*_SILENT_SECONDS)
    at = until - timedelta(seconds=sum(gaps) + silent)
    station = random.choice(stations)
    for n in range(events):
        if n % 2 == 0:
            yield BikeEvent(bike_id, at, "start", station)
        else:
            station = random.choice([other for other in stations if other != station])
            yield BikeEvent(bike_id, at, "end", station)
        if n < len(gaps):
            at += timedelta(seconds=gaps[n])


def _pick(
    random: Random, candidates: Sequence[int], count: int, delayed: set[int]
) -> Iterator[int]:
    """Up to `count` events to delay, none next to a delayed one: else both might stay in order."""
    left = count
    for n in random.sample(candidates, len(candidates)):
        if left == 0:
            return
        if delayed.isdisjoint((n - 1, n, n + 1)):
            delayed.add(n)
            left -= 1
            yield n


def _between(random: Random, earliest: datetime, latest: datetime) -> datetime:
    """A whole second from `earliest` on, not after `latest` unless that is before `earliest`."""
    seconds = max(0, int((latest - earliest).total_seconds()))
    return earliest + timedelta(seconds=random.randint(0, seconds))
