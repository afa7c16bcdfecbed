"""A statement's rows and columns as the Data API shows them. Pure.

AWS: API_Field, API_ColumnMetadata, API_QueryRecords. Whole numbers, floats and booleans have
fields of their own, varbyte is a blob, and everything else is text as the wire has it.
"""

import base64
from collections.abc import Callable, Sequence
from typing import Any

from localshift.results import Column, Row
from localshift.types import RedshiftType
from localshift.wire.formats import text_encoder

Field = dict[str, Any]

_NULL: Field = {"isNull": True}
_PLAIN_FIELDS = {
    "smallint": "longValue",
    "integer": "longValue",
    "bigint": "longValue",
    "oid": "longValue",
    "real": "doubleValue",
    "double precision": "doubleValue",
    "boolean": "booleanValue",
}
_SIGNED = ("smallint", "integer", "bigint", "numeric", "real", "double precision")


def json_record(columns: Sequence[Column]) -> Callable[[Row], list[Field]]:
    """How a row becomes a list of fields."""
    encoders = [_field_encoder(column.type) for column in columns]

    def encode(row: Row) -> list[Field]:
        return [
            _NULL if value is None else encoder(value)
            for encoder, value in zip(encoders, row, strict=True)
        ]

    return encode


def csv_record(columns: Sequence[Column]) -> Callable[[Row], str]:
    """How a row becomes a line of CSV. A null is empty, an empty string is quoted."""
    encoders = [text_encoder(column.type) for column in columns]

    def encode(row: Row) -> str:
        return ",".join(
            "" if value is None else _csv_value(encoder(value).decode())
            for encoder, value in zip(encoders, row, strict=True)
        )

    return encode


def size_in_bytes(record: list[Field] | str) -> int:
    if isinstance(record, str):
        return len(record.encode())
    return sum(len(str(value)) for field in record for value in field.values())


def column_metadata(column: Column, **more: Any) -> dict[str, Any]:
    """A column of a result, or of a table where `more` names it."""
    type_ = column.type
    return {
        "name": column.name,
        "label": column.name,
        "typeName": type_.internal_name,
        "precision": type_.precision or 0,
        "scale": type_.scale or 0,
        "length": 0,
        "nullable": 1,
        "isSigned": type_.name in _SIGNED,
        "isCaseSensitive": type_.is_string,
        "isCurrency": False,
        "schemaName": "",
        "tableName": "",
        **more,
    }


def _field_encoder(type_: RedshiftType) -> Callable[[Any], Field]:
    if type_.name in _PLAIN_FIELDS:
        name = _PLAIN_FIELDS[type_.name]
        return lambda value: {name: value}
    if type_.name == "varbyte":
        return lambda value: {"blobValue": base64.b64encode(value).decode()}
    encode = text_encoder(type_)
    return lambda value: {"stringValue": encode(value).decode()}


def _csv_value(text: str) -> str:
    if text and not any(character in text for character in ',"\r\n'):
        return text
    return '"' + text.replace('"', '""') + '"'
