"""What was read of a stream, as Redshift's system views tell it.

AWS: r_SYS_STREAM_SCAN_STATES, r_SYS_STREAM_SCAN_ERRORS.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from localshift.catalog.relations import Relation
from localshift.materialized.store import Stream
from localshift.session import Session

if TYPE_CHECKING:
    from mypy_boto3_kinesis.type_defs import RecordTypeDef

_SCAN = """
insert into localshift.stream_scans
values ($schema, $stream, $view, $query, $query, $now, $shard, $position, $rows, $skipped, $bytes,
        $first, $last)
"""
_ERROR = """
insert into localshift.stream_errors
values ($schema, $stream, $view, $query, $query, $arrived, $now, $shard, $position, null, $reason)
"""

# AWS: Kinesis, "Large records". Larger ones are skipped, and the refresh goes on.
LARGEST_RECORD = 10 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Batch:
    """Records that were read together, at least one, of one shard in their order."""

    shard: str
    records: "list[RecordTypeDef]"

    @property
    def fit(self) -> "list[RecordTypeDef]":
        return [record for record in self.records if len(record["Data"]) <= LARGEST_RECORD]

    @property
    def skipped(self) -> "list[RecordTypeDef]":
        return [record for record in self.records if len(record["Data"]) > LARGEST_RECORD]

    @property
    def last(self) -> str:
        """The sequence number of the last record."""
        return self.records[-1]["SequenceNumber"]


def arrival(record: "RecordTypeDef") -> datetime:
    """When Kinesis took the record: UTC without a zone, as Redshift has it."""
    return record["ApproximateArrivalTimestamp"].astimezone(UTC).replace(tzinfo=None)


def record_scan(session: Session, view: Relation, stream: Stream, batch: Batch) -> None:
    """Write what was read, in the transaction of the rows."""
    about = {
        "schema": stream.schema,
        "stream": stream.name,
        "view": view.name,
        "query": session.query_id,
        "now": datetime.now(UTC).replace(tzinfo=None),
        "shard": batch.shard,
    }
    session.db.execute(
        _SCAN,
        {
            **about,
            "position": batch.last,
            "rows": len(batch.records),
            "skipped": len(batch.skipped),
            "bytes": sum(len(record["Data"]) for record in batch.records),
            "first": min(map(arrival, batch.records)),
            "last": max(map(arrival, batch.records)),
        },
    )
    for record in batch.skipped:
        session.db.execute(
            _ERROR,
            {
                **about,
                "arrived": arrival(record),
                "position": record["SequenceNumber"],
                "reason": f"Record of {len(record['Data'])} bytes exceeds {LARGEST_RECORD} bytes",
            },
        )
