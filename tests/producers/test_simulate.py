"""Simulated bikes: what always holds, and how much disorder there is."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from producers.bikes.events import BikeEvent, facts_of
from producers.bikes.simulate import Disorder, simulate
from producers.bikes.stations import STATIONS

UNTIL = datetime(2026, 11, 21, 12)
ORDERLY = Disorder(late=0, out_of_order=0, repeated=0)
shares = st.floats(0, 0.5)


def events(
    bikes: int = 50, events: int = 2000, seed: int = 7, disorder: Disorder = ORDERLY
) -> list[BikeEvent]:
    return simulate(
        bikes=bikes, events=events, stations=STATIONS, until=UNTIL, seed=seed, disorder=disorder
    )


def by_bike(sent: list[BikeEvent]) -> dict[int, list[BikeEvent]]:
    found: dict[int, list[BikeEvent]] = defaultdict(list)
    for event in dict.fromkeys(sent):
        found[event.bike_id].append(event)
    return {bike: sorted(events, key=lambda event: event.at) for bike, events in found.items()}


@given(st.integers(1, 30), st.integers(1, 300), st.integers(), shares, shares, shares)
def test_as_many_events_as_asked_none_from_the_future(
    bikes: int, count: int, seed: int, late: float, out_of_order: float, repeated: float
) -> None:
    sent = events(bikes, count, seed, Disorder(late, out_of_order, repeated))

    assert len(sent) == count
    assert max(event.at for event in sent) <= UNTIL


@given(st.integers(1, 30), st.integers(1, 300), st.integers(), shares, shares, shares)
def test_bike_starts_and_ends_by_turns_and_starts_where_it_ended(
    bikes: int, count: int, seed: int, late: float, out_of_order: float, repeated: float
) -> None:
    sent = events(bikes, count, seed, Disorder(late, out_of_order, repeated))

    for journey in by_bike(sent).values():
        assert journey[0].activity == "start"
        for one, following in pairwise(journey):
            assert one.at < following.at
            assert one.activity != following.activity
            assert (one.station == following.station) == (one.activity == "end")


def test_same_seed_gives_the_same_events_another_seed_others() -> None:
    assert events(seed=1) == events(seed=1)
    assert events(seed=1) != events(seed=2)


def test_all_bikes_and_stations_take_part() -> None:
    sent = events()

    assert len(by_bike(sent)) == 50
    assert {event.station for event in sent} == set(STATIONS)


def test_orderly_stream_is_in_the_order_of_time() -> None:
    sent = events()

    assert sent == sorted(sent, key=lambda event: event.at)


def test_shares_of_disorder_are_kept() -> None:
    facts = facts_of(events(disorder=Disorder(late=0.03, out_of_order=0.02, repeated=0.01)))

    assert (facts.late, facts.out_of_order, facts.repeated) == (60, 40, 20)


def test_station_list_has_no_double() -> None:
    assert len({station.id for station in STATIONS}) == len(STATIONS)
    assert len({station.name for station in STATIONS}) == len(STATIONS)
