"""What clients send, and what hostile clients send. PostgreSQL: "Message Formats"."""

from io import BytesIO
from struct import pack

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localshift.errors import SqlError
from localshift.wire import messages
from localshift.wire.messages import (
    Bind,
    CancelRequest,
    EncryptionRequest,
    Execute,
    Parse,
    Query,
    Startup,
    decode,
    read_first,
    read_frame,
)

KINDS = b"pQPBDECSHXFdcf"
names = st.text(st.characters(exclude_characters="\0", codec="utf-8"), max_size=20)
int16s = st.lists(st.sampled_from([0, 1]), max_size=5)


def cstring(text: str) -> bytes:
    return text.encode() + b"\0"


def startup_packet(*parts: bytes) -> bytes:
    body = b"".join(parts)
    return pack("!i", len(body) + 4) + body


def test_startup_names_user_database_and_settings() -> None:
    packet = startup_packet(
        pack("!i", 196608), b"user\0admin\0database\0dev\0application_name\0psql\0\0"
    )

    first = read_first(BytesIO(packet).read)

    assert first == Startup({"user": "admin", "database": "dev", "application_name": "psql"})


@pytest.mark.parametrize("code", [80877103, 80877104])
def test_ssl_and_gss_requests_are_requests_for_encryption(code: int) -> None:
    assert read_first(BytesIO(pack("!ii", 8, code)).read) == EncryptionRequest()


def test_cancel_request_holds_process_and_secret() -> None:
    packet = pack("!iiii", 16, 80877102, 4711, 99)

    assert read_first(BytesIO(packet).read) == CancelRequest(4711, 99)


@pytest.mark.parametrize(
    "packet",
    [
        pytest.param(b"GET / HTTP/1.1\r\n\r\n", id="http"),
        pytest.param(pack("!ii", 4, 196608), id="shorter than its own head"),
        pytest.param(pack("!ii", -1, 196608), id="negative length"),
        pytest.param(pack("!ii", 10_001, 196608), id="too long"),
        pytest.param(startup_packet(pack("!i", 131072), b"\0"), id="protocol 2"),
        pytest.param(startup_packet(pack("!i", 196608), b"user\0admin"), id="no end of a string"),
        pytest.param(startup_packet(pack("!i", 196608), b"user\0a\0\0more"), id="bytes left over"),
        pytest.param(startup_packet(pack("!i", 80877102), b"\0\0"), id="half a cancel request"),
    ],
)
def test_what_is_no_startup_packet_ends_the_connection(packet: bytes) -> None:
    with pytest.raises(SqlError) as caught:
        read_first(BytesIO(packet).read)

    assert caught.value.severity == "FATAL"


def test_client_that_leaves_in_mid_message_is_gone_not_wrong() -> None:
    assert read_first(BytesIO(b"").read) is None
    assert read_first(BytesIO(pack("!i", 50) + b"user").read) is None
    assert read_frame(BytesIO(b"Q\0").read) is None
    assert read_frame(BytesIO(b"Q" + pack("!i", 20) + b"select").read) is None


def test_unknown_message_type_ends_the_connection() -> None:
    with pytest.raises(SqlError, match="invalid frontend message type 33") as caught:
        read_frame(BytesIO(b"!\0\0\0\4").read)

    assert caught.value.severity == "FATAL"


@pytest.mark.parametrize("length", [-1, 0, 3, messages.MAX_MESSAGE_BYTES + 1])
def test_impossible_length_ends_the_connection_before_anything_is_read(length: int) -> None:
    stream = BytesIO(b"Q" + pack("!i", length) + b"select 1")

    with pytest.raises(SqlError) as caught:
        read_frame(stream.read)

    assert caught.value.severity == "FATAL"
    assert stream.tell() == 5


def test_statement_over_16_mb_is_refused_in_the_words_of_redshift() -> None:
    sql = "x" * (16 * 1024 * 1024 + 1)

    with pytest.raises(SqlError) as caught:
        decode(b"Q", cstring(sql))

    assert caught.value.message == (
        "Statement is too large. Statement Size: 16777217 bytes. Maximum Allowed: 16777216 bytes"
    )
    assert (caught.value.sqlstate, caught.value.severity) == ("42601", "ERROR")


def test_text_that_is_no_utf8_ends_the_statement_only() -> None:
    with pytest.raises(SqlError, match="0xff") as caught:
        decode(b"Q", b"select '\xff'\0")

    assert (caught.value.sqlstate, caught.value.severity) == ("22021", "ERROR")


@given(sql=names)
def test_query_is_read_as_written(sql: str) -> None:
    assert decode(b"Q", cstring(sql)) == Query(sql)


@given(name=names, sql=names, oids=st.lists(st.integers(0, 2**31 - 1), max_size=5))
def test_parse_is_read_as_written(name: str, sql: str, oids: list[int]) -> None:
    body = cstring(name) + cstring(sql) + pack(f"!H{len(oids)}i", len(oids), *oids)

    assert decode(b"P", body) == Parse(name, sql, tuple(oids))


@given(
    portal=names,
    statement=names,
    parameter_formats=int16s,
    values=st.lists(st.none() | st.binary(max_size=20), max_size=5),
    result_formats=int16s,
)
def test_bind_is_read_as_written(
    portal: str,
    statement: str,
    parameter_formats: list[int],
    values: list[bytes | None],
    result_formats: list[int],
) -> None:
    body = (
        cstring(portal)
        + cstring(statement)
        + pack(f"!H{len(parameter_formats)}H", len(parameter_formats), *parameter_formats)
        + pack("!H", len(values))
        + b"".join(pack("!i", -1) if v is None else pack("!i", len(v)) + v for v in values)
        + pack(f"!H{len(result_formats)}H", len(result_formats), *result_formats)
    )

    assert decode(b"B", body) == Bind(
        portal, statement, tuple(parameter_formats), tuple(values), tuple(result_formats)
    )


@given(portal=names, max_rows=st.integers(-(2**31), 2**31 - 1))
def test_execute_without_a_positive_limit_has_none(portal: str, max_rows: int) -> None:
    body = cstring(portal) + pack("!i", max_rows)

    assert decode(b"E", body) == Execute(portal, max(0, max_rows))


@given(kind=st.sampled_from([bytes([kind]) for kind in KINDS]), body=st.binary(max_size=200))
def test_garbage_is_a_message_or_an_error_and_nothing_else(kind: bytes, body: bytes) -> None:
    try:
        message = decode(kind, body)
    except SqlError as error:
        assert error.severity in ("ERROR", "FATAL")
    else:
        assert isinstance(message, messages.Message)


@given(data=st.binary(max_size=200))
def test_garbage_at_the_start_is_a_message_or_gone_or_fatal(data: bytes) -> None:
    for read in (read_first, read_frame):
        try:
            read(BytesIO(data).read)
        except SqlError as error:
            assert error.severity in ("ERROR", "FATAL")


@given(body=st.binary(max_size=60), cut=st.integers(0, 59))
def test_truncated_frame_is_never_taken_for_a_whole_one(body: bytes, cut: int) -> None:
    frame = b"Q" + pack("!i", len(body) + 4) + body

    assert read_frame(BytesIO(frame[: min(cut, len(frame) - 1)]).read) is None
