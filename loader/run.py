"""Run a feed: batch after batch, until its queue is empty."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

from loader import ledger, plan, sql, steps
from loader.errors import LockHeldError
from loader.events import LandedFile
from loader.inbox import Inbox
from loader.ledger import Load
from loader.load import Loader
from loader.retry import retrying

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient


class Outcome(Enum):
    """How a feed's run ended."""

    EMPTY = "the queue is empty"
    PAUSED = "the feed is paused"
    BUSY = "another loader is loading the feed"
    STOPPED = "stopped on request"


@dataclass
class Run:
    """What one run of a feed did. `unreadable`: messages left for the dead-letter queue."""

    feed: str
    outcome: Outcome = Outcome.EMPTY
    loads: list[Load] = field(default_factory=list)
    unreadable: dict[str, str] = field(default_factory=dict)


@dataclass
class Runner:
    """Runs one feed with the services it needs."""

    loader: Loader
    sqs: SQSClient
    stop: threading.Event
    on_load: Callable[[Load], None]

    def run(self) -> Run:
        """Load until the queue is empty, the feed is paused, or `stop` is set.

        Raises what stopped the feed; the messages of an unfinished batch are given back.
        """
        name, feed = self.loader.name, self.loader.feed
        run = Run(name)
        inbox = Inbox(self.sqs, feed)
        run.unreadable = inbox.unreadable
        try:
            self.loader.prepare()
            retrying(feed.limits, lambda: inbox.hold_seconds)
            while True:
                if self.stop.is_set():
                    run.outcome = Outcome.STOPPED
                    break
                if retrying(feed.limits, self._is_paused):
                    run.outcome = Outcome.PAUSED
                    break
                if self._load_batch(inbox, run):
                    break
        except LockHeldError:
            run.outcome = Outcome.BUSY
        return run

    def _load_batch(self, inbox: Inbox, run: Run) -> bool:
        """Load one batch; return whether the queue had no more."""
        feed = self.loader.feed
        with inbox.batch() as batch:
            retrying(feed.limits, lambda: steps.receive(inbox, batch))
            settled: set[LandedFile] = set()
            steps.delete_messages(inbox, batch, settled)  # those that announce no file
            for files in plan.loads(set(batch.files), feed):
                load = self.loader.load(files)
                if load is not None:
                    run.loads.append(load)
                    self.on_load(load)
                settled.update(files)
                steps.delete_messages(inbox, batch, settled)
        return batch.is_last

    def _is_paused(self) -> bool:
        session = self.loader.warehouse.session()
        session.execute(sql.statement_timeout(self.loader.feed.limits.seconds))
        return self.loader.name in ledger.paused_feeds(session)
