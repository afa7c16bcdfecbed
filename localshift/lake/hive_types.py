"""Data types as the Glue Data Catalog writes them. AWS: r_CREATE_EXTERNAL_TABLE, data_type."""

from localshift.errors import SqlError, refuse
from localshift.types import MAX_VARCHAR, RedshiftType, parse_type, varchar

_FROM_HIVE = {"tinyint": "smallint", "float": "real"}
_TO_HIVE = {
    "smallint": "smallint",
    "integer": "int",
    "bigint": "bigint",
    "real": "float",
    "double precision": "double",
    "boolean": "boolean",
    "date": "date",
    "timestamp without time zone": "timestamp",
}
_HIVE_NAMES = {"character": "char", "character varying": "varchar", "numeric": "decimal"}


def from_hive(text: str) -> RedshiftType:
    """The type of a column whose type Glue has as `text`; Hive's string is the longest VARCHAR.

    Raises SqlError 0A000 for nested and binary types.
    """
    name = text.strip().lower()
    if name == "string":
        return varchar(MAX_VARCHAR)
    if name == "decimal":
        return RedshiftType("numeric", 10, 0)
    found = parse_type(_FROM_HIVE.get(name, name))
    if found is None or (found.name not in _TO_HIVE and found.name not in _HIVE_NAMES):
        raise refuse(f"the type {text} of an external table")
    return found


def to_hive(type_: RedshiftType) -> str:
    """The type as Glue has it. Raises SqlError 0A000 for one that no external table has."""
    if type_.name in _TO_HIVE:
        return _TO_HIVE[type_.name]
    if type_.name not in _HIVE_NAMES:
        raise SqlError("0A000", f"Unsupported data type for an external table: {type_}")
    dimensions = [str(part) for part in (type_.precision, type_.scale) if part is not None]
    return f"{_HIVE_NAMES[type_.name]}({','.join(dimensions)})"
