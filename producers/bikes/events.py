"""What a bike reports, and how it looks on the stream. Pure."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from producers.send import Record

# What each further thread adds to a bike id when the bikes are multiplied.
MULTIPLE = 100_000
# An event sent this long (in event time) after its time is late.
LATE_AFTER = timedelta(hours=1)

Activity = Literal["start", "end"]


@dataclass(frozen=True, slots=True)
class Station:
    """A docking station. Coordinates in degrees."""

    id: int
    latitude: float
    longitude: float
    name: str


@dataclass(frozen=True, slots=True)
class BikeEvent:
    """A ride of a bike starts or ends at a station. `at` has no zone and whole seconds."""

    bike_id: int
    at: datetime
    activity: Activity
    station: Station

    def to_json(self) -> bytes:
        """The event as one line of JSON, with its line end: Firehose puts none between records."""
        fields = {
            "bikeid": self.bike_id,
            "activity_timestamp": self.at.isoformat(" ", "seconds"),
            "activity_type": self.activity,
            "station_id": self.station.id,
            "station_latitude": self.station.latitude,
            "station_longitude": self.station.longitude,
            "station_name": self.station.name,
        }
        return (json.dumps(fields, ensure_ascii=False) + "\n").encode()

    @property
    def record(self) -> Record:
        """On the stream, the events of a bike share a shard."""
        return Record(self.to_json(), str(self.bike_id))


@dataclass(frozen=True, slots=True)
class Facts:
    """What a sequence of events holds, in the order of sending.

    An event is repeated when an equal one was sent before; else late or out of order when a younger
    event of its bike was sent before: late if that order is off by an hour of event time or more.
    """

    events: int = 0
    bikes: int = 0
    late: int = 0
    out_of_order: int = 0
    repeated: int = 0

    def times(self, copies: int) -> "Facts":
        """The facts of so many copies, each with bikes of its own."""
        return Facts(
            events=self.events * copies,
            bikes=self.bikes * copies,
            late=self.late * copies,
            out_of_order=self.out_of_order * copies,
            repeated=self.repeated * copies,
        )


def facts_of(events: Iterable[BikeEvent]) -> Facts:
    """Count by looking at the events in their order."""
    seen: set[BikeEvent] = set()
    youngest: dict[int, datetime] = {}
    newest = datetime.min  # noqa: DTZ901 - event times have no zone
    count = late = out_of_order = repeated = 0
    for event in events:
        count += 1
        newest = max(newest, event.at)
        if event in seen:
            repeated += 1
        elif event.at < youngest.get(event.bike_id, event.at):
            is_late = newest - event.at >= LATE_AFTER
            late += is_late
            out_of_order += not is_late
        seen.add(event)
        youngest[event.bike_id] = max(event.at, youngest.get(event.bike_id, event.at))
    return Facts(count, len(youngest), late, out_of_order, repeated)


def in_lanes(
    events: Sequence[BikeEvent], threads: int, multiply: bool = False
) -> list[Iterator[Record]]:
    """Share out the events to the threads; the events of a bike stay in one lane, in their order.

    Records are made when they are asked for, since all at once would fill the memory.

    With `multiply`, every thread gets all events, as bikes of its own: thread n adds n times
    100,000 to the bike id. Raises ValueError when two bikes would then have one id.
    """
    if not multiply:
        return [_share(events, threads, lane) for lane in range(threads)]
    highest = max((event.bike_id for event in events), default=0)
    if highest >= MULTIPLE:
        raise ValueError(
            f"bike id {highest} is not below {MULTIPLE}, so multiplied bikes would share ids"
        )
    return [_shifted(events, lane * MULTIPLE) for lane in range(threads)]


def _share(events: Sequence[BikeEvent], threads: int, lane: int) -> Iterator[Record]:
    return (event.record for event in events if event.bike_id % threads == lane)


def _shifted(events: Sequence[BikeEvent], offset: int) -> Iterator[Record]:
    return (replace(event, bike_id=event.bike_id + offset).record for event in events)
