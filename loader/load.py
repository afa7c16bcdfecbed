"""Load a set of files in one transaction, and try again as long as that may help."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from loader import setup, sql, steps
from loader.config import Feed
from loader.errors import CommitUnknownError, CopyRefusedError, TransientError
from loader.events import LandedFile
from loader.ledger import Load, Refusal
from loader.plan import newest
from loader.refused import Finder
from loader.retry import Retries, retrying
from loader.storage import Presence, Storage
from loader.warehouse import Warehouse, commit

LOCK_PATIENCE_SECONDS = 5.0
"""Longer than a free lock ever takes, shorter than anyone would call queueing up."""
LOCK_PATIENCE_AFTER_LOSS_SECONDS = 60.0
"""Redshift may take a while to notice a lost connection and to end its transaction."""

GONE = Refusal("the object is gone: it was deleted from S3 before it was loaded")


@dataclass
class Loader:
    """Loads files of one feed."""

    name: str
    feed: Feed
    warehouse: Warehouse
    storage: Storage
    _unanswered: Load | None = field(default=None, init=False)

    def prepare(self) -> None:
        """Create what is absent in Redshift, and try the lock.

        Raises LockHeldError when another loader is at work. It is better to know before messages
        are received: each receive counts towards the dead-letter queue.
        """

        def try_once() -> None:
            session = self.warehouse.session()
            session.execute(sql.statement_timeout(self.feed.limits.seconds))
            setup.prepare_ledger(session)
            setup.prepare_feed(session, self.name, self.feed)
            with self.warehouse.transaction():
                steps.take_lock(session, self.name, LOCK_PATIENCE_SECONDS, self.feed.limits.seconds)
                setup.prepare_load_id(session, self.name)
                commit(session)

        retrying(self.feed.limits, try_once)

    def load(self, files: Collection[LandedFile], *, again: bool = False) -> Load | None:
        """Land files exactly once; return what became of them, or None if all were known.

        `again`: also those that are quarantined. When this returns, the ledger has every file.
        Raises LockHeldError when another loader is at work, TerminalError when trying again does
        not help, or the feed's bound on retries is reached.
        """
        retries = Retries(self.feed.limits)
        refused: dict[LandedFile, Refusal] = {}
        patience = LOCK_PATIENCE_SECONDS
        self._unanswered = None
        while True:
            try:
                try:
                    return self._attempt(files, refused, patience, retries, again=again)
                except CopyRefusedError as error:
                    refused |= self._find_refused(error, retries)
            except TransientError as error:
                retries.pause_after(error)
                patience = LOCK_PATIENCE_AFTER_LOSS_SECONDS

    def _attempt(
        self,
        files: Collection[LandedFile],
        refused: dict[LandedFile, Refusal],
        patience_seconds: float,
        retries: Retries,
        *,
        again: bool,
    ) -> Load | None:
        feed = self.feed
        with self.warehouse.transaction() as session:
            steps.take_lock(session, self.name, patience_seconds, retries.seconds_left)
            last_load_id, clock = steps.last_load(session, self.name)
            wanted, before = steps.leave_out_known(session, self.name, files, again=again)
            if not wanted:  # or a COMMIT whose answer was lost has happened
                return self._unanswered

            current, superseded = newest(wanted)
            presence = self.storage.look(current)
            superseded += [file for file in current if presence[file] is Presence.OTHER]
            gone = {file: GONE for file in current if presence[file] is Presence.GONE}
            there = [file for file in current if presence[file] is Presence.SAME]
            bad = {file: refused[file] for file in there if file in refused}
            good = [file for file in there if file not in refused]
            with_content = [file for file in good if file.size > 0]

            load_id = steps.take_load_id(session, self.name, last_load_id)
            manifest, rows = None, 0
            if with_content:
                name = f"{load_id:08d}"
                manifest = steps.write_manifest(self.storage, feed, name, with_content, clock)
                steps.copy_files(session, feed, with_content, manifest, clock)
                steps.require_unchanged(self.storage, with_content)
                rows = steps.insert_rows(session, feed, load_id)
            load = Load(self.name, load_id, clock, good, bad | gone, superseded, manifest, rows)
            steps.forget(session, self.name, before)
            steps.record(session, load)
            try:
                steps.commit(session)
            except CommitUnknownError:
                self._unanswered = load
                raise
            return load

    def _find_refused(self, error: CopyRefusedError, retries: Retries) -> dict[LandedFile, Refusal]:
        session = self.warehouse.session()
        session.execute(sql.statement_timeout(retries.seconds_left))
        return Finder(session, self.storage, self.feed).refused(error)
