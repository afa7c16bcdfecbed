"""A stream as a relation, which stands only in a materialized view's definition.

AWS: materialized-view-streaming-ingestion-getting-started.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace

import duckdb
import pyarrow as pa
from sqlglot import exp

from localshift import types as t
from localshift.catalog.relations import TABLE, ColumnFacts, Relation
from localshift.errors import refuse, undefined_schema
from localshift.lake.external_schema import find_external_schema, is_kinesis_schema
from localshift.materialized.store import Stream
from localshift.session import Session
from localshift.sql.binding import Resolver
from localshift.statements.names import resolver
from localshift.statements.permissions import require_schema
from localshift.types import RedshiftType

# The records at hand are a table of this name to DuckDB, while the definition is run over them.
_RECORDS = "localshift_records"

_COLUMNS = (
    ColumnFacts("approximate_arrival_timestamp", t.TIMESTAMP),
    ColumnFacts("partition_key", t.varchar(256)),
    ColumnFacts("shard_id", RedshiftType("character", 20)),
    ColumnFacts("sequence_number", t.varchar(128)),
    ColumnFacts("refresh_time", t.TIMESTAMP),
    ColumnFacts("kinesis_data", RedshiftType("varbyte", 16_777_216)),
)
RECORDS = pa.schema(
    [
        ("approximate_arrival_timestamp", pa.timestamp("us")),
        ("partition_key", pa.string()),
        ("shard_id", pa.string()),
        ("sequence_number", pa.string()),
        ("refresh_time", pa.timestamp("us")),
        ("kinesis_data", pa.binary()),
    ]
)


def find_stream(session: Session, query: exp.Query) -> Stream | None:
    """The stream that a definition reads, if it reads one. Raises SqlError 0A000 for more of it.

    A definition over a stream is one SELECT of columns and expressions, WHERE included: then new
    records only add rows.
    """
    names = {(table.db, table.name) for table in query.find_all(exp.Table)}
    streams = [Stream(*name) for name in names if is_kinesis_schema(session.db, name[0])]
    if not streams:
        return None
    unfit = query.find(
        exp.Join, exp.Subquery, exp.CTE, exp.SetOperation, exp.AggFunc, exp.Window, exp.Distinct
    )
    if len(names) > 1 or unfit is not None or query.args.get("group") is not None:
        what = "several relations" if unfit is None else type(unfit).__name__.upper()
        raise refuse(f"{what} in the definition of a materialized view over a stream")
    return streams[0]


def stream_region(session: Session, stream: Stream) -> str | None:
    """The region that the stream is in, for a user who may use its schema.

    Raises SqlError 3F000 when the schema is gone, 42501 when the user may not.
    """
    schema = find_external_schema(session.db, stream.schema)
    if schema is None:
        raise undefined_schema(stream.schema)
    require_schema(session, stream.schema, "usage")
    return schema.region


def stream_resolver(session: Session) -> Resolver:
    """How names are looked up in a definition over a stream: its relation is the records."""
    records = Relation(0, f"pg_temp_{session.pid}", _RECORDS, TABLE, "", columns=_COLUMNS)
    return replace(
        resolver(session),
        relation=lambda _: records,
        system=lambda _: None,
        check_readable=lambda _: None,
    )


@contextmanager
def at_hand(session: Session, records: pa.Table) -> Iterator[None]:
    """Let a definition over the stream be run over these records."""
    session.begin_snapshot()
    session.db.complete()  # a row that was fetched alone leaves its result open
    session.db.register(_RECORDS, records)
    try:
        yield
    finally:
        with suppress(duckdb.Error):  # after an error DuckDB wants its ROLLBACK first
            session.db.unregister(_RECORDS)
