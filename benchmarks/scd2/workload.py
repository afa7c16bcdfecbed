"""The bikes' events and the history that they make, as SQL: no chance, every figure follows.

Event number n happens n seconds after the first, to bike n * 7919 modulo the number of bikes. So
each bike has an event in every round of as many events as there are bikes, and each of them
changes its state. A longer history is one of more time, not of more bikes.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

OPEN_END = "9999-12-31 23:59:59"
STATE = ("status", "station_id", "station_name")

# Rows that one statement writes.
CHUNK = 1_000_000

_FIRST_AT = datetime(2023, 1, 1)  # noqa: DTZ001 - the warehouse has no zones here either
_STRIDE = 7919
_STATIONS = 700

# Of how many events one is late, and how late: from one round to seven.
_LATE_ONE_OF = 20
_ROUNDS_LATE = 6
_ROUNDS_REACHED = _ROUNDS_LATE + 2


@dataclass(frozen=True, slots=True)
class Batch:
    """New events, as load `load_id`: event numbers from `first` on, of as many `bikes`.

    No bike is in two batches, so that what one gets wrong is not counted again. Those of a batch
    lie scattered among the others.
    """

    shape: str
    late: bool
    load_id: int
    first: int
    events: int
    first_bike: int
    bikes: int

    @property
    def touched(self) -> str:
        """The condition on a bike that the batch touches it, once its events have landed."""
        return f"bike_id in (select bike_id from landing.events where _load_id = {self.load_id})"

    @property
    def ended_at(self) -> datetime:
        """When the last of its events has happened."""
        return _FIRST_AT + timedelta(seconds=self.first + self.events)


@dataclass(frozen=True, slots=True)
class Workload:
    """A history of `versions`, the same number for each bike, and four batches that follow."""

    versions: int
    bikes: int = 125_000
    batch_events: int = 100_000
    busy_bikes: int = 100

    @property
    def loads(self) -> int:
        """How many loads brought the events of the history."""
        return -(-self.versions // self.batch_events)

    @property
    def reached_from(self) -> str:
        """The time from which versions may begin that a batch changes, as SQL."""
        return _at(str(self.versions - _ROUNDS_REACHED * self.bikes))

    def batches(self) -> list[Batch]:
        """Many bikes with two events each, few with many; in order, then with late ones."""
        batches: list[Batch] = []
        bike = 0
        for bikes in (self.batch_events // 2, self.busy_bikes):
            each = self.batch_events // bikes
            for late in (False, True):
                made = len(batches)
                shape = f"{bikes:,} keys, {each:,} events each"
                first = self.versions + made * self.batch_events
                load_id = self.loads + made + 1
                batches.append(Batch(shape, late, load_id, first, self.batch_events, bike, bikes))
                bike += bikes
        return batches

    def chunks(self) -> Iterator[tuple[int, int]]:
        """The numbers of the history's events, from and to, that one statement writes."""
        for start in range(0, self.versions, CHUNK):
            yield start, min(start + CHUNK, self.versions)

    def base_versions(self, start: int, stop: int, *, by_bike: bool) -> str:
        """A query of versions from one place to another: by their end, or by bike and end."""
        number = self._number_by_bike(start) if by_bike else f"n + {start}"
        following = f"number + {self.bikes}"
        return f"""
            select {self._event()},
                case when {following} < {self.versions} then {_at(following)}
                    else '{OPEN_END}'::timestamp end as end_at,
                {following} >= {self.versions} as is_current
            from ({_numbers(number, stop - start)}) as numbered"""

    def base_events(self, start: int, stop: int) -> str:
        """A query of the history's events from one number to another."""
        return f"select {self._event()} from ({_numbers(f'n + {start}', stop - start)}) as numbered"

    def batch_events_of(self, batch: Batch) -> str:
        """A query of a batch's events. A late one is half a second off, and meets no other."""
        turn = f"(n / {batch.bikes})"
        late = f"(n % {batch.bikes} + {turn}) % {_LATE_ONE_OF} = 0" if batch.late else "false"
        lateness = f"{self.bikes} + n * {_STRIDE} % {_ROUNDS_LATE * self.bikes}"
        station = f"n * 31 % {_STATIONS}"
        return f"""
            select ({batch.first_bike} + n % {batch.bikes}) * {_STRIDE} % {self.bikes} as bike_id,
                case when {late}
                    then dateadd(millisecond, 500, {_at(f"{batch.first} + n - ({lateness})")})
                    else {_at(f"{batch.first} + n")} end as occurred_at,
                case when {late} then 'lost' when {turn} % 2 = 0 then 'out' else 'in' end as status,
                {station} as station_id,
                'Station ' || {station} as station_name,
                {batch.load_id} as _load_id
            from landing.numbers where n < {batch.events}"""

    def _number_by_bike(self, start: int) -> str:
        """The number of the event at a place, all events sorted by bike and time."""
        rounds = self.versions // self.bikes
        place, turned = f"(n + {start})", pow(_STRIDE, -1, self.bikes)
        return f"{place} % {rounds} * {self.bikes} + {place} / {rounds} * {turned} % {self.bikes}"

    def _event(self) -> str:
        station = f"number * 31 % {_STATIONS}"
        return f"""number * {_STRIDE} % {self.bikes} as bike_id,
                {_at("number")} as occurred_at,
                case when number / {self.bikes} % 2 = 0 then 'start' else 'end' end as status,
                {station} as station_id,
                'Station ' || {station} as station_name,
                number / {self.batch_events} + 1 as _load_id"""


def _numbers(number: str, count: int) -> str:
    return f"select {number} as number from landing.numbers where n < {count}"


def _at(number: str) -> str:
    return f"dateadd(second, {number}, '{_FIRST_AT}'::timestamp)"


def landing() -> list[str]:
    """The tables that all competitors read, and the numbers from which all is made."""
    digits = ", ".join(f"({digit})" for digit in range(10))
    places = range(len(str(CHUNK)) - 1)
    number = " + ".join(f"d{place}.digit * {10**place}" for place in places)
    tables = ", ".join(f"landing.digits as d{place}" for place in places)
    event = """
        bike_id bigint, occurred_at timestamp, status varchar(16), station_id integer,
        station_name varchar(64), _load_id bigint"""
    return [
        "create schema landing",
        "create schema analytics",
        "create schema analytics_staging",
        "create table landing.digits (digit bigint)",
        f"insert into landing.digits values {digits}",
        "create table landing.numbers (n bigint)",
        f"insert into landing.numbers select {number} as n from {tables} order by n",
        f"create table landing.events ({event}) distkey (bike_id) sortkey (occurred_at)",
        f"create table landing.batch ({event})",
        f"create table landing.bikes ({event})",
    ]
