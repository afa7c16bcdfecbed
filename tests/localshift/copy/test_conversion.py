"""Texts and the values that they become, or why they do not.

AWS: copy-parameters-data-conversion, r_DATEFORMAT_and_TIMEFORMAT_strings, r_Load_Error_Reference.
"""

from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

import pytest

from localshift.errors import SqlError
from tests.localshift.copy.conftest import Warehouse

JAN = date(2026, 1, 2)
NOON = datetime(2026, 1, 2, 12, 30, 5)
NOON_AND_A_BIT = NOON.replace(microsecond=250000)
NO_TIMESTAMP = "Invalid timestamp format or value [YYYY-MM-DD HH24:MI:SS]"
NO_AUTO = "Invalid timestamp format or value [auto]"
NO_EPOCH = "Invalid timestamp format or value [epochsecs]"
TOO_LARGE = "Numeric data overflow: out of range for the precision and scale of the column"
MULTIBYTE = (
    "Multibyte character not supported for CHAR (Hint: Try using VARCHAR). Invalid char: c3 a9"
)


@pytest.mark.parametrize(
    ("type_text", "text", "options", "value"),
    [
        ("smallint", "-32768", "", -32768),
        ("integer", " +42 ", "", 42),
        ("integer", "", "", None),
        ("integer", "   ", "", None),
        ("bigint", "9223372036854775807", "", 9223372036854775807),
        ("decimal(8,2)", "20.259", "", Decimal("20.25")),
        ("decimal(8,2)", "20.259", "roundec", Decimal("20.26")),
        ("decimal(8,2)", "-20.259", "", Decimal("-20.25")),
        ("decimal(8,2)", ".5", "", Decimal("0.50")),
        ("decimal(8,2)", "7.", "", Decimal("7.00")),
        ("decimal(5,0)", "12.9", "", Decimal(12)),
        ("decimal(38,20)", "1.12345678901234567890", "", Decimal("1.12345678901234567890")),
        ("real", "1.5", "", 1.5),
        ("double precision", "-1.5e-3", "", -0.0015),
        ("double precision", "Infinity", "", float("inf")),
        ("boolean", "t", "", True),
        ("boolean", "TRUE", "", True),
        ("boolean", "yes", "", True),
        ("boolean", "1", "", True),
        ("boolean", "f", "", False),
        ("boolean", "n", "", False),
        ("boolean", "0", "", False),
        ("char(2)", "NY", "", "NY"),
        ("varchar(4)", "éé", "", "éé"),
        ("varchar(4)", "abcdef", "truncatecolumns", "abcd"),
        ("varchar(5)", "ééé", "truncatecolumns", "éé"),
        ("char(3)", "abcdef", "truncatecolumns", "abc"),
        ("date", "2026-01-02", "", JAN),
        ("date", "2026-01-02 12:30:05", "", JAN),
        ("date", "01-02-2026", "dateformat 'MM-DD-YYYY'", JAN),
        ("date", "Jan-02-2026", "dateformat as 'MON-DD-YYYY'", JAN),
        ("date", "2026/01/02", "dateformat 'auto'", JAN),
        ("date", "20260102", "dateformat 'auto'", JAN),
        ("date", "Jan 2, 2026", "dateformat 'auto'", JAN),
        ("date", "00/00/00 00:00:00", "acceptanydate dateformat 'MM/DD/YY'", None),
        ("timestamp", "2026-01-02 12:30:05", "", NOON),
        ("timestamp", "2009-01-12 14:15:57.119568", "", datetime(2009, 1, 12, 14, 15, 57, 119568)),
        ("timestamp", "02.01.2026 12:30:05", "timeformat 'DD.MM.YYYY HH:MI:SS'", NOON),
        ("timestamp", "01/02/2026 12:30:05 PM", "timeformat 'MM/DD/YYYY HH:MI:SS PM'", NOON),
        ("timestamp", "2026-01-02T12:30:05", "timeformat 'YYYY-MM-DDTHH:MI:SS'", NOON),
        ("timestamp", "2026-01-02T12:30:05Z", "timeformat 'auto'", NOON),
        ("timestamp", "2026-01-02T12:30:05.25", "timeformat 'auto'", NOON_AND_A_BIT),
        ("timestamp", "2026-01-02", "timeformat 'auto'", datetime(2026, 1, 2)),
        ("timestamp", "01/02/2026 12:30", "timeformat 'auto'", NOON.replace(second=0)),
        ("timestamp", "1767357005", "timeformat 'epochsecs'", NOON),
        ("timestamp", "1767357005250", "timeformat 'epochmillisecs'", NOON_AND_A_BIT),
        ("timestamp", "-1", "timeformat 'epochsecs'", datetime(1969, 12, 31, 23, 59, 59)),
        ("timestamptz", "2026-01-02 12:30:05+00", "", NOON.replace(tzinfo=UTC)),
        ("timestamptz", "2026-01-02 14:30:05+02", "", NOON.replace(tzinfo=UTC)),
        ("timestamptz", "1767357005", "timeformat 'epochsecs'", NOON.replace(tzinfo=UTC)),
        ("time", "12:30:05", "", time(12, 30, 5)),
        ("super", '{"a": [1, null, "x"]}', "", '{"a":[1,null,"x"]}'),
        ("super", "1.10", "", "1.10"),
        ("super", "1e2", "", "1e+2"),
        ("super", "null", "", None),
        ("varbyte(4)", "6162FF", "", b"ab\xff"),
    ],
)  # fmt: skip
def test_value(warehouse: Warehouse, type_text: str, text: str, options: str, value: Any) -> None:
    assert warehouse.load([f"a {type_text}"], f"{text}\n", options) == [(value,)]


