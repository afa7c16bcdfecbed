"""DataRow messages. PostgreSQL: "Message Formats"."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal, localcontext
from struct import pack, unpack_from
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from localshift.errors import SqlError
from localshift.results import ArrowRows, Column, Row
from localshift.types import (
    BIGINT,
    BOOLEAN,
    DATE,
    DOUBLE,
    INTEGER,
    REAL,
    SMALLINT,
    TIME,
    TIMESTAMP,
    TIMESTAMPTZ,
    RedshiftType,
    numeric,
    varchar,
)
from localshift.wire.rows import RowEncoder, result_formats, row_encoder


def cells(data: bytes) -> list[list[bytes | None]]:
    """The cells of the DataRow messages in `data`, read by the letter of the protocol."""
    rows, at = [], 0
    while at < len(data):
        kind, length, count = unpack_from("!ciH", data, at)
        assert kind == b"D"
        end, at, row = at + 1 + length, at + 7, []
        for _ in range(count):
            (size,) = unpack_from("!i", data, at)
            at += 4
            row.append(None if size == -1 else data[at : at + size])
            at += max(size, 0)
        assert at == end
        rows.append(row)
    return rows


def sent(encode: RowEncoder, rows: Sequence[Row]) -> list[list[bytes | None]]:
    return [row for piece in encode(rows) for row in cells(piece)]


@settings(deadline=None, max_examples=30)
@given(st.lists(st.tuples(st.none() | st.integers(-(2**63), 2**63 - 1), st.none() | st.text())))
def test_every_cell_arrives_whole(rows: list[tuple[int | None, str | None]]) -> None:
    columns = (Column("number", BIGINT), Column("words", varchar(65535)))

    read = sent(row_encoder(columns, (1, 0)), rows)

    assert read == [
        [None if n is None else pack("!q", n), None if s is None else s.encode()] for n, s in rows
    ]


def test_row_without_columns_is_a_row() -> None:
    assert sent(row_encoder((), ()), [(), ()]) == [[], []]


def test_long_string_has_a_long_length() -> None:
    encode = row_encoder((Column("s", varchar(65535)),), (0,))

    assert sent(encode, [("x" * 65535,)]) == [[b"x" * 65535]]


@pytest.mark.parametrize(
    ("actual", "value", "told", "format_code", "data"),
    [
        (INTEGER, 7, varchar(10), 1, b"7"),
        (varchar(10), "7", BIGINT, 1, pack("!q", 7)),
        (numeric(10, 2), Decimal("7.00"), DOUBLE, 1, pack("!d", 7.0)),
        (varchar(10), "2026-11-21", DATE, 1, pack("!i", date(2026, 11, 21).toordinal() - 730120)),
        (BOOLEAN, True, varchar(10), 0, b"t"),
        (INTEGER, None, varchar(10), 1, None),
    ],
)
def test_client_gets_the_type_that_it_was_told(
    actual: Any, value: Any, told: Any, format_code: int, data: bytes | None
) -> None:
    encode = row_encoder((Column("x", actual),), (format_code,), (Column("x", told),))

    assert sent(encode, [(value,)]) == [[data]]


def test_value_that_does_not_fit_what_the_client_was_told_is_an_error() -> None:
    encode = row_encoder((Column("x", varchar(9)),), (1,), (Column("x", INTEGER),))

    with pytest.raises(SqlError, match="invalid input syntax for integer"):
        list(encode([("seven",)]))


def test_other_number_of_columns_than_told_is_an_error() -> None:
    with pytest.raises(SqlError, match="cached plan must not change result type"):
        row_encoder((Column("x", INTEGER),), (0,), ())


def test_formats_are_none_or_one_for_all_or_one_for_each() -> None:
    columns = (Column("a", INTEGER), Column("b", INTEGER))

    assert result_formats((), columns) == (0, 0)
    assert result_formats((1,), columns) == (1, 1)
    assert result_formats((0, 1), columns) == (0, 1)
    with pytest.raises(SqlError, match="3 result formats but query has 2 columns"):
        result_formats((0, 1, 1), columns)


moments = st.datetimes(datetime(1, 1, 1), datetime(9999, 12, 31))


@pytest.mark.parametrize("format_code", [0, 1])
@pytest.mark.parametrize(
    ("kind", "stored", "values"),
    [
        (SMALLINT, pa.int16(), st.integers(-(2**15), 2**15 - 1)),
        (INTEGER, pa.int32(), st.integers(-(2**31), 2**31 - 1)),
        (BIGINT, pa.int64(), st.integers(-(2**63), 2**63 - 1)),
        (REAL, pa.float32(), st.floats(width=32)),
        (DOUBLE, pa.float64(), st.floats()),
        (BOOLEAN, pa.bool_(), st.booleans()),
        (varchar(200), pa.string(), st.text(st.characters(codec="utf-8"))),
        (RedshiftType("character", 9), pa.string(), st.text("abc é", max_size=9)),
        (DATE, pa.date32(), st.dates()),
        (TIME, pa.time64("us"), st.times()),
        (TIMESTAMP, pa.timestamp("us"), moments),
        (TIMESTAMPTZ, pa.timestamp("us", "UTC"), moments.map(lambda at: at.replace(tzinfo=UTC))),
    ],
    ids=str,
)
def test_columns_at_once_are_as_value_by_value(
    kind: RedshiftType, stored: pa.DataType, values: st.SearchStrategy[Any], format_code: int
) -> None:
    encode = row_encoder((Column("x", kind), Column("y", kind)), (format_code,) * 2)

    @settings(deadline=None, max_examples=30)
    @given(st.lists(st.none() | values, max_size=20), st.integers(0, 3))
    def same(given_values: list[Any], skipped: int) -> None:
        column = pa.array(given_values, stored)
        rows = ArrowRows(pa.record_batch([column, column], ["x", "y"]))[skipped:]

        assert b"".join(encode(rows)) == b"".join(encode(list(rows)))

    same()


@settings(deadline=None, max_examples=30)
@given(st.data(), st.integers(1, 38))
def test_decimals_at_once_are_as_value_by_value(data: st.DataObject, precision: int) -> None:
    scale = data.draw(st.integers(0, precision))
    limit = 10**precision - 1
    numbers = data.draw(st.lists(st.none() | st.integers(-limit, limit), max_size=20))
    with localcontext(prec=38):
        decimals = [None if n is None else Decimal(n).scaleb(-scale) for n in numbers]
    column = pa.array(decimals, pa.decimal128(precision, scale))
    rows = ArrowRows(pa.record_batch([column], ["x"]))[1:]
    encode = row_encoder((Column("x", numeric(precision, scale)),), (0,))

    assert b"".join(encode(rows)) == b"".join(encode(list(rows)))


def test_rows_go_out_in_pieces_however_long_their_values_are() -> None:
    column = pa.array(["x" * 65535] * 200)
    rows = ArrowRows(pa.record_batch([column], ["x"]))

    pieces = list(row_encoder((Column("x", varchar(65535)),), (0,))(rows))

    assert max(map(len, pieces)) < 5_000_000
    assert sum(len(cells(piece)) for piece in pieces) == 200
