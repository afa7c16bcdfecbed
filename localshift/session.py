"""A client's session: its transaction, its settings, and the way of a statement through it."""

import logging
import threading
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from time import sleep
from typing import TYPE_CHECKING, Any, TypeVar

import duckdb

from localshift.catalog.relations import Relation
from localshift.duckdb_errors import from_duckdb_error, is_conflict
from localshift.errors import SqlError, in_failed_transaction
from localshift.fetching import Query, RunningResult
from localshift.history import Ran, without_secrets
from localshift.locks import cancelled
from localshift.plans import Plan, Plans
from localshift.quoting import string
from localshift.results import Column, Description, Result, Row
from localshift.settings import Settings
from localshift.sql.context import Context
from localshift.sql.lexer import split_statements
from localshift.sql.parameters import substitute
from localshift.sql.reader import Reader
from localshift.transaction import Transaction
from localshift.types import RedshiftType

if TYPE_CHECKING:
    from localshift.dispatch import Statement
    from localshift.engine import Engine

log = logging.getLogger(__name__)
duckdb_log = logging.getLogger("localshift.duckdb")

_T = TypeVar("_T")

_CONFLICT_RETRIES = 30
_FOUND_RELATIONS = 2000


@dataclass(slots=True)
class Cursor:
    """A cursor that DECLARE opened; `rows` goes on where the last FETCH stopped."""

    columns: tuple[Column, ...] | None
    rows: Iterator[Row]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A statement that PREPARE keeps: its parameters' types, its first word, its text."""

    types: tuple[RedshiftType, ...]
    verb: str
    sql: str


