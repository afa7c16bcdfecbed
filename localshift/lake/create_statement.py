"""Parse CREATE EXTERNAL TABLE. AWS: r_CREATE_EXTERNAL_TABLE."""

from dataclasses import dataclass, field

from localshift.copy.options import single_character
from localshift.errors import SqlError, refuse
from localshift.lake.external_table import (
    CSV_SERDE,
    JSON_SERDE,
    LAZY_SERDE,
    PARQUET_FORMATS,
    PARQUET_SERDE,
    TEXT_FORMATS,
    ExternalColumn,
)
from localshift.lake.hive_types import to_hive
from localshift.sql.reader import Reader

_SERDES = (CSV_SERDE, JSON_SERDE, LAZY_SERDE, PARQUET_SERDE)
_FILE_FORMATS = {"parquet": PARQUET_FORMATS, "textfile": TEXT_FORMATS}
_REFUSED_FORMATS = ("rcfile", "sequencefile", "orc", "avro")
# What Redshift does with data that does not fit its columns; localshift has the default only.
_REFUSED_PROPERTIES = {
    "column_count_mismatch_handling", "data_cleansing_enabled", "invalid_char_handling",
    "numeric_overflow_handling", "replacement_char", "surplus_bytes_handling",
    "surplus_char_handling", "write.kms.key.id",
}  # fmt: skip


@dataclass(slots=True)
class CreateExternalTable:
    """The parsed statement. With a `query` the columns come from it, and keys have only names."""

    name: tuple[str, ...]
    columns: list[ExternalColumn] = field(default_factory=list)
    keys: list[ExternalColumn] = field(default_factory=list)
    serde: str = LAZY_SERDE
    serde_parameters: dict[str, str] = field(default_factory=dict)
    formats: tuple[str, str] = TEXT_FORMATS
    location: str = ""
    parameters: dict[str, str] = field(default_factory=dict)
    query: str | None = None


def parse_create_external_table(sql: str) -> CreateExternalTable:
    """Raises SqlError: 42601 for what is no such statement, 0A000 for what is not implemented."""
    reader = Reader(sql)
    reader.expect("create", "external", "table")
    statement = CreateExternalTable(reader.qualified_name())
    here = reader.here
    has_columns = here is not None and here.is_operator("(")
    if has_columns:
        statement.columns = _columns(reader, typed=True)
    if reader.accept("partitioned", "by"):
        statement.keys = _columns(reader, typed=has_columns)
    has_row_format = reader.accept("row", "format")
    if has_row_format:
        _row_format(reader, statement)
    reader.expect("stored", "as")
    statement.formats = file_format(reader)
    if statement.formats == PARQUET_FORMATS and not has_row_format:
        statement.serde = PARQUET_SERDE
    reader.expect("location")
    statement.location = location(reader)
    if reader.accept("table", "properties"):
        statement.parameters = table_properties(reader)
    if not has_columns:
        reader.expect("as")
        statement.query = reader.rest()
    reader.end()
    _check_names(statement)
    return statement


def _columns(reader: Reader, *, typed: bool) -> list[ExternalColumn]:
    reader.expect_operator("(")
    columns = [_column(reader, typed=typed)]
    while reader.accept_operator(","):
        columns.append(_column(reader, typed=typed))
    reader.expect_operator(")")
    return columns


def _column(reader: Reader, *, typed: bool) -> ExternalColumn:
    name = reader.name()
    return ExternalColumn(name, to_hive(reader.type()) if typed else "")


def _check_names(statement: CreateExternalTable) -> None:
    names = [column.name for column in [*statement.columns, *statement.keys]]
    for name in names:
        if names.count(name) > 1:
            raise SqlError("42701", f'column "{name}" specified more than once')
        if name in ("$path", "$size", "$spectrum_oid"):
            raise SqlError("42P16", f'column name "{name}" is reserved')


def _row_format(reader: Reader, statement: CreateExternalTable) -> None:
    if reader.accept("serde"):
        statement.serde = reader.string()
        if statement.serde not in _SERDES:
            raise refuse(f"ROW FORMAT SERDE '{statement.serde}'")
        if reader.accept("with", "serdeproperties"):
            statement.serde_parameters = _properties(reader)
        return
    reader.expect("delimited")
    while True:
        if reader.accept("fields", "terminated", "by"):
            delimiter = single_character("DELIMITER", reader.string())
            statement.serde_parameters |= {
                "field.delim": delimiter,
                "serialization.format": delimiter,
            }
        elif reader.accept("lines", "terminated", "by"):
            if reader.string() not in ("\n", "\\n"):
                raise refuse("LINES TERMINATED BY other than a line feed")
        else:
            return


def file_format(reader: Reader) -> tuple[str, str]:
    """What follows STORED AS: the classes of input and output."""
    if reader.accept("inputformat"):
        classes = reader.string(), ""
        if reader.accept("outputformat"):
            classes = classes[0], reader.string()
        for known in _FILE_FORMATS.values():
            if classes[0] == known[0]:
                return known
        raise refuse(f"STORED AS INPUTFORMAT '{classes[0]}'")
    word = reader.next().value
    if word in _REFUSED_FORMATS:
        raise refuse(f"STORED AS {word.upper()}")
    if word not in _FILE_FORMATS:
        raise SqlError("42601", f'syntax error at or near "{word}"')
    return _FILE_FORMATS[word]


def location(reader: Reader) -> str:
    url = reader.string()
    if not url.lower().startswith("s3://"):
        raise SqlError("22023", f"Invalid S3 location: '{url}'")
    return "s3://" + url[5:]


def table_properties(reader: Reader) -> dict[str, str]:
    properties = _properties(reader)
    for name in properties:
        if name in _REFUSED_PROPERTIES:
            raise refuse(f"the table property '{name}'")
    return properties


def check_properties(parameters: dict[str, str]) -> None:
    """Raises SqlError 0A000 for a property, set by whomever, whose meaning is not implemented."""
    for name in sorted(_REFUSED_PROPERTIES & parameters.keys()):
        if (name, parameters[name]) != ("data_cleansing_enabled", "false"):
            raise refuse(f"the table property '{name}'")


def _properties(reader: Reader) -> dict[str, str]:
    """`('name' = 'value', …)`"""
    properties: dict[str, str] = {}
    reader.expect_operator("(")
    while True:
        name = reader.string()
        reader.expect_operator("=")
        properties[name] = reader.string()
        if not reader.accept_operator(","):
            break
    reader.expect_operator(")")
    return properties
