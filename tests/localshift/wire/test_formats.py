"""Values as text and as binary, and parameters back again.

AWS: r_Datetime_types, r_Numeric_types201, r_extra_float_digits, r_VARBYTE_type, r_Character_types.
"""

import math
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from struct import pack, unpack
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from localshift.errors import SqlError
from localshift.types import (
    BIGINT,
    BOOLEAN,
    DATE,
    DOUBLE,
    INTEGER,
    INTERVAL,
    REAL,
    SMALLINT,
    SUPER,
    TIME,
    TIMESTAMP,
    TIMESTAMPTZ,
    TIMETZ,
    RedshiftType,
    numeric,
    varchar,
)
from localshift.wire.formats import BINARY, TEXT, binary_encoder, text_encoder
from localshift.wire.parameters import decode_binary, decode_parameter, decode_text, parameter_type

NEW_YORK = timezone(timedelta(hours=-5))
CHAR_5 = RedshiftType("character", 5)
VARBYTE = RedshiftType("varbyte", 100)
at = datetime.fromisoformat
HOUR = 3_600_000_000


def interval(months: int = 0, days: int = 0, microseconds: int = 0) -> pa.MonthDayNano:
    return pa.MonthDayNano([months, days, microseconds * 1000])


texts = st.text(st.characters(codec="utf-8"), max_size=50)
instants = st.datetimes(timezones=st.just(UTC))


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        (BOOLEAN, True, "t"),
        (BOOLEAN, False, "f"),
        (SMALLINT, -7, "-7"),
        (BIGINT, 2**63 - 1, "9223372036854775807"),
        (numeric(10, 4), Decimal("12.3400"), "12.3400"),
        (numeric(10, 8), Decimal("0.00000001"), "0.00000001"),
        (numeric(38, 0), 10**37, "1" + "0" * 37),
        (numeric(38, 2), Decimal("-" + "9" * 36 + ".99"), "-" + "9" * 36 + ".99"),
        (DOUBLE, 0.1 + 0.2, "0.3"),
        (DOUBLE, 1e20, "1e+20"),
        (DOUBLE, 100.0, "100"),
        (DOUBLE, math.inf, "Infinity"),
        (DOUBLE, -math.inf, "-Infinity"),
        (DOUBLE, math.nan, "NaN"),
        (REAL, unpack("!f", pack("!f", 3.14159265))[0], "3.14159"),
        (CHAR_5, "ab", "ab   "),
        (varchar(20), "Größe ✓", "Größe ✓"),
        (DATE, date(2026, 11, 21), "2026-11-21"),
        (DATE, date(26, 1, 2), "0026-01-02"),
        (TIME, time(8, 0), "08:00:00"),
        (TIME, time(8, 0, 0, 500_000), "08:00:00.5"),
        (TIMETZ, time(8, 0, tzinfo=UTC), "08:00:00+00"),
        (TIMETZ, time(8, 0, tzinfo=NEW_YORK), "08:00:00-05"),
        (TIMETZ, time(8, tzinfo=timezone(timedelta(hours=5, minutes=30))), "08:00:00+05:30"),
        (TIMESTAMP, at("2026-11-21 08:00:00"), "2026-11-21 08:00:00"),
        (TIMESTAMP, at("2026-11-21 08:00:00.120"), "2026-11-21 08:00:00.12"),
        (TIMESTAMPTZ, datetime(2026, 11, 21, 8, tzinfo=UTC), "2026-11-21 08:00:00+00"),
        (TIMESTAMPTZ, datetime(2026, 11, 21, 8, tzinfo=NEW_YORK), "2026-11-21 08:00:00-05"),
        (INTERVAL, interval(days=1, microseconds=2 * HOUR), "1 day 02:00:00"),
        (INTERVAL, interval(days=3), "3 days"),
        (INTERVAL, interval(), "00:00:00"),
        (INTERVAL, interval(microseconds=26 * HOUR), "1 day 02:00:00"),
        (INTERVAL, interval(microseconds=-22 * HOUR), "-22:00:00"),
        (INTERVAL, interval(days=-1, microseconds=-10), "-1 days -00:00:00.00001"),
        (INTERVAL, interval(months=1), "1 mon"),
        (INTERVAL, interval(months=26, days=1), "2 years 2 mons 1 day"),
        (INTERVAL, interval(months=-1, microseconds=HOUR), "-1 mons +01:00:00"),
        (INTERVAL, interval(months=-13, days=2), "-1 years -1 mons +2 days"),
        (VARBYTE, b"abc\xff", "616263ff"),
        (SUPER, '{"a":1}', '{"a":1}'),
    ],
)
def test_text_is_what_redshift_prints(kind: RedshiftType, value: Any, text: str) -> None:
    assert text_encoder(kind)(value) == text.encode()


def test_extra_float_digits_show_more_and_fewer() -> None:
    assert text_encoder(DOUBLE, 2)(0.1) == b"0.10000000000000001"
    assert text_encoder(DOUBLE, -13)(0.123456) == b"0.12"
    assert text_encoder(REAL, -15)(2.5) == b"2"


