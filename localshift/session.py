"""A client's session: its transaction, its settings, and the way of a statement through it."""

import logging
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

import duckdb

from localshift.catalog.relations import Relation
from localshift.errors import SqlError, in_failed_transaction
from localshift.execution import Execution, StaleSnapshotError
from localshift.fetching import Query
from localshift.history import Ran, without_secrets
from localshift.interrupts import Interrupts, time_limit
from localshift.plans import Plan, Plans
from localshift.quoting import string
from localshift.results import Description, Result, Row
from localshift.settings import Settings
from localshift.sql.context import Context
from localshift.sql.identifiers import keeping_case
from localshift.sql.lexer import split_statements
from localshift.sql.parameters import substitute
from localshift.sql.reader import Reader
from localshift.transaction import Transaction
from localshift.types import RedshiftType

if TYPE_CHECKING:
    from localshift.dispatch import Statement
    from localshift.engine import Engine
    from localshift.statements.cursors import Cursor
    from localshift.statements.prepared import Prepared

log = logging.getLogger(__name__)
duckdb_log = logging.getLogger("localshift.duckdb")

_T = TypeVar("_T")


class Session:
    """One client. Used by one thread at a time, but for cancel()."""

    def __init__(
        self,
        engine: "Engine",
        cursor: duckdb.DuckDBPyConnection,
        pid: int,
        user: str,
        settings: Mapping[str, str],
        find_statement: Callable[[Reader], "Statement"],
        describe: Callable[["Session", str, Sequence[RedshiftType | None]], Description],
    ) -> None:
        self.engine = engine
        self.db = cursor
        self.pid = pid
        self._find_statement = find_statement
        self._describe = describe
        self.login_user = user
        self.settings = Settings(user, settings)
        self.started_at = _now()
        self.query_id = 0
        self._time_zone = "UTC"
        self.statement_started_at = self.started_at
        self.last_copy_id = -1
        self.last_unload_id, self.last_unload_count = -1, 0
        self.refresh_type = "Manual"
        self.prepared: dict[str, Prepared] = {}
        self.on_terminate: Callable[[], None] = lambda: None
        self._describing = False
        self._transaction = Transaction(cursor, engine.locks, pid, self.settings)
        self._interrupts = Interrupts(cursor)
        self._execution = Execution(self._transaction, self._interrupts)
        self._plans = Plans()
        self._closed = False

    # the wire's side

    @property
    def status(self) -> bytes:
        """The byte of ReadyForQuery: idle, in a block, in a failed block."""
        if not self._transaction.in_block:
            return b"I"
        return b"E" if self._transaction.failed else b"T"

    def reported_parameters(self) -> dict[str, str]:
        return self.settings.reported()

    def split(self, sql: str) -> list[str]:
        """The statements of a query string."""
        return split_statements(sql)

    def describe(self, sql: str, parameter_types: Sequence[RedshiftType | None]) -> Description:
        """What is known of a statement before it runs."""
        if self.status == b"E" and not self._find_statement(Reader(sql)).ends_block:
            raise in_failed_transaction()
        try:
            return self._described(sql, parameter_types)
        except SqlError as error:
            self._remember(sql, "failed", error.message)
            raise

    def _described(self, sql: str, parameter_types: Sequence[RedshiftType | None]) -> Description:
        self._execution.settle()
        self._start_statement()
        with self._execution.errors_end_the_transaction(self.query_id), self._case_of_names():
            owns = not self._transaction.is_open
            self._describing = True
            try:
                return self._describe(self, sql, parameter_types)
            finally:
                self._describing = False
                if owns:
                    self._execution.end(commit=False)

    def execute(self, sql: str, parameters: Sequence[Any] = ()) -> Result:
        """Run one statement. Raises SqlError."""
        self._execution.settle()
        statement = self._find_statement(Reader(sql))
        if self.status == b"E" and not statement.ends_block:
            raise in_failed_transaction()
        self._start_statement()
        text = substitute(sql, parameters) if parameters else sql
        try:
            result = self._execute(statement, text)
        except SqlError as error:
            self._remember(
                sql, "canceled" if error.sqlstate == "57014" else "failed", error.message
            )
            raise
        self._remember(sql, "success")
        return result

    def _execute(self, statement: "Statement", text: str) -> Result:
        def run() -> Result:
            if statement.keeps_catalog:
                return statement.run(self, text)
            self.begin_snapshot()
            with self._transaction.changing_catalog(self.query_id):
                return statement.run(self, text)

        with (
            self._execution.errors_end_the_transaction(self.query_id),
            self._case_of_names(),
            time_limit(self.settings.statement_timeout_seconds, self.cancel),
        ):
            if statement.controls_transaction:
                return statement.run(self, text)
            return self._execution.run(run)

    def _remember(self, sql: str, status: str, error: str | None = None) -> None:
        """For the history of statements; `sql` has no values of parameters in it."""
        self.engine.history.add(
            Ran(
                user=self.user,
                query_id=self.query_id,
                label=self.settings.get("query_group"),
                session=self.pid,
                kind=sql.split(maxsplit=1)[0].upper()[:32],
                status=status,
                started_at=self.statement_started_at,
                ended_at=_now(),
                error=error,
                text=without_secrets(sql),
            )
        )

    def begin_implicit(self) -> None:
        """Several statements in one query string are one transaction (PostgreSQL: Query flow)."""
        self._transaction.open(in_block=False)

    def end_implicit(self) -> None:
        if not self._transaction.in_block:
            with self._execution.errors_end_the_transaction(self.query_id):
                self._execution.settle()
                self._execution.end(commit=True)

    def abort_implicit(self) -> None:
        if not self._transaction.in_block:
            self._execution.end(commit=False)

    def fail(self) -> None:
        """The wire met an error of its own: a block fails by it as by a statement's."""
        self._execution.fail()

    def cancel(self) -> None:
        """End the running statement; called from another thread."""
        self._interrupts.cancel()
        self.engine.locks.cancel(self.pid)

    def close(self) -> None:
        """Roll back, and forget the session's temporary tables."""
        if self._closed:
            return
        self._closed = True
        self._execution.discard()
        try:
            self._execution.end(commit=False)
            for relation in self.engine.metadata.relations_in(self.db, self.temporary_schema):
                self.engine.metadata.drop_relation(self.db, relation.oid)
        except duckdb.Error:
            log.debug("session %s ended with its connection", self.pid, exc_info=True)
        finally:
            self.engine.forget(self)
            self.engine.locks.release_all(self.pid)
            self.db.close()

    # the statements' side

    @property
    def user(self) -> str:
        """Who the session is now, by login or by SET SESSION AUTHORIZATION."""
        return self.settings.get("session_authorization")

    @property
    def temporary_schema(self) -> str:
        return f"pg_temp_{self.pid}"

    @property
    def in_block(self) -> bool:
        return self._transaction.in_block

    @property
    def cursors(self) -> dict[str, "Cursor"]:
        """Those that are open, by name; they end with the transaction."""
        return self._transaction.cursors

    @property
    def context(self) -> Context:
        """What functions of the session give."""
        search_path = tuple(self.search_path())
        return Context(
            statement_started_at=self.statement_started_at,
            transaction_started_at=self._transaction.started_at or self.statement_started_at,
            user=self.user,
            database=self.engine.database,
            schema=search_path[0] if search_path else "",
            search_path=search_path,
            pid=self.pid,
            last_copy_id=self.last_copy_id,
            time_zone=self.settings.duckdb_time_zone,
            last_unload_id=self.last_unload_id,
            last_unload_count=self.last_unload_count,
            super_case_sensitive=self._is_on("enable_case_sensitive_super_attribute"),
            json_parse_dedup=self._is_on("json_parse_dedup_attributes"),
            setting=self.settings.get,
            terminate=(lambda _: False)
            if self._describing
            else partial(self.engine.terminate, self),
        )

    def _case_of_names(self) -> AbstractContextManager[None]:
        return keeping_case(on=self._is_on("enable_case_sensitive_identifier"))

    def _is_on(self, setting: str) -> bool:
        return self.settings.get(setting).lower() in ("on", "true", "1")

    def search_path(self) -> list[str]:
        """The schemas where an unqualified name is looked up, and the first is created in."""
        return [self.user if name == "$user" else name for name in self.settings.search_path]

    def run(self, sql: str, values: Sequence[Any] = ()) -> duckdb.DuckDBPyConnection:
        """Run DuckDB SQL in the transaction, which begins here if it has not begun."""
        self.begin_snapshot()
        self._interrupts.check()
        duckdb_log.debug("%s", sql)
        return self.db.execute(sql, list(values))

    def begin_snapshot(self) -> None:
        """From here on the transaction, which begins if there is none, sees one state."""
        self._transaction.take_snapshot()

    def plan(self, sql: str, make: Callable[[Context], Plan]) -> Plan:
        """The plan of a query, as it was made before if nothing has changed since."""
        self.begin_snapshot()
        state = self._transaction.catalog_state
        if state is None:
            return make(self.context)
        key = (sql, state, *self.settings.snapshot().values())
        return self._plans.find(key, self.context, make)

    def relation(self, schema: str, name: str) -> Relation | None:
        """The relation of that name, as the transaction sees it."""
        self.begin_snapshot()
        state = self._transaction.catalog_state
        return self.engine.relations.find(self.db, state, schema, name)

    def query(self, sql: str) -> Query:
        """Bind a query of DuckDB SQL in the transaction, without running it."""
        self.begin_snapshot()
        self._interrupts.check()
        return Query(self.db, sql)

    def fetch(self, query: Query) -> Generator[Sequence[Row], None, None]:
        """Run a query and yield its rows in batches; errors come as SqlError."""
        self._interrupts.check()
        duckdb_log.debug("%s", query.sql)
        return query.batches()

    def await_locks(self, relations: Sequence[Relation]) -> None:
        """Wait for other sessions that hold a lock on one of the relations.

        A statement that waited and took its snapshot before starts anew: it is to see what the
        holder of the lock has committed.
        """
        waited = self.engine.locks.await_free(
            [relation.oid for relation in relations],
            self.pid,
            self.settings.statement_timeout_seconds,
        )
        if waited and self._transaction.snapshot_is_new:
            raise StaleSnapshotError

    def interruptible(self, connection: duckdb.DuckDBPyConnection) -> AbstractContextManager[None]:
        """A cancel also reaches what the statement runs on a connection beside its own."""
        return self._interrupts.reaching(connection)

    def outside_snapshot(self, look_up: Callable[[], _T]) -> _T:
        """Read the catalog without taking the transaction's snapshot, unless it is taken."""
        if self._transaction.has_snapshot:
            return look_up()
        try:
            return look_up()
        finally:
            self._transaction.drop_snapshot()

    def begin_block(self) -> bool:
        """BEGIN. False when there is a block already."""
        if self.in_block:
            return False
        self._transaction.open(in_block=True)
        return True

    def commit_at_end(self) -> None:
        """TRUNCATE: commit the transaction and its block when the statement is through."""
        self._execution.end(commit=True)

    def end_block(self, *, commit: bool) -> bool:
        """COMMIT or ROLLBACK. True when it was committed."""
        committed = commit and not self._transaction.failed
        self._execution.end(commit=committed)
        return committed

    def _start_statement(self) -> None:
        self._interrupts.open()
        self._use_time_zone()
        self.statement_started_at = _now()
        self.query_id = self.engine.next_query_id()

    def _use_time_zone(self) -> None:
        """DuckDB goes between TIMESTAMP and TIMESTAMPTZ in the session's zone."""
        zone = self.settings.duckdb_time_zone
        if zone != self._time_zone:
            self.db.execute(f"set TimeZone = {string(zone)}")
            self._time_zone = zone


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)
