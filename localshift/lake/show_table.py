"""The statements that make an external table again. AWS: r_SHOW_EXTERNAL_TABLE."""

from collections.abc import Mapping, Sequence

from localshift.lake.external_table import ExternalTable, Partition
from localshift.sql.parameters import quote

# Written by the catalog, not by a user.
_INTERNAL = ("EXTERNAL", "transient_lastDdlTime")


def show_table(table: ExternalTable, partitions: Sequence[Partition]) -> str:
    """CREATE EXTERNAL TABLE, and ALTER TABLE for each of the partitions."""
    columns = ",\n".join(f"    {column.name} {_type(column.hive_type)}" for column in table.columns)
    lines = [f"CREATE EXTERNAL TABLE {table.full_name} (\n{columns}\n)"]
    if table.keys:
        keys = ", ".join(f"{key.name} {_type(key.hive_type)}" for key in table.keys)
        lines.append(f"PARTITIONED BY ({keys})")
    lines.append(f"ROW FORMAT SERDE {quote(table.serde)}")
    if table.serde_parameters:
        lines.append(f"WITH SERDEPROPERTIES ({_properties(table.serde_parameters)})")
    lines.append(f"STORED AS INPUTFORMAT {quote(table.formats[0])}")
    lines.append(f"OUTPUTFORMAT {quote(table.formats[1])}")
    lines.append(f"LOCATION {quote(table.location)}")
    properties = {name: text for name, text in table.parameters.items() if name not in _INTERNAL}
    if properties:
        lines.append(f"TABLE PROPERTIES ({_properties(properties)})")
    adds = [
        f"ALTER TABLE {table.full_name} ADD IF NOT EXISTS PARTITION"
        f" ({_values(table, partition)}) LOCATION {quote(partition.location)};"
        for partition in partitions
    ]
    return "\n".join(["\n".join(lines) + ";", *adds])


def _type(hive_type: str) -> str:
    """Hive's names of the floating types are Redshift's others."""
    return {"float": "float4", "double": "float8"}.get(hive_type, hive_type)


def _values(table: ExternalTable, partition: Partition) -> str:
    return ", ".join(
        f"{key.name}={quote(value)}"
        for key, value in zip(table.keys, partition.values, strict=True)
    )


def _properties(properties: Mapping[str, str]) -> str:
    return ", ".join(f"{quote(name)}={quote(text)}" for name, text in properties.items())
