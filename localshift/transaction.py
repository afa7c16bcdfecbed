"""A session's transaction: when it begins, takes its snapshot, fails and ends.

AWS: "Serializable isolation", r_BEGIN. The snapshot is taken by the first statement that reads or
writes, not by BEGIN, and not by LOCK.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from typing import TYPE_CHECKING

import duckdb

from localshift.locks import LockManager
from localshift.settings import Settings

if TYPE_CHECKING:
    from localshift.statements.cursors import Cursor

log = logging.getLogger(__name__)

# Of the states of the catalog that only the transaction sees which has changed it.
_own_states = count(-1, -1)


@dataclass(slots=True)
class _Open:
    """`in_block` after BEGIN; `has_snapshot` once DuckDB's own transaction has begun."""

    in_block: bool
    started_at: datetime
    settings: dict[str, str]
    has_snapshot: bool = False
    snapshot_is_new: bool = False
    failed: bool = False
    changing_catalog: bool = False
    catalog_state: int | None = None


class Transaction:
    """The transaction of one session, or none; what ends with it ends here."""

    def __init__(
        self,
        cursor: duckdb.DuckDBPyConnection,
        locks: LockManager,
        session: int,
        settings: Settings,
    ) -> None:
        self._db = cursor
        self._locks = locks
        self._session = session
        self._settings = settings
        self._open: _Open | None = None
        self.cursors: dict[str, Cursor] = {}

    @property
    def is_open(self) -> bool:
        return self._open is not None

    @property
    def in_block(self) -> bool:
        return self._open is not None and self._open.in_block

    @property
    def failed(self) -> bool:
        return self._open is not None and self._open.failed

    @property
    def has_snapshot(self) -> bool:
        return self._open is not None and self._open.has_snapshot

    @property
    def snapshot_is_new(self) -> bool:
        """Whether it was taken by the statement that runs."""
        return self._open is not None and self._open.snapshot_is_new

    @property
    def started_at(self) -> datetime | None:
        return self._open.started_at if self._open is not None else None

    def open(self, *, in_block: bool) -> None:
        """Begin; one that is open already becomes a block."""
        if self._open is None:
            now = datetime.now(UTC).replace(tzinfo=None)
            self._open = _Open(in_block, now, self._settings.snapshot())
        else:
            self._open.in_block = self._open.in_block or in_block

    def begin_statement(self) -> None:
        if self._open is not None:
            self._open.snapshot_is_new = False

    def take_snapshot(self) -> None:
        """Begin DuckDB's transaction if that has not been done."""
        self.open(in_block=False)
        if self._open is None or self._open.has_snapshot:
            return
        self._open.has_snapshot = self._open.snapshot_is_new = (
            True  # also when an interrupt meets the BEGIN, which has worked
        )
        self._db.execute("begin transaction")

    @contextmanager
    def changing_catalog(self, statement: int) -> Iterator[None]:
        """Let others know, when this is committed, that the catalog is another.

        While it changes it has no state, after that one of its own.
        """
        changing = self._open
        if changing is None:
            yield
            return
        self._db.execute("insert into localshift.catalog_changes values (?)", [statement])
        changing.changing_catalog = True
        yield
        changing.changing_catalog, changing.catalog_state = False, next(_own_states)

    @property
    def catalog_state(self) -> int | None:
        """A number for the catalog as the transaction has it; none while a statement changes it."""
        if self._open is None or self._open.changing_catalog:
            return None
        if self._open.catalog_state is None:
            counted = self._db.execute("select count(*) from localshift.catalog_changes").fetchall()
            self._open.catalog_state = counted[0][0]
        return self._open.catalog_state

    def drop_snapshot(self) -> None:
        """Roll DuckDB's transaction back and stay open; nothing has been written in it."""
        if self._open is not None and self._open.has_snapshot:
            self._open.has_snapshot = False
            self._open.changing_catalog, self._open.catalog_state = False, None
            self._roll_back()

    def end(self, *, commit: bool) -> None:
        """Commit or roll back; a rollback also undoes SET. Raises duckdb.Error on a conflict."""
        self.cursors.clear()
        ended, self._open = self._open, None
        if ended is None:
            return
        try:
            if commit:
                self._settings.end_local()
            else:
                self._settings.restore(ended.settings)
            if ended.has_snapshot and commit:
                self._commit()
            elif ended.has_snapshot:
                self._roll_back()
        finally:
            self._locks.release_all(self._session)

    def _commit(self) -> None:
        try:
            self._db.execute("commit")
        except duckdb.InterruptException:
            self._roll_back()
            raise

    def _roll_back(self) -> None:
        """An interrupt that came when the statement was through meets the first attempt."""
        try:
            self._db.execute("rollback")
        except duckdb.InterruptException:
            self._db.execute("rollback")

    def abandon(self) -> None:
        """Roll back whatever state DuckDB is in."""
        try:
            self.end(commit=False)
        except duckdb.Error:
            log.debug("nothing to roll back", exc_info=True)

    def fail(self) -> None:
        """After an error a block is rolled back at once and waits for its end."""
        if self._open is None:
            return
        if not self._open.in_block:
            self.abandon()
        elif not self._open.failed:
            self._open.failed = True
            try:
                self.drop_snapshot()
            except duckdb.Error:
                log.debug("DuckDB had rolled back already", exc_info=True)
            self._locks.release_all(self._session)