@pytest.mark.parametrize(
    ("type_text", "text", "options", "code", "reason"),
    [
        ("integer", "a", "", 1207, "Invalid digit, Value 'a', Pos 0, Type: Integer"),
        ("smallint", "1x", "", 1207, "Invalid digit, Value 'x', Pos 1, Type: Short"),
        ("bigint", "20200407.0", "", 1207, "Invalid digit, Value '.', Pos 8, Type: Long"),
        ("integer", "1e3", "", 1207, "Invalid digit, Value 'e', Pos 1, Type: Integer"),
        ("integer", "1_000", "", 1207, "Invalid digit, Value '_', Pos 1, Type: Integer"),
        ("integer", "0x10", "", 1207, "Invalid digit, Value 'x', Pos 1, Type: Integer"),
        ("integer", "-", "", 1207, "Invalid digit, Value '', Pos 1, Type: Integer"),
        ("integer", "2147483648", "", 1222, "Overflow, Value '2147483648', Type: Integer"),
        ("decimal(5,2)", "1,5", "", 1207, "Invalid digit, Value ',', Pos 1, Type: Decimal"),
        ("decimal(5,2)", "1e2", "", 1207, "Invalid digit, Value 'e', Pos 1, Type: Decimal"),
        ("decimal(5,2)", "1000", "", 1204, TOO_LARGE),
        ("double precision", "x", "", 1208, "Invalid digit, Value 'x', Pos 0, Type: Double"),
        ("double precision", "1e999", "", 1204, "Overflow, Value '1e999', Type: Double"),
        ("boolean", "maybe", "", 1210, "Unknown boolean format"),
        ("varchar(3)", "éé", "", 1204, "String length exceeds DDL length"),
        ("char(1)", "ab", "", 1204, "Char length exceeds DDL length"),
        ("char(9)", "aé", "", 1220, MULTIBYTE),
        ("date", "2026-1-2", "", 1205, "Invalid Date Format - length must be 10 or more"),
        ("date", "01/02/2026", "", 1205, "Invalid Date Format"),
        ("date", "2026-02-30", "", 1205, "Invalid Date Format"),
        ("date", "2026-01-02", "dateformat 'MM-DD-YYYY'", 1205, "Invalid Date Format"),
        ("timestamp", "2026-01-02T12:30:05", "", 1206, NO_TIMESTAMP),
        ("timestamp", "2026/01/02 12:30:05", "", 1206, NO_TIMESTAMP),
        ("timestamp", "infinity", "", 1206, NO_TIMESTAMP),
        ("timestamp", "10000-01-02 12:30:05", "", 1206, NO_TIMESTAMP),
        ("timestamp", "0044-03-15 (BC) 12:30:05", "", 1206, NO_TIMESTAMP),
        ("timestamp", "2026-01-02 25:00:00", "", 1206, NO_TIMESTAMP),
        ("timestamp", "soon", "timeformat 'auto'", 1206, NO_AUTO),
        ("timestamp", "1767357005", "timeformat 'auto'", 1206, NO_AUTO),
        ("timestamp", "9999999999999999999", "timeformat 'epochsecs'", 1206, NO_EPOCH),
        ("varbyte(2)", "0x", "", 1219, "Invalid hexadecimal digit, or too long for the column"),
        ("varbyte(2)", "616263", "", 1219, "Invalid hexadecimal digit, or too long for the column"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("form", ["text", "json"])
def test_text_that_is_no_value(
    warehouse: Warehouse, type_text: str, text: str, options: str, code: int, reason: str, form: str
) -> None:
    contents = f"{text}\n" if form == "text" else f'{{"a":"{text}"}}\n'
    options += " json 'auto'" if form == "json" else ""

    with pytest.raises(SqlError) as caught:
        warehouse.load([f"a {type_text}"], contents, options)

    assert caught.value.sqlstate == "XX000"
    (error,) = warehouse.errors()
    assert (error["error_code"], error["error_message"]) == (code, reason)
    assert (error["line_number"], error["column_name"]) == (1, "a")


@pytest.mark.parametrize("options", ["dateformat 'soon'", "timeformat 'YYYY-MM-DD XX'"])
def test_format_without_meaning_is_refused(warehouse: Warehouse, options: str) -> None:
    with pytest.raises(SqlError, match="22023"):
        warehouse.load(["a date", "b timestamp"], "x|y", options)


def test_null_in_a_column_that_takes_none_is_an_error(warehouse: Warehouse) -> None:
    target = warehouse.create("a integer", "b varchar(8)", a={"not_null": True})
    url = warehouse.put("data", "1|x\n|y\n")

    with pytest.raises(SqlError, match="XX000"):
        warehouse.copy(target, f"from '{url}'")

    (error,) = warehouse.errors()
    assert (error["column_name"], error["error_code"]) == ("a", 1213)
    assert error["error_message"] == "Missing data for not-null field"


def test_type_that_copy_does_not_load_is_refused(warehouse: Warehouse) -> None:
    with pytest.raises(SqlError, match="does not implement COPY into a column of type interval"):
        warehouse.load(["a interval"], "1 day", "")


def test_text_that_is_no_json_is_no_super(warehouse: Warehouse) -> None:
    """Of delimited text: any value in a JSON file is a SUPER."""
    warehouse_error = "Input data is not well formed JSON for super data type"

    with pytest.raises(SqlError):
        warehouse.load(["a super"], "{a:1}\n", "")

    (error,) = warehouse.errors()
    assert (error["error_code"], error["error_message"]) == (1224, warehouse_error)
