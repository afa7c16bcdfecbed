"""Parquet files: their columns go into those of the table by position, without conversions.

AWS: copy-usage_notes-copy-from-columnar.
"""

from collections.abc import Sequence

import duckdb

from localshift.copy.conversion import Source
from localshift.copy.staging import StagedFile
from localshift.copy.statement import TargetColumn
from localshift.errors import SqlError
from localshift.quoting import quoted, string

# What DuckDB calls the types of a file, up to a parenthesis, by the type of the column.
_COMPATIBLE = {
    "smallint": {"SMALLINT"},
    "integer": {"INTEGER"},
    "bigint": {"BIGINT"},
    "numeric": {"DECIMAL"},
    "real": {"FLOAT"},
    "double precision": {"DOUBLE"},
    "boolean": {"BOOLEAN"},
    "character": {"VARCHAR"},
    "character varying": {"VARCHAR"},
    "date": {"DATE"},
    "timestamp without time zone": {"TIMESTAMP", "TIMESTAMP_NS", "TIMESTAMP WITH TIME ZONE"},
    "timestamp with time zone": {"TIMESTAMP WITH TIME ZONE"},
    "varbyte": {"BLOB"},
}


def parquet_source(
    cursor: duckdb.DuckDBPyConnection, file: StagedFile, fields: Sequence[TargetColumn]
) -> Source:
    """The rows of a file as texts. It keeps `number`, the place of the row from 0.

    Raises SqlError (XX000) when the file is not Parquet, or its columns are not as many, or not of
    the types, as those of the table.
    """
    reader = f"read_parquet({string(str(file.path))}, file_row_number=true)"
    try:
        described = cursor.execute(f"describe select * exclude file_row_number from {reader}")
    except duckdb.Error:
        raise _scan_error(f"File '{file.url}' is not a valid Parquet file") from None
    columns = [(name, kind.split("(")[0]) for name, kind, *_ in described.fetchall()]
    if len(columns) != len(fields):
        raise _scan_error(
            f"File '{file.url}' has {len(columns)} columns, the table or column list {len(fields)}"
        )
    texts = []
    for field, (name, kind) in zip(fields, columns, strict=True):
        if kind not in _COMPATIBLE.get(field.type.name, ()):
            raise _scan_error(
                f"File '{file.url}' has an incompatible Parquet schema for column '{field.name}'. "
                f"Column type: {field.type}, Parquet schema: {name} {kind}"
            )
        texts.append(_text(quoted(name), kind, field))
    sql = f"select file_row_number as number, [{', '.join(texts)}] as v from {reader}"
    return Source(sql, ("number",))


def _text(name: str, kind: str, field: TargetColumn) -> str:
    if kind == "BLOB":
        return f"hex({name})"
    if kind == "TIMESTAMP WITH TIME ZONE" and field.type.name.endswith("without time zone"):
        return f"{name}::timestamp::varchar"
    return f"{name}::varchar"


def _scan_error(text: str) -> SqlError:
    return SqlError("XX000", "Spectrum Scan Error", detail=text)
