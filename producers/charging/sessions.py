"""What a charging station reports, as it looks on the stream, and simulated sessions. Pure."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from producers.send import Record

CLUSTERS = 50
STATIONS = 467
SPACES_OF_A_STATION = 4
TIMEZONE = "America/Los_Angeles"
_GARAGES = ("north", "south", "east", "west", "garden", "harbor", "market", "museum", "library")
_KWH = (1.0, 60.0)
_USERS = (1_000, 500_000)
_BROKEN_LENGTH = 70_000
"""Characters that make a record longer than a VARCHAR of Redshift can be, 65,535 bytes."""


@dataclass(frozen=True, slots=True)
class Session:
    """A car was connected to a space of a station. `connected_at` is UTC, without a zone."""

    id: str
    cluster: str
    connected_at: datetime
    kwh_delivered: float
    station: str
    space: str
    timezone: str
    user: str

    def to_json(self) -> bytes:
        """As the stations write it: every value is text."""
        fields = {
            "_id": self.id,
            "clusterID": self.cluster,
            "connectionTime": f"{self.connected_at:%Y-%m-%d %H:%M:%S}",
            "kWhDelivered": f"{self.kwh_delivered:.2f}",
            "stationID": self.station,
            "spaceID": self.space,
            "timezone": self.timezone,
            "userID": self.user,
        }
        return json.dumps(fields).encode()

    @property
    def record(self) -> Record:
        """On the stream, the sessions of a station share a shard."""
        return Record(self.to_json(), self.station)


def simulate(random: Random, count: int, until: datetime, every_seconds: float) -> list[Session]:
    """So many sessions, one every so many seconds, the last of them at `until`."""
    first = until - timedelta(seconds=every_seconds * (count - 1))
    return [
        _session(random, first + timedelta(seconds=every_seconds * number))
        for number in range(count)
    ]


def _session(random: Random, connected_at: datetime) -> Session:
    station = random.randint(1, STATIONS)
    space = random.randint(1, SPACES_OF_A_STATION)
    return Session(
        id=str(UUID(int=random.getrandbits(128), version=4)),
        cluster=str(station % CLUSTERS + 1),
        connected_at=connected_at.replace(microsecond=0),
        kwh_delivered=round(random.triangular(*_KWH, 8.0), 2),
        station=str(station),
        space=f"{_GARAGES[station % len(_GARAGES)]}-{space}",
        timezone=TIMEZONE,
        user=str(random.randint(*_USERS)),
    )


def with_broken(random: Random, sessions: list[Session], share: float) -> Iterator[Record]:
    """The sessions as records; a share of them is broken, in each of the ways by turns."""
    broken = set(random.sample(range(len(sessions)), round(share * len(sessions))))
    ways = (_cut_short, _not_text, _of_another_shape, _not_a_number, _too_long)
    met = 0
    for number, session in enumerate(sessions):
        if number in broken:
            yield Record(ways[met % len(ways)](session), session.station)
            met += 1
        else:
            yield session.record


def _cut_short(session: Session) -> bytes:
    return session.to_json()[:40]


def _not_text(session: Session) -> bytes:
    return session.to_json().replace(session.id.encode(), b"\xff")


def _of_another_shape(session: Session) -> bytes:
    return json.dumps([session.id, session.station]).encode()


def _not_a_number(session: Session) -> bytes:
    return json.dumps(json.loads(session.to_json()) | {"kWhDelivered": "n/a"}).encode()


def _too_long(session: Session) -> bytes:
    return json.dumps(json.loads(session.to_json()) | {"note": "x" * _BROKEN_LENGTH}).encode()
