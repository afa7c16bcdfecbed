"""boto3's clients of an AWS service. Where the service is, the environment says."""

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

_Client = TypeVar("_Client")


class RegionalClients(Generic[_Client]):
    """One client for each region that statements name, None for the environment's; in any thread.

    boto3 makes a client in one thread at a time only, but the client then serves all.
    """

    def __init__(self, make: Callable[[str | None], _Client]) -> None:
        self._make = make
        self._made: dict[str | None, _Client] = {}
        self._guard = threading.Lock()

    def __call__(self, region: str | None) -> _Client:
        with self._guard:
            if region not in self._made:
                self._made[region] = self._make(region)
            return self._made[region]
