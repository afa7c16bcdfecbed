"""Whatever the events, the loads that bring them and the runs that die: the oracle's history.

HISTORIES says how many histories are made, each the events of one device; `make soak` makes 5,000.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.dbt.oracle import Event
from tests.dbt.proxy import run_cut_when
from tests.dbt.readings import READINGS_TABLE, built, expected, land, reading
from tests.dbt.runner import Dbt
from tests.dbt.warehouse import Warehouse

HISTORIES = int(os.environ.get("HISTORIES", "300"))
DEVICES = 30
LOADS = 4
MODELS = ("reading_history", "reading_life_history")

# What a run has sent when it dies; the last of it does not arrive.
MOMENTS = (
    [b'"reading_life_history__dbt_tmp'],
    [b'delete from "dev"."analytics"."reading_life_history"'],
    [b'insert into "dev"."analytics"."reading_life_history"'],
    [b'insert into "dev"."analytics"."reading_life_history"', b"COMMIT"],
)

CHOICES = (
    range(12),  # minute
    (1, 1, 1, 2, None),  # counter
    ("on", "off", None),  # state
    (1, 2, None),  # mode
    ("a", "b", None),  # note
    (False, False, False, True),  # deletes
    range(1, LOADS + 1),  # the load that brings it
    (None, None, None, *range(1, LOADS + 1)),  # the load that brings it again
)
COMBINATIONS = 1
for choices in CHOICES:
    COMBINATIONS *= len(choices)


@dataclass(frozen=True)
class Drawn:
    """What hypothesis chose: for each device the events, as numbers; for each load its death."""

    devices: Sequence[Sequence[int]]
    deaths: Sequence[int | None]

    def loads(self) -> list[list[Event]]:
        """The events by the load that brings them."""
        loads: list[list[Event]] = [[] for _ in range(LOADS)]
        for device, numbers in enumerate(self.devices):
            for number in numbers:
                minute, counter, state, mode, note, deletes, *brought = _chosen(number)
                for load_id in {load_id for load_id in brought if load_id}:
                    loads[load_id - 1].append(
                        reading(
                            minute,
                            state,
                            mode,
                            note,
                            load_id=load_id,
                            counter=counter,
                            deletes=deletes,
                            device=device,
                        )
                    )
        return loads


def _chosen(number: int) -> list:  # type: ignore[type-arg]
    """One of each of CHOICES: the digits of a number, so that an event is one draw."""
    values = []
    for choices in CHOICES:
        number, digit = divmod(number, len(choices))
        values.append(choices[digit])
    return values


drawn = st.builds(
    Drawn,
    devices=st.lists(
        st.lists(st.integers(0, COMBINATIONS - 1), min_size=1, max_size=14),
        min_size=DEVICES,
        max_size=DEVICES,
    ),
    deaths=st.lists(st.none() | st.integers(0, len(MOMENTS) - 1), min_size=LOADS, max_size=LOADS),
)


@given(drawn=drawn)
@settings(
    max_examples=HISTORIES // DEVICES,
    deadline=None,
    derandomize="HISTORIES" not in os.environ,
    suppress_health_check=list(HealthCheck),
)
def test_histories_are_the_oracle_s_after_every_load(
    readings_dbt: Dbt, warehouse: Warehouse, drawn: Drawn
) -> None:
    warehouse.reset()
    warehouse.execute("drop table if exists landing.readings")
    warehouse.execute(READINGS_TABLE)
    landed: list[Event] = []
    standing = None
    for load, death in zip(drawn.loads(), drawn.deaths, strict=True):
        if load:
            land(warehouse, load)
            landed += load
        if death is not None and standing is not None:
            run_cut_when(MOMENTS[death], readings_dbt, warehouse, "reading_life_history")
            after = expected(landed, "reading_life_history")
            assert built(warehouse, "reading_life_history") in (standing, after)

        readings_dbt("run")
        for model in MODELS:
            standing = expected(landed, model)
            assert built(warehouse, model) == standing, model

    readings_dbt("run", "--full-refresh")
    for model in MODELS:
        assert built(warehouse, model) == expected(landed, model), model
