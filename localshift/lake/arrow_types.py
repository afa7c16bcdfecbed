"""Data types in Arrow: what Parquet files have, and what DuckDB reads of external tables."""

import pyarrow as pa

from localshift.errors import SqlError
from localshift.types import RedshiftType

_TYPES = {
    "smallint": pa.int16(),
    "integer": pa.int32(),
    "bigint": pa.int64(),
    "real": pa.float32(),
    "double precision": pa.float64(),
    "boolean": pa.bool_(),
    "character": pa.string(),
    "character varying": pa.string(),
    "super": pa.string(),
    "date": pa.date32(),
    "timestamp without time zone": pa.timestamp("us"),
    "timestamp with time zone": pa.timestamp("us"),
}


def arrow_type(type_: RedshiftType) -> pa.DataType:
    """The type in the file; a SUPER is its JSON, a time stamp loses its zone.

    Raises SqlError 0A000 for a type that Redshift does not write to Parquet.
    """
    if type_.name == "numeric":
        return pa.decimal128(type_.precision or 18, type_.scale or 0)
    if type_.name not in _TYPES:
        raise SqlError("0A000", f"Parquet files have no columns of type {type_}")
    return _TYPES[type_.name]
