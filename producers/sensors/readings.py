"""What six devices measure in some seven hours, and how a message of it looks. Pure."""

import json
import math
import random as chance
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

MINUTE = 60
# A device follows sin(x) for x from 0 to 20 in steps of 0.1, twice, one reading a minute.
STEPS = 200
STEP = 0.1
CYCLES = 2
# What every device measures at least, and how far noise takes a reading off the curve.
BASE = 60
NOISE = 5
# The device of a test message: none that is registered.
NOBODY = "00000000-0000-0000-0000-000000000000"


@dataclass(frozen=True, slots=True)
class Device:
    """`amplitude`: half of what the curve rises by. `starts`: minutes after the first device."""

    guid: str
    amplitude: int
    starts: int


DEVICES = (
    Device("03e39872-e105-4be4-83c0-9ade818465dc", 25, 0),
    Device("fa565921-fddd-4bfb-a7fd-d617f816df4b", 10, 5),
    Device("d120422d-5789-435d-9dc6-73d8489b04c2", 7, 15),
    Device("93238559-4d55-4b2a-bdcb-6aa3be0f3908", 30, 20),
    Device("dbc05806-6872-4f0a-aca2-f794cc39bd9b", 5, 35),
    Device("f9ade639-f936-4954-aa5a-1f2ed86c9bcf", 12, 45),
)
# From the first reading to the last.
SECONDS = (max(device.starts for device in DEVICES) + CYCLES * STEPS - 1) * MINUTE


@dataclass(frozen=True, slots=True)
class Reading:
    """A temperature that a device measured. `at` in seconds since 1970, UTC."""

    device: str
    at: int
    temperature: float

    def to_json(self) -> bytes:
        """The message, with its line end: Firehose puts none between records."""
        fields = {"guid": self.device, "ts": self.at, "temp": self.temperature}
        return (json.dumps(fields) + "\n").encode()


def readings(until: int, seed: int) -> list[Reading]:
    """All readings of all devices in the order of their times; the last one is at `until`.

    The same arguments give the same readings.
    """
    random = chance.Random(seed)  # noqa: S311 - no secret
    made = [
        Reading(
            device.guid,
            until - SECONDS + (device.starts + minute) * MINUTE,
            round(temperature(device, minute) + random.uniform(-NOISE, NOISE), 2),
        )
        for device in DEVICES
        for minute in range(CYCLES * STEPS)
    ]
    return sorted(made, key=lambda reading: reading.at)


def temperature(device: Device, minute: int) -> float:
    """What the curve says of the device so many minutes after its start, without noise."""
    return BASE + device.amplitude * (1 + math.sin(minute % STEPS * STEP))


def played(
    made: Sequence[Reading],
    time_scale: int,
    clock: Callable[[], float],
    wait: Callable[[float], None],
) -> Iterator[Sequence[Reading]]:
    """Hand out the readings as their time comes, so many times as fast as it went.

    `clock` reads seconds and `wait` lets some pass. Readings whose time came meanwhile go together.
    """
    started = clock()
    done = 0
    while done < len(made):
        first = made[0].at
        wait(max(0.0, started + (made[done].at - first) / time_scale - clock()))
        now = max(made[done].at, first + (clock() - started) * time_scale)
        due = sum(1 for reading in made[done:] if reading.at <= now)
        yield made[done : done + due]
        done += due
