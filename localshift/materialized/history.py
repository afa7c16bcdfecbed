"""What each refresh did, as Redshift's system views tell it.

AWS: SYS_MV_REFRESH_HISTORY, r_SVL_MV_REFRESH_STATUS (the texts of `status`).
"""

import threading
from dataclasses import astuple, dataclass
from datetime import datetime

import duckdb

INCREMENTAL = "Refresh successfully updated MV incrementally"
RECOMPUTED = "Refresh successfully recomputed MV from scratch"
UP_TO_DATE = "MV was already updated"
FAILED = "Refresh failed due to an internal error"
NOT_FOUND = "Refresh failed. MV was not found"
CONFLICT = "Refresh failed. Serializable isolation violation"

_INSERT = """
insert into localshift.materialized_refreshes
select oid, ?, ?, ?, ?, ?, ?, ?, ?, ? from localshift.users where name = ?
"""


@dataclass(frozen=True, slots=True)
class Refresh:
    """One refresh. `mv_id` is None for a view that does not exist."""

    session_id: int
    transaction_id: int
    schema_name: str
    mv_id: int | None
    mv_name: str
    refresh_type: str
    status: str
    start_time: datetime
    end_time: datetime
    user: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a refresh ended: for the history, and for the client."""

    status: str
    notice: str
    has_news: bool = True


def record(connection: duckdb.DuckDBPyConnection, refresh: Refresh) -> None:
    """Write what a refresh did, in the transaction of the connection."""
    connection.execute(_INSERT, list(astuple(refresh)))


class Failures:
    """Records failed refreshes, apart from their transactions, which are rolled back."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection) -> None:
        self._cursor = cursor
        self._guard = threading.Lock()

    def record(self, refresh: Refresh) -> None:
        with self._guard:
            record(self._cursor, refresh)