class _StaleSnapshotError(Exception):
    """A lock was waited for after the statement had taken its snapshot."""


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
        self.cursors: dict[str, Cursor] = {}
        self.prepared: dict[str, Prepared] = {}
        self.on_terminate: Callable[[], None] = lambda: None
        self._describing = False
        self._took_snapshot = False
        self._transaction = Transaction(cursor, engine.locks, pid, self.settings)
        self._running = RunningResult()
        self._plans = Plans()
        self._cancelled = threading.Event()
        self._interrupting = threading.Lock()
        self._interruptible = False
        self._reading: list[duckdb.DuckDBPyConnection] = []
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
        with self._errors_end_the_transaction():
            self._running.settle()
            self._start_statement()
            owns = not self._transaction.is_open
            self._describing = True
            try:
                return self._describe(self, sql, parameter_types)
            finally:
                self._describing = False
                if owns:
                    self._end(commit=False)

    def execute(self, sql: str, parameters: Sequence[Any] = ()) -> Result:
        """Run one statement. Raises SqlError."""
        self._running.settle()
        statement = self._find_statement(Reader(sql))
        if self.status == b"E" and not statement.ends_block:
            raise in_failed_transaction()
        self._start_statement()
        text = substitute(sql, parameters) if parameters else sql
        self.engine.history.show_to(text)
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
        with self._errors_end_the_transaction(), self._time_limit():
            if statement.controls_transaction:
                return statement.run(self, text)
            if self._transaction.is_open:
                return self._follow(self._run_fresh(statement, text), commit=False)
            return self._autocommit(lambda: self._run_fresh(statement, text))

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
            with self._errors_end_the_transaction():
                self._running.settle()
                self._end(commit=True)

    def abort_implicit(self) -> None:
        if not self._transaction.in_block:
            self._end(commit=False)

    def fail(self) -> None:
        """The wire met an error of its own: a block fails by it as by a statement's."""
        self._fail()

    def cancel(self) -> None:
        """End the running statement; called from another thread.

        DuckDB is interrupted only while a statement runs: an interrupt that met the rollback after
        it would leave the transaction open.
        """
        self._cancelled.set()
        self.engine.locks.cancel(self.pid)
        with self._interrupting:
            if self._interruptible:
                for connection in (self.db, *self._reading):
                    connection.interrupt()

    def close(self) -> None:
        """Roll back, and forget the session's temporary tables."""
        if self._closed:
            return
        self._closed = True
        self._running.discard()
        try:
            self._end(commit=False)
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
    def context(self) -> Context:
        """What functions of the session give."""
        return Context(
            statement_started_at=self.statement_started_at,
            transaction_started_at=self._transaction.started_at or self.statement_started_at,
            user=self.user,
            database=self.engine.database,
            schema=self.search_path()[0] if self.search_path() else "",
            search_path=tuple(self.search_path()),
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

    def _is_on(self, setting: str) -> bool:
        return self.settings.get(setting).lower() in ("on", "true", "1")

    def search_path(self) -> list[str]:
        """The schemas where an unqualified name is looked up, and the first is created in."""
        return [self.user if name == "$user" else name for name in self.settings.search_path]

    def run(self, sql: str, values: Sequence[Any] = ()) -> duckdb.DuckDBPyConnection:
        """Run DuckDB SQL in the transaction, which begins here if it has not begun."""
        self.begin_snapshot()
        self._raise_if_cancelled()
        duckdb_log.debug("%s", sql)
        return self.db.execute(sql, list(values))

    def begin_snapshot(self) -> None:
        """From here on the transaction, which begins if there is none, sees one state."""
        if self._transaction.take_snapshot():
            self._took_snapshot = True

    def plan(self, sql: str, make: Callable[[Context], Plan]) -> Plan:
        """The plan of a query, as it was made before if nothing has changed since."""
        self.begin_snapshot()
        state = self._transaction.catalog_state
        if state is None:
            return make(self.context)
        key = (sql, state, *self.settings.snapshot().values())
        return self._plans.find(key, self.context, make)

    def relation(self, schema: str, name: str) -> Relation | None:
        """Look a relation up, or remember what any session found in this state of the catalog."""
        self.begin_snapshot()
        metadata, state = self.engine.metadata, self._transaction.catalog_state
        if state is None:
            return metadata.relation(self.db, schema, name)
        found = self.engine.found_relations
        if len(found) > _FOUND_RELATIONS:
            found.clear()
        try:
            return found[state, schema, name]
        except KeyError:
            relation = found[state, schema, name] = metadata.relation(self.db, schema, name)
            return relation

    def query(self, sql: str) -> Query:
        """Bind a query of DuckDB SQL in the transaction, without running it."""
        self.begin_snapshot()
        self._raise_if_cancelled()
        return Query(self.db, sql)

    def fetch(self, query: Query) -> Generator[Sequence[Row], None, None]:
        """Run a query and yield its rows in batches; errors come as SqlError."""
        self._raise_if_cancelled()
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
        if waited and self._took_snapshot:
            raise _StaleSnapshotError

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
        self._end(commit=True)

    def end_block(self, *, commit: bool) -> bool:
        """COMMIT or ROLLBACK. True when it was committed."""
        committed = commit and not self._transaction.failed
        self._end(commit=committed)
        return committed

    # how a statement runs

    def _end(self, *, commit: bool) -> None:
        self._set_interruptible(False)
        self.cursors.clear()
        self._transaction.end(commit=commit)

    def _run_fresh(self, statement: "Statement", sql: str) -> Result:
        """Run a statement, again with a new snapshot if it took its own too early."""
        while True:
            self._took_snapshot = False
            try:
                if not statement.keeps_catalog:
                    self.begin_snapshot()
                    self._transaction.change_catalog(self.query_id)
                return statement.run(self, sql)
            except _StaleSnapshotError:
                self._transaction.drop_snapshot()

    def _autocommit(self, run: Callable[[], Result]) -> Result:
        """Run a statement as a transaction of its own; one that met a conflict runs again."""
        for attempt in range(_CONFLICT_RETRIES):
            self._transaction.open(in_block=False)
            try:
                result = run()
                if result.columns is None:
                    self._end(commit=True)
                    return result
                return self._follow(result, commit=True)
            except (SqlError, duckdb.Error) as raised:
                error = raised if isinstance(raised, SqlError) else from_duckdb_error(raised)
                self._set_interruptible(False)
                self._transaction.abandon()
                if not is_conflict(error) or attempt == _CONFLICT_RETRIES - 1:
                    raise error from None
                sleep(min(0.2, 0.002 * 2**attempt))
        raise SqlError("40001", "1023")

    @contextmanager
    def _errors_end_the_transaction(self) -> Iterator[None]:
        try:
            yield
        except duckdb.InterruptException:
            self._fail()
            raise cancelled(self.query_id) from None
        except duckdb.Error as error:
            self._fail()
            raise from_duckdb_error(error) from None
        except SqlError as error:
            self._fail()
            if error.sqlstate == "57014":
                raise cancelled(self.query_id) from None
            raise

    def _fail(self) -> None:
        self._running.discard()
        self._set_interruptible(False)
        self._transaction.fail()

    def _follow(self, result: Result, *, commit: bool) -> Result:
        """Remember a result that streams; end its own transaction when it is through."""

        def end(finished: bool) -> None:
            self._set_interruptible(False)
            if commit:
                self._end(commit=finished)

        if result.columns is not None:
            self._running.follow(result, self._fail, end)
        return result

    # time

    def _set_interruptible(self, whether: bool) -> None:
        with self._interrupting:
            self._interruptible = whether

    def _start_statement(self) -> None:
        self._cancelled.clear()
        self._set_interruptible(True)
        self._use_time_zone()
        self.statement_started_at = _now()
        self.query_id = self.engine.next_query_id()

    def _use_time_zone(self) -> None:
        """DuckDB goes between TIMESTAMP and TIMESTAMPTZ in the session's zone."""
        zone = self.settings.duckdb_time_zone
        if zone != self._time_zone:
            self.db.execute(f"set TimeZone = {string(zone)}")
            self._time_zone = zone

    @contextmanager
    def interruptible(self, connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
        """A cancel also reaches what the statement runs on a connection beside its own."""
        with self._interrupting:
            self._reading.append(connection)
        try:
            self._raise_if_cancelled()
            yield
            self._raise_if_cancelled()
        finally:
            with self._interrupting:
                self._reading.remove(connection)

    def _raise_if_cancelled(self) -> None:
        if self._cancelled.is_set():
            raise cancelled(self.query_id)

    @contextmanager
    def _time_limit(self) -> Iterator[None]:
        seconds = self.settings.statement_timeout_seconds
        if seconds is None:
            yield
            return
        timer = threading.Timer(seconds, self.cancel)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)
