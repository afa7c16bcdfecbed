"""What is kept of statements and sessions, for those who ask later."""

import threading
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import takewhile
from typing import Any

from localshift.data_api.errors import ApiError, invalid, not_found
from localshift.results import Column

# AWS: data-api, "Considerations when calling the Amazon Redshift Data API".
ACTIVE_STATEMENTS = 500
RETENTION = timedelta(hours=24)
TOKEN_RETENTION = timedelta(hours=8)

RUNNING = ("SUBMITTED", "PICKED", "STARTED")


def now() -> datetime:
    return datetime.now(UTC)


@dataclass(slots=True)
class StoredResult:
    """The rows of a statement, each value as text or, for JSON, as a field of the API's."""

    columns: tuple[Column, ...]
    records: list[Any]


@dataclass(slots=True)
class Statement:
    """One SQL statement. `rows` and `size_bytes` are -1 until they are known."""

    id: str
    text: str
    status: str = "SUBMITTED"
    created_at: datetime = field(default_factory=now)
    updated_at: datetime = field(default_factory=now)
    duration_nanoseconds: int = -1
    error: str | None = None
    rows: int = -1
    size_bytes: int = -1
    pid: int = 0
    query_id: int = 0
    result: StoredResult | None = None


@dataclass(slots=True)
class Execution:
    """What one ExecuteStatement or BatchExecuteStatement asked for, and how far it is.

    `request` holds the parameters as they came. A batch has a statement for each of its texts,
    besides `whole`, which stands for all; a single statement is the whole.
    """

    request: dict[str, Any]
    whole: Statement
    parts: list[Statement]
    user: str
    session_id: str | None = None
    cancel: Callable[[], None] | None = None
    is_cancelled: bool = False

    @property
    def is_batch(self) -> bool:
        return bool(self.parts)

    @property
    def statements(self) -> list[Statement]:
        return self.parts or [self.whole]

    @property
    def result_format(self) -> str:
        return str(self.request.get("ResultFormat", "JSON"))


def new_execution(request: dict[str, Any], user: str) -> Execution:
    identifier = str(uuid.uuid4())
    texts = request.get("Sqls", [])
    parts = [Statement(f"{identifier}:{n}", text) for n, text in enumerate(texts, start=1)]
    whole = Statement(identifier, request.get("Sql") or ";".join(texts))
    return Execution(request, whole, parts, user)


class Records:
    """The executions of the last 24 hours, in memory. Guarded by `changed`, which tells of news."""

    def __init__(self) -> None:
        self.changed = threading.Condition()
        self._executions: dict[str, Execution] = {}
        self._by_token: dict[str, Execution] = {}

    def add(self, execution: Execution, token: str | None) -> Execution:
        """Keep an execution; the earlier one where the client's token has been used.

        Raises ApiError when too many are active or a token comes with another request.
        """
        with self.changed:
            self._forget_old()
            if token is not None and (earlier := self._by_token.get(token)) is not None:
                if earlier.request != execution.request:
                    raise invalid("The client token was used with other parameters")
                return earlier
            active = sum(e.whole.status in RUNNING for e in self._executions.values())
            if active >= ACTIVE_STATEMENTS:
                raise ApiError(
                    "ActiveStatementsExceededException",
                    f"Active statements exceeded the allowed quota ({ACTIVE_STATEMENTS}).",
                )
            self._executions[execution.whole.id] = execution
            if token is not None:
                self._by_token[token] = execution
            return execution

    def update(self, statements: Sequence[Statement], **changes: Any) -> None:
        with self.changed:
            for statement in statements:
                for name, value in changes.items():
                    setattr(statement, name, value)
                statement.updated_at = now()
            self.changed.notify_all()

    def find(self, identifier: str) -> tuple[Execution, Statement]:
        """An execution and the statement of it that is meant: `<uuid>` or `<uuid>:2`."""
        with self.changed:
            self._forget_old()
            execution = self._executions.get(identifier.partition(":")[0])
            if execution is not None:
                for statement in [execution.whole, *execution.parts]:
                    if statement.id == identifier:
                        return execution, statement
        raise not_found(f"Query does not exist: {identifier}")

    def wait(self, statement: Statement, seconds: float) -> None:
        """Wait until a statement has ended, at most so long."""
        with self.changed:
            self.changed.wait_for(lambda: statement.status not in RUNNING, seconds)

    def newest_first(self) -> list[Execution]:
        with self.changed:
            self._forget_old()
            return list(reversed(self._executions.values()))

    def _forget_old(self) -> None:
        oldest, oldest_token = now() - RETENTION, now() - TOKEN_RETENTION
        for identifier in _begun_before(oldest, self._executions):
            if self._executions[identifier].whole.status not in RUNNING:
                del self._executions[identifier]
        for token in _begun_before(oldest_token, self._by_token):
            del self._by_token[token]


def _begun_before(moment: datetime, executions: Mapping[str, Execution]) -> list[str]:
    """The names of those that began before; the first young one ends the search."""
    old = takewhile(lambda kept: kept[1].whole.created_at < moment, executions.items())
    return [name for name, _ in old]
