"""DataRow messages, a batch of rows at a time.

A batch is encoded column by column, each into an array of bytes, and Arrow joins these with their
lengths to rows: no Python runs for a row, and for a value only where columns.py has no way.
"""

from collections.abc import Callable, Iterator, Sequence
from struct import Struct

import pyarrow as pa
import pyarrow.compute as pc

from localshift.errors import SqlError
from localshift.results import ArrowRows, Column, Row
from localshift.types import RedshiftType
from localshift.wire.columns import ColumnEncoder, big_endian, column_binary, column_text
from localshift.wire.formats import BINARY, TEXT, ToBytes, binary_encoder, packed, text_encoder
from localshift.wire.parameters import decode_text

RowEncoder = Callable[[Sequence[Row]], Iterator[bytes]]
_ColumnEncoder = Callable[[Sequence[Row], int], pa.Array]

_CHUNK_BYTES = 4 * 1024 * 1024


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
    """How rows of these columns become DataRow messages, in pieces of a few megabytes.

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

    def encode(rows: Sequence[Row]) -> Iterator[bytes]:
        for part in _parts(rows):
            cells = [encoder(part, place) for place, encoder in enumerate(encoders)]
            yield _data_rows(cells, len(part))

    return encode


def _parts(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    """Few enough rows at a time that a message buffer stays small, however long the values are."""
    size = rows.batch.nbytes if isinstance(rows, ArrowRows) else 0
    step = max(1, len(rows) * _CHUNK_BYTES // max(size, _CHUNK_BYTES))
    for start in range(0, len(rows), step):
        yield rows[start : start + step]


def _data_rows(cells: Sequence[pa.Array], count: int) -> bytes:
    """The messages: a letter, the length, the number of cells, and each cell after its length."""
    body = pa.repeat(pa.scalar(6 + 4 * len(cells), pa.int32()), count)
    parts: list[pa.Array] = []
    for cell in cells:
        lengths = pc.binary_length(cell)
        body = pc.add(body, pc.fill_null(lengths, 0))
        parts += [big_endian(pc.fill_null(lengths, -1), "i"), pc.fill_null(cell, b"")]
    head = [b"D", big_endian(body, "i"), Struct("!H").pack(len(cells))]
    joined = pc.binary_join_element_wise(*head, *parts, b"").cast(pa.large_binary())
    _, offsets, data = joined.buffers()
    ends = memoryview(offsets).cast("q")
    first, last = ends[joined.offset], ends[joined.offset + count]
    return bytes(memoryview(data)[first:last])


def _column_encoder(
    actual: RedshiftType, told: RedshiftType, format_code: int, extra_float_digits: int
) -> _ColumnEncoder:
    if actual.oid != told.oid:
        return _by_value(_recast(actual, told, format_code, extra_float_digits))
    if format_code != BINARY:
        return _column_wise(column_text, actual, text_encoder(actual, extra_float_digits))
    code = packed(actual)
    to_bytes = binary_encoder(actual) if code is None else Struct("!" + code).pack
    return _column_wise(column_binary, actual, to_bytes)


def _column_wise(
    find: Callable[[RedshiftType, pa.DataType], ColumnEncoder | None],
    kind: RedshiftType,
    to_bytes: ToBytes,
) -> _ColumnEncoder:
    """All values at once where Arrow has them as `find` knows them, else each with `to_bytes`."""
    by_value = _by_value(to_bytes)

    def encode(rows: Sequence[Row], place: int) -> pa.Array:
        if isinstance(rows, ArrowRows):
            column = rows.batch.column(place)
            if (at_once := find(kind, column.type)) is not None:
                return at_once(column).cast(pa.binary())
        return by_value(rows, place)

    return encode


def _by_value(to_bytes: ToBytes) -> _ColumnEncoder:
    def encode(rows: Sequence[Row], place: int) -> pa.Array:
        values = rows.column(place) if isinstance(rows, ArrowRows) else [row[place] for row in rows]
        cells = [None if value is None else to_bytes(value) for value in values]
        return pa.array(cells, pa.binary())

    return encode


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
