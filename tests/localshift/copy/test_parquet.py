"""COPY ... PARQUET (AWS: copy-usage_notes-copy-from-columnar)."""

import io
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.parquet
import pytest

from localshift.errors import SqlError
from tests.localshift.copy.conftest import Warehouse


def parquet(**columns: pa.Array) -> bytes:
    out = io.BytesIO()
    pyarrow.parquet.write_table(pa.table(columns), out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("type_text", "kind", "value"),
    [
        ("smallint", pa.int16(), -7),
        ("integer", pa.int32(), 42),
        ("bigint", pa.int64(), 2**40),
        ("decimal(8,3)", pa.decimal128(8, 3), Decimal("1.250")),
        ("real", pa.float32(), 0.5),
        ("double precision", pa.float64(), 1e-300),
        ("boolean", pa.bool_(), True),
        ("varchar(8)", pa.string(), "\\N é"),
        ("char(2)", pa.string(), "NY"),
        ("date", pa.date32(), date(2026, 1, 2)),
        ("timestamp", pa.timestamp("us"), datetime(2026, 1, 2, 3, 4, 5, 6)),
        ("timestamp", pa.timestamp("us", "UTC"), datetime(2026, 1, 2, 3, 4, 5)),
        ("timestamptz", pa.timestamp("us", "UTC"), datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)),
        ("varbyte(4)", pa.binary(), b"\x00\xff"),
        ("integer", pa.int32(), None),
    ],
)
def test_values(warehouse: Warehouse, type_text: str, kind: pa.DataType, value: Any) -> None:
    contents = parquet(x=pa.array([value], kind))

    assert warehouse.load([f"a {type_text}"], contents, "parquet") == [(value,)]


def test_columns_are_matched_by_position(warehouse: Warehouse) -> None:
    contents = parquet(b=pa.array([1], pa.int32()), a=pa.array([2], pa.int32()))

    assert warehouse.load(["a integer", "b integer"], contents, "format parquet") == [(1, 2)]


@pytest.mark.parametrize(
    ("contents", "told"),
    [
        (b"no parquet", "is not a valid Parquet file"),
        (parquet(a=pa.array([1], pa.int64())), "incompatible Parquet schema for column 'a'"),
        (parquet(a=pa.array([1], pa.int32()), b=pa.array([1], pa.int32())), "has 2 columns"),
    ],
)
def test_file_that_does_not_fit_is_refused(
    warehouse: Warehouse, contents: bytes, told: str
) -> None:
    with pytest.raises(SqlError, match="Spectrum Scan Error") as caught:
        warehouse.load(["a integer"], contents, "parquet")

    assert caught.value.detail is not None
    assert told in caught.value.detail


def test_row_that_does_not_fit_is_a_load_error(warehouse: Warehouse) -> None:
    contents = parquet(a=pa.array(["ok", "too long"]))

    with pytest.raises(SqlError, match="failed"):
        warehouse.load(["a varchar(3)"], contents, "parquet")

    (error,) = warehouse.errors()
    assert (error["line_number"], error["column_name"], error["error_code"]) == (2, "a", 1204)
