"""Events in, a summary out: what the commands and the demo have in common."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from producers.events import BikeEvent, Facts, facts_of, in_lanes
from producers.send import Record, kinesis_client, send


@dataclass(frozen=True, slots=True)
class Summary:
    """What was to be sent, and what became of it. `retried` counts repeated sendings."""

    facts: Facts
    sent: int
    retried: int
    seconds: float
    error: str | None

    @property
    def not_sent(self) -> int:
        """Events that did not get onto the stream."""
        return self.facts.events - self.sent


def record_of(event: BikeEvent) -> Record:
    """The event as a record; all events of a bike share a shard."""
    return Record(event.to_json(), str(event.bike_id))


def produce(
    events: Sequence[BikeEvent],
    *,
    stream: str,
    threads: int,
    multiply: bool = False,
    on_sent: Callable[[int], None] = lambda _: None,
) -> Summary:
    """Send the events in their order and return what happened; a failure is in the summary.

    With `multiply` each thread sends them all, as bikes of its own (see `events.in_lanes`, also for
    the ValueError). `on_sent` hears of events as they are taken, from any thread.
    """
    lanes = [map(record_of, lane) for lane in in_lanes(events, threads, multiply)]
    facts = facts_of(events).times(threads if multiply else 1)
    started = time.monotonic()
    sent = send(kinesis_client(threads), stream, lanes, on_sent)
    return Summary(facts, sent.records, sent.retried, time.monotonic() - started, sent.error)
