"""An external table, as it stands in the Glue Data Catalog. AWS: r_CREATE_EXTERNAL_TABLE."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from localshift.lake.external_schema import ExternalSchema
from localshift.lake.hive_types import from_hive
from localshift.types import RedshiftType

if TYPE_CHECKING:
    from mypy_boto3_glue.type_defs import TableInputTypeDef

LAZY_SERDE = "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe"
CSV_SERDE = "org.apache.hadoop.hive.serde2.OpenCSVSerde"
JSON_SERDE = "org.openx.data.jsonserde.JsonSerDe"
PARQUET_SERDE = "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe"

TEXT_FORMATS = (
    "org.apache.hadoop.mapred.TextInputFormat",
    "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
)
PARQUET_FORMATS = (
    "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat",
    "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat",
)


@dataclass(frozen=True, slots=True)
class ExternalColumn:
    """A column with its type in Hive's words."""

    name: str
    hive_type: str

    @property
    def type(self) -> RedshiftType:
        """Raises SqlError 0A000 for a type that localshift does not read."""
        return from_hive(self.hive_type)


@dataclass(frozen=True, slots=True)
class Partition:
    """The values of the partition keys as text, and where its files are."""

    values: tuple[str, ...]
    location: str


@dataclass(frozen=True, slots=True)
class ExternalTable:
    """`keys` are the partition columns; `location` is s3://…; names are in lower case."""

    schema: ExternalSchema
    name: str
    columns: tuple[ExternalColumn, ...]
    location: str
    serde: str
    formats: tuple[str, str] = TEXT_FORMATS
    keys: tuple[ExternalColumn, ...] = ()
    serde_parameters: Mapping[str, str] = field(default_factory=dict)
    parameters: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_parquet(self) -> bool:
        return self.serde == PARQUET_SERDE

    @property
    def full_name(self) -> str:
        return f"{self.schema.name}.{self.name}"


def from_glue(schema: ExternalSchema, table: Mapping[str, Any]) -> ExternalTable:
    """A table as Glue describes it, whoever made it."""
    storage = table.get("StorageDescriptor", {})
    serde = storage.get("SerdeInfo", {})
    return ExternalTable(
        schema=schema,
        name=table["Name"].lower(),
        columns=_columns(storage.get("Columns", [])),
        location=storage.get("Location", ""),
        serde=serde.get("SerializationLibrary", ""),
        formats=(storage.get("InputFormat", ""), storage.get("OutputFormat", "")),
        keys=_columns(table.get("PartitionKeys", [])),
        serde_parameters=serde.get("Parameters", {}),
        parameters=table.get("Parameters", {}),
    )


def _columns(columns: list[Mapping[str, str]]) -> tuple[ExternalColumn, ...]:
    return tuple(
        ExternalColumn(column["Name"].lower(), column.get("Type", "")) for column in columns
    )


def to_glue(table: ExternalTable) -> "TableInputTypeDef":
    """A new table as Glue takes it."""
    return {
        "Name": table.name,
        "TableType": "EXTERNAL_TABLE",
        "Parameters": {"EXTERNAL": "TRUE", **table.parameters},
        "PartitionKeys": [{"Name": key.name, "Type": key.hive_type} for key in table.keys],
        "StorageDescriptor": {
            "Columns": [{"Name": col.name, "Type": col.hive_type} for col in table.columns],
            "Location": table.location,
            "InputFormat": table.formats[0],
            "OutputFormat": table.formats[1],
            "SerdeInfo": {
                "SerializationLibrary": table.serde,
                "Parameters": dict(table.serde_parameters),
            },
        },
    }
