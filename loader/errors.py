"""What can go wrong. The type alone decides what happens next.

A `TransientError` is tried again within the batch's bound; a `TerminalError` stops the feed and
is told. Both leave the messages in the queue, so nothing is lost either way.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from loader.events import LandedFile


class LoaderError(Exception):
    """Base of all errors that are told without a traceback.

    `now` says what state things are in, `next_step` what to do.
    """

    def __init__(self, message: str, *, now: str = "", next_step: str = "") -> None:
        super().__init__(message)
        self.now = now
        self.next_step = next_step


class ConfigError(LoaderError):
    """loader.yml, the dbt profile or the command line is wrong. Exit code 2."""


class TerminalError(LoaderError):
    """Trying again would not help."""


class TransientError(LoaderError):
    """Trying again may help: a conflict, a lost connection, a throttled service."""


class ConnectionLostError(TransientError):
    """The connection to Redshift ended; what its transaction did is rolled back, or unknown."""


class CommitUnknownError(ConnectionLostError):
    """The answer to COMMIT was lost: the ledger has to tell whether it happened."""


class LockHeldError(LoaderError):
    """Another loader is loading this feed."""


class CopyRefusedError(LoaderError):
    """COPY failed on what the files hold. `since`: Redshift's clock (UTC) before the COPY."""

    def __init__(self, message: str, files: Sequence[LandedFile], since: datetime) -> None:
        super().__init__(message)
        self.files = files
        self.since = since


class UnreadableMessageError(LoaderError):
    """A message of the queue announces no file of this feed."""
