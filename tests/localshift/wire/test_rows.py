"""DataRow messages. PostgreSQL: "Message Formats"."""

from datetime import date
from decimal import Decimal
from struct import pack, unpack_from
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localshift.errors import SqlError
from localshift.results import Column
from localshift.types import BIGINT, BOOLEAN, DATE, DOUBLE, INTEGER, numeric, varchar
from localshift.wire.rows import result_formats, row_encoder


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


@given(st.lists(st.tuples(st.none() | st.integers(-(2**63), 2**63 - 1), st.none() | st.text())))
def test_every_cell_arrives_whole(rows: list[tuple[int | None, str | None]]) -> None:
    columns = (Column("number", BIGINT), Column("words", varchar(65535)))

    read = cells(row_encoder(columns, (1, 0))(rows)) if rows else []

    assert read == [
        [None if n is None else pack("!q", n), None if s is None else s.encode()] for n, s in rows
    ]


def test_row_without_columns_is_a_row() -> None:
    assert cells(row_encoder((), ())([(), ()])) == [[], []]


def test_long_string_has_a_long_length() -> None:
    assert cells(row_encoder((Column("s", varchar(65535)),), (0,))([("x" * 65535,)])) == [
        [b"x" * 65535]
    ]


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

    assert cells(encode([(value,)])) == [[data]]


def test_value_that_does_not_fit_what_the_client_was_told_is_an_error() -> None:
    encode = row_encoder((Column("x", varchar(9)),), (1,), (Column("x", INTEGER),))

    with pytest.raises(SqlError, match="invalid input syntax for integer"):
        encode([("seven",)])


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
