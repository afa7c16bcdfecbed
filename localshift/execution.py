"""How the statements of a session run: in its transaction or in one of their own, anew if need be.

A result that streams is followed to its end, which also ends a transaction that is only its own.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import sleep

import duckdb

from localshift.duckdb_errors import from_duckdb_error, is_conflict
from localshift.errors import SqlError
from localshift.fetching import RunningResult
from localshift.interrupts import Interrupts
from localshift.locks import cancelled
from localshift.results import Result
from localshift.transaction import Transaction

_CONFLICT_RETRIES = 30


class StaleSnapshotError(Exception):
    """A lock was waited for after the statement had taken its snapshot."""


class Execution:
    """The statements of one session, one at a time."""

    def __init__(self, transaction: Transaction, interrupts: Interrupts) -> None:
        self._transaction = transaction
        self._interrupts = interrupts
        self._rows = RunningResult()

    def settle(self) -> None:
        """Read the rows of the last statement to their end, so that another can run."""
        self._rows.settle()

    def discard(self) -> None:
        """Nobody wants the rows of the last statement."""
        self._rows.discard()

    def run(self, statement: Callable[[], Result]) -> Result:
        """Run a statement in the open transaction, or as one of its own."""
        if self._transaction.is_open:
            return self._follow(self._run_fresh(statement), commit=False)
        return self._autocommit(statement)

    def end(self, *, commit: bool) -> None:
        """End the transaction, in which no cancel may meet DuckDB."""
        self._interrupts.close()
        self._transaction.end(commit=commit)

    def fail(self) -> None:
        """After an error a transaction is rolled back; a block then waits for its end."""
        self._rows.discard()
        self._interrupts.close()
        self._transaction.fail()

    @contextmanager
    def errors_end_the_transaction(self, query_id: int) -> Iterator[None]:
        """Raise what DuckDB raises as SqlError, after the transaction has failed by it."""
        try:
            yield
        except duckdb.InterruptException:
            self.fail()
            raise cancelled(query_id) from None
        except duckdb.Error as error:
            self.fail()
            raise from_duckdb_error(error) from None
        except SqlError as error:
            self.fail()
            if error.sqlstate == "57014":
                raise cancelled(query_id) from None
            raise

    def _run_fresh(self, statement: Callable[[], Result]) -> Result:
        """Run a statement, again with a new snapshot if it took its own too early."""
        while True:
            self._transaction.begin_statement()
            try:
                return statement()
            except StaleSnapshotError:
                self._transaction.drop_snapshot()

    def _autocommit(self, statement: Callable[[], Result]) -> Result:
        """Run a statement as a transaction of its own; one that met a conflict runs again."""
        for attempt in range(_CONFLICT_RETRIES):
            self._transaction.open(in_block=False)
            try:
                result = self._run_fresh(statement)
                if result.columns is None:
                    self.end(commit=True)
                    return result
                return self._follow(result, commit=True)
            except (SqlError, duckdb.Error) as raised:
                error = raised if isinstance(raised, SqlError) else from_duckdb_error(raised)
                self._interrupts.close()
                self._transaction.abandon()
                if not is_conflict(error) or attempt == _CONFLICT_RETRIES - 1:
                    raise error from None
                sleep(min(0.2, 0.002 * 2**attempt))
        raise SqlError("40001", "1023")

    def _follow(self, result: Result, *, commit: bool) -> Result:
        """Remember a result that streams; end its own transaction when it is through."""

        def end(finished: bool) -> None:
            self._interrupts.close()
            if commit:
                self.end(commit=finished)

        if result.columns is not None:
            self._rows.follow(result, self.fail, end)
        return result
