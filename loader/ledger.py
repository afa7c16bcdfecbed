"""The ledger: what landed and what was refused. It lives in Redshift, in the load's transaction."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from loader import sql
from loader.events import LandedFile, sequencer_order
from loader.plan import chunks
from loader.warehouse import Session

LOADED = "loaded"
QUARANTINED = "quarantined"
SUPERSEDED = "superseded"

_KEYS_PER_SELECT = 500
_ROWS_PER_INSERT = 200
_REASON_BYTES = 1024
_COLUMN_BYTES = 127


@dataclass(frozen=True)
class Refusal:
    """Why a file is quarantined: the first error, with line (from 1) and column if COPY knew."""

    reason: str
    line: int | None = None
    column: str | None = None


@dataclass(frozen=True)
class Load:
    """One load: what became of each of its files. `started_at` by Redshift's clock, in UTC."""

    feed: str
    load_id: int
    started_at: datetime
    loaded: Collection[LandedFile]
    refused: Mapping[LandedFile, Refusal] = field(default_factory=dict)
    superseded: Collection[LandedFile] = ()
    manifest: str | None = None
    rows: int = 0

    @property
    def status(self) -> str:
        """`loaded`; `partial` when some files were refused, `refused` when none is left."""
        if not self.refused:
            return "loaded"
        return "partial" if self.loaded else "refused"

    @property
    def bytes(self) -> int:
        return sum(file.size for file in self.loaded)


@dataclass(frozen=True)
class QuarantinedFile:
    """A file that was refused, by which load and why."""

    file: LandedFile
    load_id: int
    refusal: Refusal


@dataclass(frozen=True)
class KnownFile:
    """A file version that the ledger has; `order` of the event that announced it."""

    status: str
    order: str

    def is_settled(self, file: LandedFile, *, again: bool) -> bool:
        """Whether there is nothing more to do for the file.

        What has landed has landed. What was refused or superseded is looked at once more when S3
        announces it anew, or when it is tried `again` after a quarantine.
        """
        if self.status == LOADED:
            return True
        is_retried = again and self.status == QUARANTINED
        return file.order <= self.order and not is_retried


@dataclass(frozen=True)
class Totals:
    """What a feed has landed so far; `age_seconds` since its last load's end."""

    load_id: int
    finished_at: datetime
    age_seconds: float
    files: int
    rows: int


def known_files(
    session: Session, feed: str, files: Collection[LandedFile]
) -> dict[tuple[str, str, str], KnownFile]:
    """Return what the ledger has of these files, by identity."""
    known = {}
    for bucket in {file.bucket for file in files}:
        keys = sorted({file.key for file in files if file.bucket == bucket})
        for chunk in chunks(keys, _KEYS_PER_SELECT):
            found = session.execute(sql.known_files(len(chunk)), [feed, bucket, *chunk])
            for key, etag, version_id, status, sequencer in found.rows:
                entry = KnownFile(status, sequencer_order(sequencer))
                known[bucket, key, version_id or etag] = entry
    return known


def record(session: Session, load: Load) -> None:
    """Write a load and its files."""
    session.execute(
        sql.insert_load(),
        [
            load.feed,
            load.load_id,
            load.status,
            load.manifest,
            len(load.loaded),
            len(load.refused),
            load.bytes,
            load.rows,
            load.started_at,
        ],
    )
    rows = [_row(load, file, LOADED) for file in load.loaded]
    rows += [_row(load, file, QUARANTINED, why) for file, why in load.refused.items()]
    rows += [_row(load, file, SUPERSEDED) for file in load.superseded]
    for chunk in chunks(rows, _ROWS_PER_INSERT):
        session.execute(sql.insert_files(len(chunk)), [value for row in chunk for value in row])


def forget(session: Session, feed: str, files: Sequence[LandedFile]) -> None:
    """Delete the rows of files, which a load that tries them again writes anew."""
    for chunk in chunks(files, _ROWS_PER_INSERT):
        values = [value for file in chunk for value in file.identity]
        session.execute(sql.forget_files(len(chunk)), [feed, *values])


def quarantined(session: Session, feed: str) -> list[QuarantinedFile]:
    """Return the files of a feed that are refused, oldest load first."""
    return [
        QuarantinedFile(
            LandedFile(
                bucket, key, etag, version_id, size, sequencer, announced_at.replace(tzinfo=UTC)
            ),
            load_id,
            Refusal(reason or "", line, column),
        )
        for bucket, key, etag, version_id, size, sequencer, announced_at, load_id, line, column, reason in session.execute(  # noqa: E501
            sql.QUARANTINED, [feed]
        ).rows
    ]


def quarantined_counts(session: Session) -> dict[str, int]:
    """Return the number of refused files by feed."""
    return {feed: int(count) for feed, count in session.execute(sql.QUARANTINED_COUNTS).rows}


def totals(session: Session) -> dict[str, Totals]:
    """Return what each feed has landed."""
    found = {}
    for feed, load_id, finished_at, files, rows, now in session.execute(sql.LOAD_TOTALS).rows:
        age_seconds = (now - finished_at).total_seconds()
        found[feed] = Totals(load_id, finished_at, age_seconds, int(files), int(rows))
    return found


def paused_feeds(session: Session) -> set[str]:
    """Return the feeds that are paused; a feed that was never paused is active."""
    return {feed for feed, state in session.execute(sql.FEED_STATES).rows if state == "paused"}


def set_feed_state(session: Session, feed: str, state: str) -> None:
    """Write a feed's state, within the caller's transaction."""
    session.execute(sql.DELETE_FEED_STATE, [feed])
    session.execute(sql.insert_feed_state(), [feed, state])


def _row(load: Load, file: LandedFile, status: str, why: Refusal | None = None) -> list[Any]:
    return [
        load.feed,
        file.bucket,
        file.key,
        file.etag,
        file.version_id,
        file.size,
        file.sequencer,
        file.announced_at.replace(tzinfo=None),
        status,
        load.load_id,
        why.line if why else None,
        _cut(why.column, _COLUMN_BYTES) if why and why.column else None,
        _cut(why.reason, _REASON_BYTES) if why else None,
    ]


def _cut(text: str, max_bytes: int) -> str:
    """Redshift counts bytes; cut no character in two."""
    return text.encode()[:max_bytes].decode(errors="ignore").replace("\0", "")
