"""Whatever a client sends: it is answered or shown the door, and nobody else notices.

PostgreSQL: "Message Flow". An error of class XX would be a defect of the server.
"""

from collections.abc import Sequence
from struct import pack

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.localshift.wire.raw_client import (
    FLUSH,
    SYNC,
    TERMINATE,
    RawClient,
    bind,
    close,
    describe,
    errors,
    execute,
    message,
    parse,
    query,
    rows,
    startup,
)

names = st.sampled_from(["", "a", "b"])
statements = st.sampled_from(
    [
        "select 1", "select $1::int", "select 1/0", "select n from nowhere", "begin", "commit",
        "rollback", "create temp table hostile (n int)", "insert into hostile values (1)", "",
        "select 1; select 2", "sel", "'", "select generate_series(1, 3)", "show all", "fetch x",
    ]
)  # fmt: skip
well_formed = st.one_of(
    st.builds(query, statements),
    st.builds(parse, statements, names, st.sampled_from([(), (23,), (0,), (1007,)])),
    st.builds(lambda *values: bind(*values), st.none() | st.binary(max_size=5)),
    st.builds(lambda name, portal: bind(name=name, portal=portal), names, names),
    st.builds(bind, st.just(b"7"), name=names, result_format=st.sampled_from([0, 1, 2])),
    st.builds(describe, st.sampled_from([b"S", b"P", b"X"]), names),
    st.builds(execute, names, st.integers(-1, 2)),
    st.builds(close, st.sampled_from([b"S", b"P", b"X"]), names),
    st.sampled_from([SYNC, FLUSH, TERMINATE, message(b"d", b"x"), message(b"p", b"x\0")]),
)
damaged = st.builds(
    lambda kind, body: message(kind, body),
    st.sampled_from([bytes([kind]) for kind in b"QPBDECSHXFdcfp"]),
    st.binary(max_size=40),
)


def converse(port: int, sent: Sequence[bytes]) -> list[tuple[bytes, bytes]]:
    """What the server says to these bytes, and to a client that hangs up after them."""
    with RawClient(port) as client:
        client.log_in()
        try:
            client.send(*sent)
        except OSError:
            return []
        client.end_of_sending()
        return client.until(b"")


def assert_lives(port: int) -> None:
    with RawClient(port) as client:
        client.log_in()
        assert rows(client.run("select 1")) == [[b"1"]]


@settings(max_examples=60, deadline=None)
@given(sent=st.binary(max_size=60))
def test_garbage_for_a_start_ends_its_connection_only(port: int, sent: bytes) -> None:
    with RawClient(port) as client:
        client.send(sent)
        client.end_of_sending()
        answer = client.until(b"")

    assert all(error["S"] == "FATAL" for error in errors(answer))
    assert_lives(port)


@settings(max_examples=60, deadline=None)
@given(sent=st.binary(min_size=1, max_size=60))
def test_garbage_after_the_start_ends_its_connection_only(port: int, sent: bytes) -> None:
    answer = converse(port, [sent])

    assert not any(error["C"].startswith("XX") for error in errors(answer))
    assert_lives(port)


@settings(max_examples=150, deadline=None)
@given(sent=st.lists(well_formed | damaged, max_size=12))
def test_messages_in_any_order_are_answered(port: int, sent: list[bytes]) -> None:
    answer = converse(port, [*sent, SYNC])

    assert not any(error["C"].startswith("XX") for error in errors(answer))


@settings(max_examples=40, deadline=None)
@given(whole=well_formed, data=st.data())
def test_message_that_ends_too_early_is_not_run(
    port: int, whole: bytes, data: st.DataObject
) -> None:
    part = whole[: data.draw(st.integers(0, len(whole) - 1))]

    answer = converse(port, [part])

    assert [kind for kind, _ in answer] == [b""]


@pytest.mark.parametrize("length", [-1, 0, 3, 2**31 - 1, 2**30])
@pytest.mark.parametrize("kind", [b"Q", b"P", b"d"])
def test_impossible_length_ends_the_connection(port: int, kind: bytes, length: int) -> None:
    [error] = errors(converse(port, [kind + pack("!i", length)]))

    assert (error["S"], error["C"]) == ("FATAL", "08P01")


@pytest.mark.parametrize("length", [-1, 0, 7, 2**31 - 1])
def test_impossible_length_of_a_start_ends_the_connection(port: int, length: int) -> None:
    with RawClient(port) as client:
        client.send(pack("!i", length) + startup(user="admin")[4:])

        [error] = errors(client.until(b""))

    assert (error["S"], error["C"]) == ("FATAL", "08P01")