@pytest.mark.parametrize(
    ("kind", "value", "data"),
    [
        (BOOLEAN, True, b"\1"),
        (varchar(9), "Größe", "Größe".encode()),
        (CHAR_5, "ab", b"ab   "),
        (TIMESTAMP, at("2000-01-01 00:00:01"), pack("!q", 1_000_000)),
        (TIMESTAMP, at("1999-12-31 23:59:59"), pack("!q", -1_000_000)),
        (TIMESTAMPTZ, datetime(2000, 1, 1, tzinfo=NEW_YORK), pack("!q", 5 * 3600 * 1_000_000)),
        (DATE, date(1999, 12, 31), pack("!i", -1)),
        (TIME, time(0, 0, 1), pack("!q", 1_000_000)),
        (TIMETZ, time(0, 0, 1, tzinfo=NEW_YORK), pack("!qi", 1_000_000, 5 * 3600)),
        (INTERVAL, interval(days=1), pack("!qi", 24 * HOUR, 0)),
        (INTERVAL, interval(months=14, days=1), pack("!qhh", 24 * HOUR, 0, 14)),
    ],
)
def test_binary_is_what_redshift_connector_reads(
    kind: RedshiftType, value: Any, data: bytes
) -> None:
    assert binary_encoder(kind)(value) == data


def test_numeric_in_binary_is_refused_by_name() -> None:
    with pytest.raises(SqlError, match="localshift does not implement numeric in binary format"):
        binary_encoder(numeric(10, 2))


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        (SMALLINT, st.integers(-(2**15), 2**15 - 1)),
        (INTEGER, st.integers(-(2**31), 2**31 - 1)),
        (BIGINT, st.integers(-(2**63), 2**63 - 1)),
        (BOOLEAN, st.booleans()),
        (numeric(38, 10), st.decimals(-(10**27), 10**27, places=10)),
        (varchar(), texts),
        (DATE, st.dates()),
        (TIME, st.times()),
        (TIMETZ, st.times(timezones=st.just(UTC))),
        (TIMESTAMP, st.datetimes()),
        (TIMESTAMPTZ, instants),
        (VARBYTE, st.binary(max_size=50)),
    ],
    ids=str,
)
def test_text_read_back_is_the_same_value(
    kind: RedshiftType, values: st.SearchStrategy[Any]
) -> None:
    @given(values)
    def read_back(value: Any) -> None:
        assert decode_text(kind.oid, text_encoder(kind)(value)) == value

    read_back()


@given(st.timedeltas(timedelta(days=-100_000), timedelta(days=100_000)))
def test_interval_in_binary_read_back_is_as_long(length: timedelta) -> None:
    value = interval(microseconds=length // timedelta(microseconds=1))

    assert decode_binary(INTERVAL.oid, binary_encoder(INTERVAL)(value)) == length


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        (BOOLEAN, st.booleans()),
        (varchar(), texts),
        (DATE, st.dates()),
        (TIME, st.times()),
        (TIMETZ, st.times(timezones=st.just(NEW_YORK))),
        (TIMESTAMP, st.datetimes()),
        (TIMESTAMPTZ, instants),
        (VARBYTE, st.binary(max_size=50)),
    ],
    ids=str,
)
def test_binary_read_back_is_the_same_value(
    kind: RedshiftType, values: st.SearchStrategy[Any]
) -> None:
    @given(values)
    def read_back(value: Any) -> None:
        assert decode_binary(kind.oid, binary_encoder(kind)(value)) == value

    read_back()


@given(
    oid=st.sampled_from([16, 20, 21, 23, 25, 26, 700, 701, 1043, 1082, 1083, 1114, 1184, 1266]),
    data=st.binary(max_size=20),
    format_code=st.sampled_from([TEXT, BINARY]),
)
def test_garbage_as_a_parameter_is_a_value_or_an_error(
    oid: int, data: bytes, format_code: int
) -> None:
    try:
        decode_parameter(oid, oid, format_code, data)
    except SqlError as error:
        assert error.severity == "ERROR"


@pytest.mark.parametrize(
    ("oid", "text", "sqlstate"),
    [
        (23, "abc", "22P02"),
        (23, "1_000", "22P02"),
        (23, "٣", "22P02"),
        (23, "2147483648", "22003"),
        (21, "-32769", "22003"),
        (1700, "NaN", "22P02"),
        (16, "perhaps", "22P02"),
        (1082, "2026-02-30", "22P02"),
        (1114, "noon", "22P02"),
        (6551, "xyz", "22P02"),
    ],
)
def test_text_that_is_no_value_of_the_type_is_refused(oid: int, text: str, sqlstate: str) -> None:
    with pytest.raises(SqlError) as caught:
        decode_text(oid, text.encode())

    assert caught.value.sqlstate == sqlstate


def test_untyped_parameter_is_read_as_the_type_that_the_statement_wants() -> None:
    assert decode_parameter(705, INTEGER.oid, TEXT, b"7") == 7
    assert decode_parameter(0, DATE.oid, TEXT, b"2026-11-21") == date(2026, 11, 21)
    assert decode_parameter(705, VARBYTE.oid, TEXT, b"616263") == b"abc"


def test_named_type_is_read_as_the_client_wrote_it() -> None:
    assert decode_parameter(SMALLINT.oid, BIGINT.oid, BINARY, pack("!h", 7)) == 7


def test_null_parameter_has_no_type() -> None:
    assert decode_parameter(705, INTEGER.oid, TEXT, None) is None


def test_timestamp_beyond_the_calendar_is_out_of_range() -> None:
    with pytest.raises(SqlError, match="timestamp out of range"):
        decode_binary(TIMESTAMP.oid, pack("!q", 2**63 - 1))


def test_interval_of_redshift_connector_and_of_newer_drivers() -> None:
    assert decode_binary(INTERVAL.oid, pack("!qhh", 1_000_000, 1, 0)) == timedelta(1, 1)
    assert decode_binary(INTERVAL.oid, pack("!qii", 1_000_000, 1, 0)) == timedelta(1, 1)


def test_array_parameter_is_refused_by_its_oid() -> None:
    with pytest.raises(SqlError, match="parameters of the type with OID 1007"):
        parameter_type(1007)
