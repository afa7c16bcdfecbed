"""Columns of Arrow as text and as binary, all values of a batch at once.

The text is that of formats.py, which says why. A column that is not here, or whose values Arrow has
in another form than expected, goes value by value.
"""

from array import array
from collections.abc import Callable

import pyarrow as pa
import pyarrow.compute as pc

from localshift.types import RedshiftType

ColumnEncoder = Callable[[pa.Array], pa.Array]

_STRINGS = ("character varying", "text", "name", "unknown", "super")
_NUMBERS = {
    "smallint": (pa.int16(), "h"),
    "integer": (pa.int32(), "i"),
    "bigint": (pa.int64(), "q"),
    "real": (pa.float32(), "f"),
    "double precision": (pa.float64(), "d"),
}
_MICROSECONDS = pa.timestamp("us")


def column_text(kind: RedshiftType, stored: pa.DataType) -> ColumnEncoder | None:
    """How a column becomes strings; None where its values have to be looked at one by one."""
    match kind.name:
        case "smallint" | "integer" | "bigint" | "oid" if pa.types.is_integer(stored):
            return _cast
        case "boolean" if pa.types.is_boolean(stored):
            return lambda column: pc.if_else(column, "t", "f")
        case "numeric" if pa.types.is_decimal128(stored) and kind.scale in (None, stored.scale):
            return _numeric
        case "date" if pa.types.is_date32(stored):
            return _cast
        case "time without time zone" if stored == pa.time64("us"):
            return _without_zeros
        case "timestamp without time zone" if stored == _MICROSECONDS:
            return _without_zeros
        case "timestamp with time zone" if stored == pa.timestamp("us", "UTC"):
            return lambda column: _joined(_without_zeros(column.cast(_MICROSECONDS)), "+00")
        case "character" if kind.precision is not None and pa.types.is_string(stored):
            width = kind.precision
            return lambda column: pc.utf8_rpad(column, width)
        case name if name in _STRINGS and pa.types.is_string(stored):
            return lambda column: column
    return None


def column_binary(kind: RedshiftType, stored: pa.DataType) -> ColumnEncoder | None:
    """How a column becomes binary; None where its values have to be looked at one by one."""
    if kind.name in _NUMBERS:
        expected, code = _NUMBERS[kind.name]
        return (lambda column: big_endian(column, code)) if stored == expected else None
    if kind.name in _STRINGS or kind.name == "character":
        return column_text(kind, stored)
    return None


def big_endian(column: pa.Array, code: str) -> pa.Array:
    """Numbers as the bytes that the wire has; `code` is the one of the array module."""
    numbers = array(code)
    size = numbers.itemsize
    start = column.offset * size
    numbers.frombytes(memoryview(column.buffers()[1])[start : start + len(column) * size])
    numbers.byteswap()
    valid = column.is_valid() if column.null_count else None
    cells = pa.Array.from_buffers(
        pa.binary(size), len(column), [None, pa.py_buffer(numbers.tobytes())]
    ).cast(pa.binary())
    return cells if valid is None else pc.if_else(valid, cells, None)


def _cast(column: pa.Array) -> pa.Array:
    return column.cast(pa.string())


def _without_zeros(column: pa.Array) -> pa.Array:
    """Microseconds without the zeros at their end; Arrow writes all six digits."""
    return pc.utf8_rtrim(pc.utf8_rtrim(_cast(column), "0"), ".")


def _numeric(column: pa.Array) -> pa.Array:
    """All digits of the scale: Arrow would write 0.00000001 as 1E-8."""
    scale = column.type.scale
    whole = pa.decimal128(38, 0)
    digits = pa.Array.from_buffers(whole, len(column), column.buffers(), offset=column.offset)
    if scale == 0:
        return _cast(digits)
    sign = pc.if_else(pc.less(digits, pa.scalar(0).cast(whole)), "-", "")
    text = pc.utf8_lpad(_cast(pc.abs(digits)), scale + 1, "0")
    before = pc.utf8_slice_codeunits(text, 0, -scale)
    return _joined(sign, before, ".", pc.utf8_slice_codeunits(text, -scale))


def _joined(*parts: pa.Array | str) -> pa.Array:
    return pc.binary_join_element_wise(*parts, "")
