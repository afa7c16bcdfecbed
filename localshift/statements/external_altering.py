"""ALTER TABLE of an external table. AWS: r_ALTER_TABLE, r_ALTER_TABLE_external-table."""

from typing import Any

from localshift.errors import SqlError, not_in_block, refuse, undefined_column
from localshift.lake.create_statement import file_format, location, table_properties
from localshift.lake.external_table import (
    LAZY_SERDE,
    PARQUET_FORMATS,
    PARQUET_SERDE,
    ExternalTable,
    Partition,
)
from localshift.lake.glue import Glue
from localshift.lake.hive_types import to_hive
from localshift.lake.outputs import HIVE_NULL
from localshift.results import Result
from localshift.session import Session
from localshift.sql.reader import Reader
from localshift.statements.permissions import require_schema_owner

MAX_PARTITIONS = 100


def alter(session: Session, table: ExternalTable, reader: Reader) -> Result:
    """What follows ALTER TABLE name: partitions, location, properties, format, columns."""
    if session.in_block:
        raise not_in_block("ALTER EXTERNAL TABLE")
    require_schema_owner(session, table.schema.name)
    glue = session.engine.glue
    if reader.at_words("add", "partition") or reader.at_words("add", "if"):
        _add_partitions(glue, table, reader)
    elif reader.accept("drop", "partition"):
        values = _values(table, reader)
        if not glue.drop_partition(table, values):
            raise SqlError("42704", f"partition {values} of {table.full_name} does not exist")
    elif reader.accept("partition"):
        _move_partition(glue, table, reader)
    elif reader.accept("set", "location"):
        url = location(reader)
        glue.update_table(table, lambda found: found["StorageDescriptor"].update(Location=url))
    elif reader.accept("set", "table", "properties"):
        properties = table_properties(reader)
        glue.update_table(
            table, lambda found: found.setdefault("Parameters", {}).update(properties)
        )
    elif reader.accept("set", "file", "format"):
        _set_format(glue, table, reader)
    elif reader.accept("rename", "to"):
        raise SqlError("0A000", "External tables can't be renamed")
    else:
        _change_columns(glue, table, reader)
    reader.end()
    return Result("ALTER TABLE")


def _add_partitions(glue: Glue, table: ExternalTable, reader: Reader) -> None:
    reader.expect("add")
    if_not_exists = reader.accept("if", "not", "exists")
    partitions = []
    while reader.accept("partition"):
        values = _values(table, reader)
        reader.expect("location")
        partitions.append(Partition(values, location(reader)))
    if not partitions:
        raise reader.error()
    reader.end()
    if len(partitions) > MAX_PARTITIONS:
        raise SqlError("54000", f"ALTER TABLE adds at most {MAX_PARTITIONS} partitions")
    if not if_not_exists:
        known = {partition.values for partition in glue.partitions(table)}
        for partition in partitions:
            if partition.values in known:
                raise SqlError("42710", f"partition {partition.values} already exists")
    for partition in partitions:
        glue.add_partition(table, partition)


def _move_partition(glue: Glue, table: ExternalTable, reader: Reader) -> None:
    values = _values(table, reader)
    reader.expect("set", "location")
    url = location(reader)
    if not glue.drop_partition(table, values):
        raise SqlError("42704", f"partition {values} of {table.full_name} does not exist")
    glue.add_partition(table, Partition(values, url))


def _values(table: ExternalTable, reader: Reader) -> tuple[str, ...]:
    """`(key = value, …)`: a value for each partition key, in the order of the keys."""
    given: dict[str, str] = {}
    reader.expect_operator("(")
    while True:
        name = reader.name()
        reader.expect_operator("=")
        text = reader.accept_string()
        given[name] = text if text is not None else str(reader.integer())
        if not reader.accept_operator(","):
            break
    reader.expect_operator(")")
    names = [key.name for key in table.keys]
    for name in given:
        if name not in names:
            raise undefined_column(name)
    if len(given) < len(names):
        raise SqlError("42601", f"A partition of {table.full_name} has the keys {', '.join(names)}")
    return tuple(given[name] or HIVE_NULL for name in names)


def _set_format(glue: Glue, table: ExternalTable, reader: Reader) -> None:
    formats = file_format(reader)

    def change(found: dict[str, Any]) -> None:
        storage = found["StorageDescriptor"]
        storage["InputFormat"], storage["OutputFormat"] = formats
        serde = PARQUET_SERDE if formats == PARQUET_FORMATS else LAZY_SERDE
        storage["SerdeInfo"] = {"SerializationLibrary": serde, "Parameters": {}}

    glue.update_table(table, change)


def _change_columns(glue: Glue, table: ExternalTable, reader: Reader) -> None:
    names = [column.name for column in table.columns]
    taken = {*names, *(key.name for key in table.keys)}
    if reader.accept("add", "column") or reader.accept("add"):
        name, type_ = reader.name(), to_hive(reader.type())
        if name in taken:
            raise SqlError("42701", f'column "{name}" of "{table.full_name}" already exists')
        _with_columns(glue, table, lambda all_: all_.append({"Name": name, "Type": type_}))
    elif reader.accept("drop", "column") or reader.accept("drop"):
        place = _place(names, reader.name())
        reader.accept_any("restrict", "cascade")
        _with_columns(glue, table, lambda all_: all_.pop(place))
    elif reader.accept("rename", "column"):
        place = _place(names, reader.name())
        reader.expect("to")
        new = reader.name()
        if new in taken:
            raise SqlError("42701", f'column "{new}" of "{table.full_name}" already exists')
        _with_columns(glue, table, lambda all_: all_[place].update(Name=new))
    else:
        raise refuse(f"ALTER TABLE of an external table {reader.rest()}")


def _place(names: list[str], name: str) -> int:
    if name not in names:
        raise undefined_column(name)
    return names.index(name)


def _with_columns(glue: Glue, table: ExternalTable, change: Any) -> None:
    glue.update_table(table, lambda found: change(found["StorageDescriptor"]["Columns"]))
