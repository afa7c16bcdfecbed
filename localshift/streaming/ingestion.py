"""Read what a stream has new into a materialized view.

AWS: materialized-view-streaming-ingestion. The rows and the positions that they end at are written
in one transaction, so that no record is read twice and none is left out.
"""

from collections.abc import Iterator
from datetime import UTC, datetime

import duckdb
import pyarrow as pa

from localshift.catalog.relations import Relation
from localshift.duckdb_errors import from_duckdb_error
from localshift.materialized import history, store
from localshift.materialized.history import Outcome
from localshift.materialized.store import Stream
from localshift.session import Session
from localshift.sql.translate import Translated, translate_stored
from localshift.statements.tables import fill
from localshift.streaming.positions import Position, load_positions, may_be_read, save_position
from localshift.streaming.scans import Batch, arrival, record_scan
from localshift.streaming.source import RECORDS, at_hand, stream_region, stream_resolver


def ingest(session: Session, view: Relation, stream: Stream) -> Outcome:
    """Add the rows of the records since the last refresh, or of all that the stream still has."""
    translated = translate_stored(view, stream_resolver(session), session.context)
    # Not the statement's time: it may have waited for a refresh that began later than it did.
    refresh_time = datetime.now(UTC).replace(tzinfo=None)
    received = skipped = 0
    for batch in _batches(session, view, stream):
        if received == 0:  # a refresh that finds nothing, as most in the background, writes nothing
            store.mark_refreshed(session, view.oid)
        _store(session, view, translated, batch, refresh_time)
        record_scan(session, view, stream, batch)
        received += len(batch.records)
        skipped += len(batch.skipped)
    if received > skipped:
        store.note_change(session, view)
    status = history.INCREMENTAL
    if received == 0:
        status += ". Stream returned no new data"
    elif received == skipped:
        status += ". All records received from the stream were skipped"
    elif skipped:
        status += ". Some stream records were skipped"
    notice = f"Materialized view {view.name} was incrementally updated successfully."
    return Outcome(status, notice, has_news=received > 0)


def _batches(session: Session, view: Relation, stream: Stream) -> Iterator[Batch]:
    """The new records of every shard, parents before their children; what is read is noted."""
    region = stream_region(session, stream)
    kinesis = session.engine.kinesis
    positions = load_positions(session, view)
    # A child has a higher number than its parents.
    shards = sorted(kinesis.shards(stream.name, region), key=lambda shard: shard.id)
    for shard in shards:
        if not may_be_read(shard, shards, positions):
            continue
        position = before = positions.get(shard.id, Position())
        for page in kinesis.pages(stream.name, shard, position.sequence_number, region):
            if page.records:
                batch = Batch(shard.id, page.records)
                yield batch
                position = Position(batch.last)
            position = Position(position.sequence_number, page.ended)
        positions[shard.id] = position
        if position != before:
            save_position(session, view, shard.id, position)


def _store(
    session: Session, view: Relation, translated: Translated, batch: Batch, refresh_time: datetime
) -> None:
    rows = [
        {
            "approximate_arrival_timestamp": arrival(record),
            "partition_key": record["PartitionKey"],
            "shard_id": batch.shard,
            "sequence_number": record["SequenceNumber"],
            "refresh_time": refresh_time,
            "kinesis_data": record["Data"],
        }
        for record in batch.fit
    ]
    with at_hand(session, pa.Table.from_pylist(rows, schema=RECORDS)):
        try:
            fill(session, view, translated)
        except duckdb.Error as raised:
            # Which record it is, DuckDB does not say.
            error = from_duckdb_error(raised)
            first = batch.records[0]["SequenceNumber"]
            error.detail = f"In records {first} to {batch.last} of {batch.shard}"
            raise error from None
