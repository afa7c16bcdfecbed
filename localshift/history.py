"""The statements that sessions have run, for SYS_QUERY_HISTORY, SYS_QUERY_TEXT and STL_QUERY.

They are kept in memory and written to a table only when somebody asks, so that a statement costs
nothing for being remembered. The latest 10,000 since the start of the server are shown.
"""

import re
import threading
from collections import deque
from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime

import duckdb
import pyarrow as pa

from localshift.sql.lexer import Kind, tokens

_KEPT = 10_000
_VIEWS = {"sys_query_history", "sys_query_text", "stl_query"}
_SECRETS = (
    "password", "credentials", "access_key_id", "secret_access_key", "session_token",
    "master_symmetric_key",
)  # fmt: skip
_MAY_HAVE_SECRETS = re.compile("|".join(_SECRETS), re.IGNORECASE)
_TABLE = "memory.main.query_history"
_COLUMNS = """
    user_name varchar, query_id bigint, query_label varchar, session_id integer,
    query_type varchar, status varchar, start_time timestamp, end_time timestamp,
    error_message varchar, query_text varchar
"""


@dataclass(frozen=True, slots=True)
class Ran:
    """A statement and how it ended: success, failed or canceled."""

    user: str
    query_id: int
    label: str
    session: int
    kind: str
    status: str
    started_at: datetime
    ended_at: datetime
    error: str | None
    text: str


def without_secrets(sql: str) -> str:
    """The text with *** for passwords and keys, as Redshift shows it."""
    if _MAY_HAVE_SECRETS.search(sql) is None:
        return sql
    parts: list[str] = []
    done, follows = 0, False
    for token in tokens(sql):
        if token.kind is Kind.STRING and follows:
            parts += [sql[done : token.start], "'***'"]
            done = token.end
        follows = token.is_word(*_SECRETS) or (follows and token.is_word("as"))
    return "".join(parts) + sql[done:]


class QueryHistory:
    """Safe to use from many threads; the cursor is its own."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection) -> None:
        cursor.execute(f"create table {_TABLE} ({_COLUMNS})")
        self._cursor = cursor
        self._guard = threading.Lock()
        self._ran: deque[Ran] = deque(maxlen=_KEPT)

    def add(self, ran: Ran) -> None:
        self._ran.append(ran)

    def show_to(self, views: Collection[str]) -> None:
        """Write what is remembered where the views find it, for a query that reads `views`."""
        if _VIEWS.isdisjoint(views):
            return
        with self._guard:
            ran = pa.Table.from_pylist([asdict(statement) for statement in list(self._ran)])
            self._cursor.execute("begin transaction")
            self._cursor.execute(f"delete from {_TABLE}")
            if ran.num_rows:  # a statement for each row would take seconds
                self._cursor.register("ran", ran)
                self._cursor.execute(f"insert into {_TABLE} select * from ran")
                self._cursor.unregister("ran")
            self._cursor.execute("commit")
