"""Run what requests asked for, each in a thread of its own."""

import logging
import threading
from time import perf_counter_ns
from typing import Any

from localshift.data_api.placeholders import fill
from localshift.data_api.records import RUNNING, Execution, Records, Statement, StoredResult
from localshift.data_api.results import csv_record, json_record, size_in_bytes
from localshift.data_api.sessions import Sessions, SharedSession
from localshift.errors import SqlError
from localshift.results import Result
from localshift.session import Session

log = logging.getLogger(__name__)

# AWS: data-api, "Considerations when calling the Amazon Redshift Data API".
RESULT_BYTES = 500 * 1024 * 1024
_CANCEL_SECONDS = 0.1


class Runner:
    """Runs executions in shared sessions, and keeps the records of them."""

    def __init__(self, records: Records, sessions: Sessions) -> None:
        self._records = records
        self._sessions = sessions

    def start(self, execution: Execution, shared: SharedSession) -> None:
        """Run an execution in the background in a session that was taken for it."""
        execution.cancel = shared.session.cancel
        threading.Thread(target=self._run, args=(execution, shared), daemon=True).start()

    def cancel(self, execution: Execution) -> None:
        """Cancel until it has ended: one cancel is lost where the next statement just begins."""
        execution.is_cancelled = True
        while execution.whole.status in RUNNING and execution.cancel is not None:
            execution.cancel()
            self._records.wait(execution.whole, _CANCEL_SECONDS)

    def _run(self, execution: Execution, shared: SharedSession) -> None:
        self._records.update(
            [execution.whole, *execution.parts], status="PICKED", pid=shared.session.pid
        )
        try:
            if execution.is_batch:
                self._run_batch(execution, shared)
            else:
                self._run_one(execution, execution.whole, shared)
        except Exception:
            log.exception("statement %s", execution.whole.id)
            self._end(execution, execution.whole, "FAILED", error="ERROR: internal error")
        finally:
            self._sessions.give_back(shared)

    def _run_batch(self, execution: Execution, shared: SharedSession) -> None:
        """Run the statements one after the other, as one transaction or each as its own."""
        started = perf_counter_ns()
        session = shared.session
        is_one = execution.request.get("ExecutionMode", "TRANSACTION") == "TRANSACTION"
        owns_block = is_one and not session.in_block
        self._records.update([execution.whole], status="STARTED")
        if owns_block:
            session.execute("begin")
        failed: Statement | None = None
        for statement in execution.parts:
            if failed is not None and is_one:
                self._end(execution, statement, "ABORTED")
            elif not self._run_one(execution, statement, shared):
                failed = failed or statement
        error = None if failed is None else failed.error
        if owns_block:
            error = _end_block(session, commit=failed is None) or error
        self._end(
            execution,
            execution.whole,
            "FINISHED" if error is None else "FAILED",
            error=error,
            duration_nanoseconds=perf_counter_ns() - started,
        )

    def _run_one(self, execution: Execution, statement: Statement, shared: SharedSession) -> bool:
        """Run one statement and keep its result. False when it failed."""
        if execution.is_cancelled:
            self._end(execution, statement, "ABORTED")
            return False
        started = perf_counter_ns()
        session = shared.session
        self._records.update([statement], status="STARTED")
        changes: dict[str, Any]
        try:
            result = session.execute(fill(statement.text, parameters(execution.request)))
            changes = _outcome(result, execution.result_format)
            status = "FINISHED"
        except SqlError as error:
            changes = {"error": f"ERROR: {error.message}"}
            status = "FAILED"
        self._end(
            execution,
            statement,
            status,
            query_id=session.query_id,
            duration_nanoseconds=perf_counter_ns() - started,
            **changes,
        )
        return status == "FINISHED"

    def _end(self, execution: Execution, statement: Statement, status: str, **changes: Any) -> None:
        if status == "FAILED" and execution.is_cancelled:
            status = "ABORTED"
        self._records.update([statement], status=status, **changes)


def _end_block(session: Session, *, commit: bool) -> str | None:
    """End the block of a batch; the error that COMMIT met."""
    try:
        session.execute("commit" if commit else "rollback")
    except SqlError as error:
        return f"ERROR: {error.message}"
    return None


def parameters(request: dict[str, Any]) -> dict[str, str]:
    return {entry["name"]: entry["value"] for entry in request.get("Parameters", [])}


def _outcome(result: Result, result_format: str) -> dict[str, Any]:
    """The rows of a query, or how many rows a change touched. Raises SqlError."""
    if result.columns is None:
        count = result.tag.rpartition(" ")[2]
        return {"rows": int(count) if count.isdigit() else 0, "size_bytes": 0}
    encode = (csv_record if result_format == "CSV" else json_record)(result.columns)
    records: list[Any] = []
    size = 0
    for batch in result.batches:
        for row in batch:
            record = encode(row)
            size += size_in_bytes(record)
            records.append(record)
        if size > RESULT_BYTES:
            raise SqlError("54000", f"The result is larger than {RESULT_BYTES} bytes")
    stored = StoredResult(result.columns, records)
    return {"rows": len(records), "size_bytes": size, "result": stored}
