"""The event on the wire, the lanes of the threads, and the counting of disorder."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest

from producers.bikes.events import BikeEvent, Facts, Station, facts_of, in_lanes

STATION = Station(301, 40.72217444, -73.98368779, "E 2 St & Avenue B, Éast")
NOON = datetime(2026, 11, 21, 12)


def event(bike_id: int, minutes: int = 0) -> BikeEvent:
    return BikeEvent(bike_id, NOON + timedelta(minutes=minutes), "start", STATION)


def test_event_is_one_line_of_json() -> None:
    line = event(15001).to_json()

    assert line.endswith(b"}\n")
    assert line.count(b"\n") == 1
    assert json.loads(line) == {
        "bikeid": 15001,
        "activity_timestamp": "2026-11-21 12:00:00",
        "activity_type": "start",
        "station_id": 301,
        "station_latitude": 40.72217444,
        "station_longitude": -73.98368779,
        "station_name": "E 2 St & Avenue B, Éast",
    }


def test_bike_stays_in_one_lane_in_its_order() -> None:
    events = [event(n % 7, minutes=n) for n in range(50)]

    lanes = [list(lane) for lane in in_lanes(events, 3)]

    assert lanes == [
        [event.record for event in events if event.bike_id % 3 == lane] for lane in range(3)
    ]


def test_multiplied_bikes_ride_in_every_lane_under_ids_of_their_own() -> None:
    lanes = [list(lane) for lane in in_lanes([event(15), event(7)], 3, multiply=True)]

    assert lanes == [
        [event(15).record, event(7).record],
        [event(100_015).record, event(100_007).record],
        [event(200_015).record, event(200_007).record],
    ]


def test_bikes_whose_multiples_would_meet_are_refused() -> None:
    with pytest.raises(ValueError, match="bike id 100000 is not below 100000"):
        in_lanes([event(100_000)], 2, multiply=True)


def test_facts_of_an_orderly_stream() -> None:
    assert facts_of([event(1), event(2, 1), event(1, 2)]) == Facts(events=3, bikes=2)


def test_event_after_a_younger_one_of_its_bike_is_out_of_order() -> None:
    assert facts_of([event(1, 5), event(1, 4)]).out_of_order == 1


def test_event_an_hour_behind_the_stream_is_late_instead() -> None:
    found = facts_of([event(1, 5), event(2, 61), event(1, 1)])

    assert (found.late, found.out_of_order) == (1, 0)


def test_old_event_of_a_bike_that_said_nothing_since_is_neither() -> None:
    assert facts_of([event(1, 600), event(2, 0)]) == Facts(events=2, bikes=2)


def test_event_sent_again_is_repeated_and_nothing_else() -> None:
    found = facts_of([event(1, 0), event(1, 100), event(1, 0)])

    assert found == Facts(events=3, bikes=1, repeated=1)


def test_facts_of_copies() -> None:
    assert Facts(10, 5, 4, 3, 2).times(3) == Facts(30, 15, 12, 9, 6)
