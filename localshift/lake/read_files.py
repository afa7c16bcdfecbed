"""Files of external tables that were read lately, as Arrow tables.

A test of a dbt project reads the same files hundreds of times, and to fetch and parse them is most
of the work. A file that was overwritten has another ETag, so it is another key.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING

from cachetools import LRUCache

if TYPE_CHECKING:
    import pyarrow as pa

LIMIT_BYTES = 256 * 1024 * 1024


class ReadFiles:
    """For all sessions, in any thread, up to a number of bytes in memory."""

    def __init__(self) -> None:
        self._tables: LRUCache[Hashable, pa.Table] = LRUCache(
            LIMIT_BYTES, getsizeof=lambda table: table.nbytes
        )
        self._guard = threading.Lock()

    def get(self, key: Hashable, read: Callable[[], pa.Table]) -> pa.Table:
        """What `key` stands for, read now unless it is still there."""
        with self._guard:
            found = self._tables.get(key)
        if found is None:
            found = read()
            if found.nbytes <= LIMIT_BYTES:
                with self._guard:
                    self._tables[key] = found
        return found
