"""One bound on all retries of a load together, whatever failed."""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Callable
from typing import TypeVar

from loader.config import Limits
from loader.errors import TerminalError, TransientError

log = logging.getLogger(__name__)

FIRST_PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 60.0


T = TypeVar("T")


def retrying(limits: Limits, action: Callable[[], T]) -> T:
    """Return what the action returns; try again after a TransientError, within the limits."""
    retries = Retries(limits)
    while True:
        try:
            return action()
        except TransientError as error:
            retries.pause_after(error)


class Retries:
    """Counts the retries of one load, and its seconds, from the moment it is made."""

    def __init__(self, limits: Limits) -> None:
        self._left = limits.retries
        self._pause_seconds = FIRST_PAUSE_SECONDS
        self._limits = limits
        self._deadline = time.monotonic() + limits.seconds

    @property
    def seconds_left(self) -> float:
        return self._deadline - time.monotonic()

    def pause_after(self, error: TransientError) -> None:
        """Sleep before the next attempt, twice as long each time, with jitter.

        Raises TerminalError when the bound is reached.
        """
        pause = random.uniform(0.5, 1.0) * self._pause_seconds  # noqa: S311 - jitter
        if self._left <= 0 or pause > self.seconds_left:
            raise TerminalError(
                f"{error} (given up after {self._limits.retries - self._left} retries)",
                now="nothing is lost: what was received goes back to the queue",
                next_step="run the loader again; limits.retries and limits.seconds set the bound",
            ) from error
        self._left -= 1
        self._pause_seconds = min(self._pause_seconds * 2, LONGEST_PAUSE_SECONDS)
        log.warning("%s; next attempt in %.1f s", error, pause)
        time.sleep(pause)
