"""Prepared statements and portals: what the extended protocol keeps between two messages."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from localshift.results import Description, Result, Row
from localshift.wire.rows import RowEncoder


@dataclass(frozen=True, slots=True)
class Prepared:
    """`parameter_oids` are the types that the client named: it may name fewer than there are."""

    sql: str
    parameter_oids: tuple[int, ...]
    description: Description


class RowStream:
    """The rows of a running result, encoded as they are pulled, all at once or a few at a time.

    The session may put another iterator into the result meanwhile: when it runs a statement while
    a portal is suspended, it takes what is left into memory.
    """

    def __init__(self, result: Result, encode: RowEncoder) -> None:
        self._result = result
        self._encode = encode
        self._rest: Sequence[Row] = ()
        self.exhausted = False
        self.row_count = 0

    def pull(self, limit: int = 0) -> Iterator[bytes]:
        """DataRow messages of the next rows, `limit` at most; 0 is no limit.

        Whether a limit was reached at the very last row is not looked at, as in PostgreSQL.
        """
        end = self.row_count + limit
        while not limit or self.row_count < end:
            while not self._rest:
                batch = next(self._result.batches, None)
                if batch is None:
                    self.exhausted = True
                    return
                self._rest = batch
            size = end - self.row_count if limit else len(self._rest)
            rows, self._rest = self._rest[:size], self._rest[size:]
            self.row_count += len(rows)
            yield from self._encode(rows)

    def close(self) -> None:
        """Tell the session that nobody wants the rest."""
        self._result.discard()
        self._rest, self.exhausted = (), True


@dataclass(slots=True)
class Portal:
    """A prepared statement with its parameters; it runs when it is first executed."""

    prepared: Prepared
    parameters: tuple[Any, ...]
    formats: tuple[int, ...]
    result: Result | None = None
    stream: RowStream | None = None
