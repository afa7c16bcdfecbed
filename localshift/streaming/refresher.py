"""AUTO REFRESH: refresh materialized views in the background, soon after their bases change.

AWS: materialized-view-refresh, "Autorefreshing a materialized view".
"""

import logging
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import duckdb

from localshift.errors import SqlError
from localshift.quoting import quoted

if TYPE_CHECKING:
    from localshift.engine import Engine
    from localshift.session import Session

log = logging.getLogger(__name__)

_LONGEST_PAUSE = 60.0
_LONGEST_IDLE_PAUSE = 8.0

_DUE = """
select relations.oid, relations.schema_name, relations.name, relations.owner, refreshes
from localshift.materialized_views
inner join localshift.relations on relations.oid = materialized_views.relation
where auto_refresh and unrefreshable is null and localshift_is_outdated(relations.oid)
order by relations.oid
"""

_REFRESHES = "select refreshes from localshift.materialized_views where relation = ?"


@dataclass(slots=True)
class _Pause:
    """How long a view is left alone; the next time for twice as long."""

    seconds: float
    until: float


class Refresher:
    """One thread, one refresh at a time. Failures are in the refresh history, as Auto.

    A view that failed is left alone for ever longer, and so, for some seconds, is one to whose
    stream nothing comes: whether anything came, only a read of it tells.
    """

    def __init__(self, engine: "Engine", interval_seconds: float = 1.0) -> None:
        self._engine = engine
        self._interval = interval_seconds
        self._cursor = engine.cursor()
        self._pauses: dict[int, _Pause] = {}
        self._stopping = threading.Event()
        self._running: Session | None = None
        self._thread = threading.Thread(target=self._run, name="refresher", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Cancel the refresh that runs, which leaves nothing behind, and wait for the thread."""
        self._stopping.set()
        running = self._running
        if running is not None:
            running.cancel()
        self._thread.join()

    def _run(self) -> None:
        while not self._stopping.wait(self._interval):
            self.look()

    def look(self) -> None:
        """Refresh the views that are due now."""
        try:
            due = self._cursor.execute(_DUE).fetchall()
        except duckdb.Error:
            log.exception("the views to refresh could not be looked up")
            return
        for oid, schema, name, owner, refreshes in due:
            pause = self._pauses.get(oid)
            if self._stopping.is_set() or (pause and time.monotonic() < pause.until):
                continue
            if self._refresh(oid, f"{quoted(schema)}.{quoted(name)}", owner):
                [now] = self._cursor.execute(_REFRESHES, [oid]).fetchone() or [None]
                # A refresh that finds nothing is not counted.
                if now == refreshes:
                    self._pause(oid, _LONGEST_IDLE_PAUSE)
                else:
                    self._pauses.pop(oid, None)

    def _refresh(self, oid: int, name: str, owner: str) -> bool:
        """Whether it went well; else it is tried again after a pause."""
        session = self._engine.connect(owner, self._engine.database, {})
        session.refresh_type = "Auto"
        self._running = session
        try:
            session.execute(f"refresh materialized view {name}")
        except SqlError as error:
            self._pause(oid, _LONGEST_PAUSE)
            log.warning("auto refresh of %s failed: %s", name, error)
            return False
        else:
            return True
        finally:
            self._running = None
            session.close()

    def _pause(self, oid: int, longest: float) -> None:
        last = self._pauses.get(oid)
        seconds = min(longest, 2 * last.seconds if last else self._interval)
        self._pauses[oid] = _Pause(seconds, time.monotonic() + seconds)
