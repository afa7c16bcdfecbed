"""How far the shards of a stream have been read, and which of them may be read.

AWS: Kinesis Data Streams, "Resharding a Stream". What was put under a key before a split or a merge
is in the parent: a child is read when its parents have been read to their ends.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from localshift.catalog.relations import Relation
from localshift.session import Session
from localshift.streaming.kinesis import Shard


@dataclass(frozen=True, slots=True)
class Position:
    """The last record read of a shard, None before the first; `ended` when no more can come."""

    sequence_number: str | None = None
    ended: bool = False


def may_be_read(shard: Shard, listed: Sequence[Shard], positions: Mapping[str, Position]) -> bool:
    """Whether the shard may have records, and those of its parents have all been read.

    A parent that the stream no longer lists has no records left. A shard that ended and is open is
    one of a stream that was made anew.
    """
    unread = {
        other.id
        for other in listed
        if not (other.is_closed and positions.get(other.id, Position()).ended)
    }
    return shard.id in unread and unread.isdisjoint(shard.parents)


def load_positions(session: Session, view: Relation) -> dict[str, Position]:
    """Shard id -> how far it has been read into the view."""
    rows = session.run(
        "select shard, sequence_number, ended from localshift.stream_positions where relation = ?",
        [view.oid],
    ).fetchall()
    return {shard: Position(sequence_number, ended) for shard, sequence_number, ended in rows}


def save_position(session: Session, view: Relation, shard: str, position: Position) -> None:
    session.run(
        "delete from localshift.stream_positions where relation = ? and shard = ?",
        [view.oid, shard],
    )
    session.run(
        "insert into localshift.stream_positions values (?, ?, ?, ?)",
        [view.oid, shard, position.sequence_number, position.ended],
    )
