"""Rows as a Parquet file. AWS: r_UNLOAD, "FORMAT AS PARQUET clause"."""

from collections.abc import Sequence
from tempfile import SpooledTemporaryFile

import pyarrow as pa
import pyarrow.parquet as pq

from localshift.lake.arrow_types import arrow_type
from localshift.results import Column, Row


class ParquetFile:
    """Collects rows until they fill a row group, and writes that."""

    def __init__(
        self, columns: Sequence[Column], spool: "SpooledTemporaryFile[bytes]", group_bytes: int
    ) -> None:
        self._schema = pa.schema([(column.name, arrow_type(column.type)) for column in columns])
        self._zoned = [column.type.name == "timestamp with time zone" for column in columns]
        self._writer = pq.ParquetWriter(
            spool, self._schema, version="1.0", compression="snappy", coerce_timestamps="us"
        )
        self._group_bytes = group_bytes
        self._waiting: list[pa.RecordBatch] = []
        self._waiting_bytes = 0

    def write(self, rows: Sequence[Row]) -> None:
        values = list(zip(*rows, strict=True)) or [()] * len(self._schema)
        arrays = [
            pa.array(_without_zone(column) if zoned else column, field.type)
            for column, zoned, field in zip(values, self._zoned, self._schema, strict=True)
        ]
        self._waiting.append(pa.RecordBatch.from_arrays(arrays, schema=self._schema))
        self._waiting_bytes += self._waiting[-1].nbytes
        if self._waiting_bytes >= self._group_bytes:
            self._flush()

    def close(self) -> None:
        self._flush()
        self._writer.close()

    def _flush(self) -> None:
        table = pa.Table.from_batches(self._waiting, self._schema)
        if table.num_rows:
            self._writer.write_table(table, row_group_size=table.num_rows)
        self._waiting.clear()
        self._waiting_bytes = 0


def _without_zone(column: Sequence[object]) -> pa.Array:
    return pa.array(column, pa.timestamp("us", "UTC")).cast(pa.timestamp("us"))
