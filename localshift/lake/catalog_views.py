"""The system views of external tables, made anew from Glue for each statement that reads them.

Only a warehouse with an external schema needs that: without one they are as any other view.

AWS: r_SVV_EXTERNAL_TABLES, r_SVV_EXTERNAL_COLUMNS, r_SVV_EXTERNAL_PARTITIONS,
r_SVV_EXTERNAL_DATABASES, r_SVV_ALL_TABLES, r_SVV_ALL_COLUMNS, r_SVV_TABLES, r_SVV_COLUMNS.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import duckdb
import pyarrow as pa

from localshift.errors import SqlError
from localshift.lake.external_schema import ExternalSchema, Source, external_schemas
from localshift.lake.external_table import ExternalColumn, ExternalTable
from localshift.lake.glue import Glue
from localshift.quoting import quoted

Facts = Iterator[tuple[Any, ...]]

_TABLES = "redshift_database_name schemaname tablename tabletype location input_format"
_TABLES += " output_format serialization_lib serde_parameters compressed parameters"
_COLUMNS = "redshift_database_name schemaname tablename columnname external_type columnnum part_key"
_COLUMNS += " is_nullable"
_PARTITIONS = "schemaname tablename values location input_format output_format serialization_lib"
_PARTITIONS += " serde_parameters compressed parameters"


def _databases(schemas: Sequence[ExternalSchema], glue: Glue) -> Facts:
    """All databases of the catalogs that external schemas reach."""
    seen = set()
    for schema in schemas:
        options = _compact(schema.options)
        for database in glue.databases(schema.region):
            if (options, database) not in seen:
                seen.add((options, database))
                yield 1, options, database


def _tables(schemas: Sequence[ExternalSchema], glue: Glue) -> Facts:
    for table in _all(schemas, glue):
        yield "dev", table.schema.name, table.name, "TABLE", *_storage(table, table.location)


def _columns(schemas: Sequence[ExternalSchema], glue: Glue) -> Facts:
    for table in _all(schemas, glue):
        for number, column, key in _numbered(table):
            names = "dev", table.schema.name, table.name, column.name
            yield *names, column.hive_type, number, key, ""


def _partitions(schemas: Sequence[ExternalSchema], glue: Glue) -> Facts:
    for table in _all(schemas, glue):
        for part in glue.partitions(table) if table.keys else []:
            names = table.schema.name, table.name, _compact(list(part.values))
            yield *names, *_storage(table, part.location)


def _all_columns(schemas: Sequence[ExternalSchema], glue: Glue) -> Facts:
    for table in _all(schemas, glue):
        for number, column, _ in _numbered(table):
            names = "dev", table.schema.name, table.name, column.name
            try:
                type_ = column.type
            except SqlError:  # a nested type: the column is there, though it can't be read
                yield *names, number, None, "YES", column.hive_type, None, None, None, None
                continue
            length = type_.precision if type_.is_string else None
            precision = type_.precision if type_.name == "numeric" else None
            yield *names, number, None, "YES", type_.name, length, precision, type_.scale, None


_ALL_COLUMNS = "database_name schema_name table_name column_name ordinal_position column_default"
_ALL_COLUMNS += " is_nullable data_type character_maximum_length numeric_precision numeric_scale"
_ALL_COLUMNS += " remarks"


def _all_tables(schemas: Sequence[ExternalSchema], glue: Glue) -> Facts:
    for table in _all(schemas, glue):
        yield "dev", table.schema.name, table.name, "EXTERNAL TABLE", None, None


def _catalog_columns(schemas: Sequence[ExternalSchema], glue: Glue) -> Facts:
    for *facts, remarks in _all_columns(schemas, glue):
        yield *facts, None, remarks


_CATALOG_COLUMNS = "table_catalog table_schema table_name column_name ordinal_position"
_CATALOG_COLUMNS += " column_default is_nullable data_type character_maximum_length"
_CATALOG_COLUMNS += " numeric_precision numeric_scale datetime_precision remarks"


def _catalog_tables(schemas: Sequence[ExternalSchema], glue: Glue) -> Facts:
    for table in _all(schemas, glue):
        yield "dev", table.schema.name, table.name, "EXTERNAL TABLE", None


# A view's columns, the facts of it from Glue, and the local relations that come before them.
_VIEWS: dict[str, tuple[str, Callable[[Sequence[ExternalSchema], Glue], Facts], str | None]] = {
    "svv_external_databases": ("eskind esoptions databasename", _databases, None),
    "svv_external_tables": (_TABLES, _tables, None),
    "svv_external_columns": (_COLUMNS, _columns, None),
    "svv_external_partitions": (_PARTITIONS, _partitions, None),
    "svv_tables": (
        "table_catalog table_schema table_name table_type remarks",
        _catalog_tables,
        "select *, null::varchar from localshift.information_schema_tables",
    ),
    "svv_columns": (
        _CATALOG_COLUMNS,
        _catalog_columns,
        "select *, null::varchar from localshift.information_schema_columns",
    ),
    "svv_all_tables": (
        "database_name schema_name table_name table_type table_acl remarks",
        _all_tables,
        "select * from localshift.svv_redshift_tables",
    ),
    "svv_all_columns": (
        _ALL_COLUMNS,
        _all_columns,
        """
        select database_name, schema_name, table_name, column_name, ordinal_position,
            column_default, is_nullable, split_part(data_type, '(', 1),
            case when data_type like 'character%' then localshift_precision(data_type) end,
            case when data_type like 'numeric%' then localshift_precision(data_type) end,
            case when data_type like 'numeric%' then localshift_scale(data_type) end,
            remarks
        from localshift.svv_redshift_columns
        """,
    ),
}
_INTEGERS = {
    "eskind", "columnnum", "part_key", "compressed", "ordinal_position",
    "character_maximum_length", "numeric_precision", "numeric_scale", "datetime_precision",
}  # fmt: skip


def create_local_views(cursor: duckdb.DuckDBPyConnection) -> None:
    """Create the views as they are without an external schema, for all sessions."""
    for name, (names, _, local) in _VIEWS.items():
        columns = names.split()
        types = ("integer" if column in _INTEGERS else "varchar" for column in columns)
        nothing = f"select {', '.join(f'null::{type_}' for type_ in types)} where false"
        cursor.execute(
            f"create or replace view localshift.{name} ({', '.join(map(quoted, columns))}) as "
            + (local or nothing)
        )


def make_view(cursor: duckdb.DuckDBPyConnection, name: str, glue: Glue) -> str | None:
    """Make the view of that name in this session; its name in DuckDB.

    None for another name, and without an external schema, when the view of all sessions will do.
    """
    if name not in _VIEWS:
        return None
    schemas = [
        schema for schema in external_schemas(cursor) if schema.source is Source.DATA_CATALOG
    ]
    if not schemas:
        return None
    names, facts, local = _VIEWS[name]
    columns = names.split()
    types = [pa.int32() if column in _INTEGERS else pa.string() for column in columns]
    rows = list(facts(schemas, glue))
    values = list(zip(*rows, strict=True)) or [()] * len(columns)
    arrays = [pa.array(list(column), type_) for column, type_ in zip(values, types, strict=True)]
    stored = f"lake:{name}"
    cursor.register(f"{stored}:facts", pa.table(dict(zip(columns, arrays, strict=True))))
    external = f"select * from temp.main.{quoted(f'{stored}:facts')}"
    cursor.execute(
        f"create or replace temp view {quoted(stored)} ({', '.join(map(quoted, columns))}) as "
        + (f"{local} union all {external}" if local else external)
    )
    return stored


def _all(schemas: Sequence[ExternalSchema], glue: Glue) -> Iterator[ExternalTable]:
    for schema in schemas:
        yield from glue.tables(schema)


def _numbered(table: ExternalTable) -> Iterator[tuple[int, ExternalColumn, int]]:
    """Each column with its number and, if it is a partition key, the number of that."""
    for number, column in enumerate(table.columns, start=1):
        yield number, column, 0
    for number, key in enumerate(table.keys, start=1):
        yield len(table.columns) + number, key, number


def _storage(table: ExternalTable, location: str) -> tuple[Any, ...]:
    serde = _compact(dict(table.serde_parameters))
    return location, *table.formats, table.serde, serde, 0, _compact(dict(table.parameters))


def _compact(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)
