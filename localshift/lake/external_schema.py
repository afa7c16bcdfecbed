"""External schemas: where their relations are defined. AWS: r_CREATE_EXTERNAL_SCHEMA."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

import duckdb


class Source(Enum):
    """What an external schema is made of; the catalog stores the value."""

    DATA_CATALOG = "data catalog"
    KINESIS = "kinesis"


@dataclass(frozen=True, slots=True)
class ExternalSchema:
    """`database` is the one of the Data Catalog, empty for Kinesis.

    `options` are those that svv_external_schemas shows, such as IAM_ROLE and REGION.
    """

    name: str
    source: Source
    database: str
    options: Mapping[str, str]

    @property
    def region(self) -> str | None:
        """The region of the source; None for the one that the environment names."""
        return self.options.get("REGION")


def add_external_schema(
    cursor: duckdb.DuckDBPyConnection, oid: int, schema: ExternalSchema
) -> None:
    """Record what the schema of that oid refers to."""
    cursor.execute(
        "insert into localshift.external_schemas values (?, ?, ?, ?)",
        [
            oid,
            schema.source.value,
            schema.database,
            json.dumps(schema.options, separators=(",", ":")),
        ],
    )


def find_external_schema(cursor: duckdb.DuckDBPyConnection, name: str) -> ExternalSchema | None:
    """The external schema of that name; None when there is none or it is a local one."""
    found = [schema for schema in external_schemas(cursor) if schema.name == name]
    return found[0] if found else None


def is_kinesis_schema(cursor: duckdb.DuckDBPyConnection, name: str) -> bool:
    schema = find_external_schema(cursor, name)
    return schema is not None and schema.source is Source.KINESIS


def external_schemas(cursor: duckdb.DuckDBPyConnection) -> list[ExternalSchema]:
    rows = cursor.execute(
        "select name, source, database, options from localshift.external_schemas"
        " inner join localshift.schemas on schemas.oid = schema_oid order by name"
    ).fetchall()
    return [
        ExternalSchema(name, Source(source), database, json.loads(options))
        for name, source, database, options in rows
    ]
