"""DataRow messages, a batch of rows at a time.

Each column has an encoder that turns a list of values into a list of cells (a length and the
bytes), built once for a result: what a million rows cost stands inside the list comprehensions.
"""

from collections.abc import Callable, Sequence
from struct import Struct
from typing import Any

from localshift.errors import SqlError
from localshift.results import Column, Row
from localshift.types import RedshiftType
from localshift.wire.formats import BINARY, TEXT, ToBytes, binary_encoder, packed, text_encoder
from localshift.wire.parameters import decode_text

RowEncoder = Callable[[Sequence[Row]], bytes]
_ColumnEncoder = Callable[[Sequence[Any]], list[bytes]]

_NULL = b"\xff\xff\xff\xff"
_DATA_ROW = Struct("!ciH")


def result_formats(asked: Sequence[int], columns: Sequence[Column]) -> tuple[int, ...]:
    """The format of each column, as a Bind asks: none is all text, one is for all.

    Raises SqlError 08P01 when their number fits neither.
    """
    if len(asked) == len(columns):
        return tuple(asked)
    if len(asked) <= 1:
        return tuple(asked or (TEXT,)) * len(columns)
    raise SqlError(
        "08P01",
        f"bind message has {len(asked)} result formats but query has {len(columns)} columns",
    )


def row_encoder(
    columns: Sequence[Column],
    formats: Sequence[int],
    described: Sequence[Column] | None = None,
    extra_float_digits: int = 0,
) -> RowEncoder:
    """How rows of these columns become DataRow messages.

    `described` are the columns that the client was told of. Where a type is another by now, because
    a table was made anew or a parameter came with its value, the client gets what it was told.
    Raises SqlError 0A000 when the number of columns is another.
    """
    if described is not None and len(described) != len(columns):
        raise SqlError("0A000", "cached plan must not change result type")
    encoders = [
        _column_encoder(column.type, told.type, format_code, extra_float_digits)
        for column, told, format_code in zip(columns, described or columns, formats, strict=True)
    ]
    heads = _Heads(len(columns))

    def encode(rows: Sequence[Row]) -> bytes:
        if not encoders:
            return heads[0] * len(rows)
        cells = [
            encoder(values)
            for encoder, values in zip(encoders, zip(*rows, strict=True), strict=False)
        ]
        bodies = map(b"".join, zip(*cells, strict=True))
        return b"".join([heads[len(body)] + body for body in bodies])

    return encode


def _column_encoder(
    actual: RedshiftType, told: RedshiftType, format_code: int, extra_float_digits: int
) -> _ColumnEncoder:
    if actual.oid != told.oid:
        return _sized(_recast(actual, told, format_code, extra_float_digits))
    if format_code != BINARY:
        return _sized(text_encoder(actual, extra_float_digits))
    if (code := packed(actual)) is not None:
        return _fixed(Struct("!i" + code))
    return _sized(binary_encoder(actual))


def _sized(to_bytes: ToBytes) -> _ColumnEncoder:
    lengths = _Lengths()
    return lambda values: [
        _NULL if value is None else lengths[len(data := to_bytes(value))] + data for value in values
    ]


def _fixed(cell: Struct) -> _ColumnEncoder:
    pack, size = cell.pack, cell.size - 4
    return lambda values: [_NULL if value is None else pack(size, value) for value in values]


def _recast(
    actual: RedshiftType, told: RedshiftType, format_code: int, extra_float_digits: int
) -> ToBytes:
    """A value of one type as another, by its text."""
    as_text = text_encoder(actual, extra_float_digits)
    if format_code != BINARY:
        return as_text
    code = packed(told)
    as_binary = Struct("!" + code).pack if code is not None else binary_encoder(told)
    return lambda value: as_binary(decode_text(told.oid, as_text(value)))


class _Lengths(dict[int, bytes]):
    """A length as it stands before a value."""

    _pack = Struct("!i").pack

    def __missing__(self, length: int) -> bytes:
        packed_length = self[length] = self._pack(length)
        return packed_length


class _Heads(dict[int, bytes]):
    """The head of a DataRow message by the length of its cells."""

    def __init__(self, columns: int) -> None:
        self._columns = columns

    def __missing__(self, length: int) -> bytes:
        head = self[length] = _DATA_ROW.pack(b"D", length + 6, self._columns)
        return head
