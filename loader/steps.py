"""The steps of one load, a function each, in the order of the protocol (docs/loader.md).

A loader that is killed before, after or within any of them loses and doubles nothing: until
`commit` nothing has happened, and after it the ledger knows the files.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import uuid4

from loader import ledger, sql, warehouse
from loader.config import Feed
from loader.errors import (
    CopyRefusedError,
    LoaderError,
    LockHeldError,
    TerminalError,
    TransientError,
)
from loader.events import LandedFile
from loader.inbox import Batch, Inbox
from loader.manifest import manifest_key, manifest_text
from loader.storage import Presence, Storage
from loader.warehouse import Session, StatementError, is_cancelled

COPY_TABLE = "loader_copy"

_NOT_THE_FILES_FAULT = re.compile(r"IAM[ _]role|assume[ _]role|credentials", re.IGNORECASE)
_NOT_THE_FILES_CODES = ("42", "0A", "28", "3D", "3F")
"""SQLSTATE classes: wrong name, syntax or privilege; not supported; login; database; schema."""


def receive(inbox: Inbox, batch: Batch) -> None:
    """Step 1: receive messages until the limits are reached or the queue is empty."""
    inbox.receive(batch)


def take_lock(
    session: Session, feed_name: str, patience_seconds: float, work_seconds: float
) -> None:
    """Step 2: lock the feed until the transaction ends. Raises LockHeldError.

    Nothing is read before: the transaction's snapshot has to be taken under the lock. LOCK has no
    NOWAIT, but statement_timeout ends its wait. `work_seconds` is the timeout from then on.
    """
    session.execute(sql.statement_timeout(patience_seconds))
    try:
        session.execute(sql.take_lock(feed_name))
    except StatementError as error:
        if is_cancelled(error):
            raise LockHeldError(f"feed '{feed_name}': another loader is loading it") from error
        raise
    session.execute(sql.statement_timeout(work_seconds))


def last_load(session: Session, feed_name: str) -> tuple[int, datetime]:
    """Step 2: return the feed's last load_id, and Redshift's clock."""
    rows = session.execute(sql.last_load_id(feed_name)).rows
    if len(rows) != 1:
        raise TerminalError(
            f"{sql.lock_table(feed_name)} holds {len(rows)} rows instead of one",
            next_step="drop the table; the loader makes it anew from loader.loads",
        )
    last_load_id, clock = rows[0]
    return int(last_load_id), clock


def leave_out_known(
    session: Session, feed_name: str, files: Collection[LandedFile], *, again: bool
) -> tuple[list[LandedFile], list[LandedFile]]:
    """Step 3: return the files to load, and those of them that the ledger has as not landed.

    `again`: files that are quarantined are to be loaded, too.
    """
    known = ledger.known_files(session, feed_name, files)
    wanted = [
        file
        for file in files
        if file.identity not in known or not known[file.identity].is_settled(file, again=again)
    ]
    return wanted, [file for file in wanted if file.identity in known]


def take_load_id(session: Session, feed_name: str, last_load_id: int) -> int:
    """Step 3: count the feed's load_id up; of two transactions that do, one is rolled back."""
    session.execute(sql.next_load_id(feed_name))
    return last_load_id + 1


def write_manifest(
    storage: Storage, feed: Feed, name: str, files: Sequence[LandedFile], at: datetime
) -> str:
    """Step 3: write the list of files to S3; return its URL."""
    url = manifest_key(feed.manifests, name, at, uuid4())
    storage.write(url, manifest_text(files))
    return url


def copy_files(
    session: Session, feed: Feed, files: Sequence[LandedFile], manifest: str, since: datetime
) -> None:
    """Step 4: COPY into a temporary table like the target. Raises CopyRefusedError."""
    gzip = feed.copy_options.is_gzip(files[0].key)
    session.execute(sql.create_temp_table(COPY_TABLE, feed))
    try:
        session.execute(sql.copy(COPY_TABLE, feed, manifest, gzip=gzip))
    except StatementError as error:
        raise copy_error(error, files, since) from error


def require_unchanged(storage: Storage, files: Collection[LandedFile]) -> None:
    """Step 4: raise TransientError when a file was written again while COPY may have read it."""
    for file, presence in storage.look(files).items():
        if presence is not Presence.SAME:
            raise TransientError(f"{file.url} changed while it was loaded")


def insert_rows(session: Session, feed: Feed, load_id: int) -> int:
    """Step 4: move the rows to the target, with the loader's columns; return their number."""
    count = session.execute(sql.insert_copied(COPY_TABLE, feed, load_id)).count
    session.execute(sql.drop_table(COPY_TABLE))
    return count


def forget(session: Session, feed_name: str, files: Sequence[LandedFile]) -> None:
    """Step 4: take out of the ledger what it has of files that are tried again."""
    ledger.forget(session, feed_name, files)


def record(session: Session, load: ledger.Load) -> None:
    """Step 4: write the load and its files into the ledger."""
    ledger.record(session, load)


def commit(session: Session) -> None:
    """Step 4: rows and ledger become visible together. Raises CommitUnknownError."""
    warehouse.commit(session)


def delete_messages(inbox: Inbox, batch: Batch, settled: Collection[LandedFile]) -> None:
    """Step 5: delete the messages whose files the ledger has."""
    inbox.delete(batch, settled)


def copy_error(error: StatementError, files: Sequence[LandedFile], since: datetime) -> LoaderError:
    """Return what a failed COPY means: perhaps the files' fault, or certainly not."""
    if is_cancelled(error):
        return TerminalError(
            "COPY took longer than limits.seconds, or was cancelled by a person",
            next_step="raise limits.seconds, or lower limits.files and limits.megabytes",
        )
    if error.code[:2] in _NOT_THE_FILES_CODES or _NOT_THE_FILES_FAULT.search(str(error)):
        return error
    return CopyRefusedError(str(error), files, since)
