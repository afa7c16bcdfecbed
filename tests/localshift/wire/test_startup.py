"""From the first byte to a known user. PostgreSQL: "Message Flow", "Start-up"."""

from struct import pack

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.localshift.wire.raw_client import RawClient, errors, message, query, rows, startup


def reported(messages: list[tuple[bytes, bytes]]) -> dict[str, str]:
    pairs = [body.decode().split("\0") for kind, body in messages if kind == b"S"]
    return {name: value for name, value, _ in pairs}


def test_client_is_told_what_redshift_tells(port: int) -> None:
    with RawClient(port) as client:
        told = reported(client.log_in())

    assert told["server_version"] == "8.0.2"
    assert told["client_encoding"] == "UTF8"
    assert told["DateStyle"] == "ISO, MDY"
    assert told["integer_datetimes"] == "on"
    assert told["TimeZone"] == "UTC"
    assert told["session_authorization"] == "admin"


def test_no_extended_protocol_version_is_told(port: int) -> None:
    with RawClient(port) as client:
        assert "server_protocol_version" not in reported(client.log_in())


def test_nothing_of_standard_conforming_strings_is_told(port: int) -> None:
    """Redshift has no such setting. Told of it, psycopg2 would write E'' strings."""
    with RawClient(port) as client:
        assert "standard_conforming_strings" not in reported(client.log_in())


@pytest.mark.parametrize("code", [80877103, 80877104])
def test_encryption_is_declined_and_the_client_may_go_on(port: int, code: int) -> None:
    with RawClient(port) as client:
        client.send(pack("!ii", 8, code))
        assert client.socket.recv(1) == b"N"

        assert client.log_in()[-1] == (b"Z", b"I")


def test_endless_requests_for_encryption_end_the_connection(port: int) -> None:
    with RawClient(port) as client:
        for _ in range(3):
            client.send(pack("!ii", 8, 80877103))
            assert client.socket.recv(1) == b"N"

        assert errors([client.receive()])[0]["M"] == "too many requests for encryption"


def test_wrong_password_is_refused_in_the_words_of_redshift(port: int) -> None:
    with RawClient(port) as client:
        [error] = errors(client.log_in(password="guess"))

        assert error == {
            "S": "FATAL",
            "C": "28000",
            "M": 'password authentication failed for user "admin"',
        }
        assert client.receive() == (b"", b"")


def test_unknown_user_is_refused_like_a_wrong_password(port: int) -> None:
    with RawClient(port) as client:
        [error] = errors(client.log_in(user="nobody"))

    assert error["M"] == 'password authentication failed for user "nobody"'


def test_unknown_database_is_refused(port: int) -> None:
    with RawClient(port) as client:
        [error] = errors(client.log_in(database="prod"))

    assert (error["S"], error["C"]) == ("FATAL", "3D000")


def test_query_before_the_password_is_refused(port: int) -> None:
    with RawClient(port) as client:
        client.send(startup(user="admin", database="dev"), query("select 1"))
        client.receive()

        assert errors([client.receive()])[0]["C"] == "08P01"
        assert client.receive() == (b"", b"")


def test_startup_without_a_user_is_refused(port: int) -> None:
    with RawClient(port) as client:
        [error] = errors(client.log_in(user=""))

    assert error["M"] == "no PostgreSQL user name specified in startup packet"


@pytest.mark.parametrize(
    "options",
    ["-c query_group=night", "-cquery_group=night", "--query_group=night", "--query-group=night"],
)
def test_options_set_settings(port: int, options: str) -> None:
    with RawClient(port) as client:
        client.log_in(options=options)

        assert rows(client.run("show query_group")) == [[b"night"]]


def test_blank_in_an_option_is_escaped_by_a_backslash(port: int) -> None:
    with RawClient(port) as client:
        client.log_in(options=r"-c query_group=night\ shift -c statement_timeout=0")

        assert rows(client.run("show query_group")) == [[b"night shift"]]


@pytest.mark.parametrize("options", ["nonsense", "-c", "-c query_group", "-x 1", "--=1"])
def test_option_that_is_no_setting_is_refused(port: int, options: str) -> None:
    with RawClient(port) as client:
        [error] = errors(client.log_in(options=options))

    assert (error["S"], error["C"]) == ("FATAL", "42601")


@pytest.mark.parametrize("encoding", ["utf-8", "UTF8", "unicode", "SQL_ASCII"])
def test_encodings_that_are_utf8_on_the_wire_are_taken(port: int, encoding: str) -> None:
    with RawClient(port) as client:
        told = reported(client.log_in(client_encoding=encoding))

    assert told["client_encoding"] == "UTF8"


def test_other_encoding_is_refused_by_name(port: int) -> None:
    with RawClient(port) as client:
        [error] = errors(client.log_in(client_encoding="LATIN1"))

    assert error["M"] == "localshift does not implement client_encoding LATIN1"


@settings(max_examples=50, deadline=None)
@given(data=st.binary(min_size=1, max_size=300))
def test_garbage_at_the_start_ends_that_connection_only(port: int, data: bytes) -> None:
    with RawClient(port) as bystander:
        bystander.log_in()
        with RawClient(port) as client:
            client.send(data)
            client.socket.shutdown(1)
            client.until(b"E")

        assert rows(bystander.run("select 1")) == [[b"1"]]


@settings(max_examples=50, deadline=None)
@given(kind=st.binary(min_size=1, max_size=1), body=st.binary(max_size=100))
def test_garbage_later_ends_that_connection_at_most(port: int, kind: bytes, body: bytes) -> None:
    with RawClient(port) as bystander:
        bystander.log_in()
        with RawClient(port) as client:
            client.log_in()
            client.send(message(kind, body))
            client.socket.shutdown(1)
            client.until(b"")

        assert rows(bystander.run("select 1")) == [[b"1"]]
