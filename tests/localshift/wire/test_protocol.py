"""Messages and their answers, once a client is known. PostgreSQL: "Message Flow"."""

from collections.abc import Callable
from struct import pack

import pytest

from localshift.engine import Engine
from localshift.session import Session
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
    kinds,
    message,
    parse,
    query,
    rows,
)

Connect = Callable[[], RawClient]
IDLE, IN_BLOCK, FAILED_BLOCK = (b"Z", b"I"), (b"Z", b"T"), (b"Z", b"E")
FIVE_ROWS = (
    "select 1 as n union all select 2 union all select 3 union all select 4 union all select 5"
)


def run_all(client: RawClient, *statements: str) -> None:
    for statement in statements:
        assert not errors(client.run(statement))


# The simple protocol


def test_query_gives_columns_rows_and_tag(client: RawClient) -> None:
    answer = client.run("select 1 as one, 'a' as two, null::integer as three")

    assert kinds(answer) == b"TDCZ"
    assert rows(answer) == [[b"1", b"a", None]]
    assert answer[-2:] == [(b"C", b"SELECT\0"), IDLE]


def test_empty_query_has_an_answer_of_its_own(client: RawClient) -> None:
    for sql in ("", "  ;;", "-- a comment"):
        assert kinds(client.run(sql)) == b"IZ"


def test_statements_of_one_query_are_answered_in_order(client: RawClient) -> None:
    answer = client.run("select 1; select 2;")

    assert kinds(answer) == b"TDCTDCZ"
    assert rows(answer) == [[b"1"], [b"2"]]


def test_statements_of_one_query_are_one_transaction(client: RawClient) -> None:
    run_all(client, "create table wire_together (n integer)")

    answer = client.run("insert into wire_together values (1); select * from no_such_table")

    assert kinds(answer) == b"CEZ"
    assert answer[-1] == IDLE
    assert rows(client.run("select n from wire_together")) == []


def test_after_an_error_the_rest_of_a_query_is_not_run(client: RawClient) -> None:
    assert kinds(client.run("select * from no_such_table; select 2")) == b"EZ"


def test_status_tells_of_the_transaction_block(client: RawClient) -> None:
    assert client.run("begin")[-1] == IN_BLOCK
    assert client.run("select 1")[-1] == IN_BLOCK
    assert client.run("select * from no_such_table")[-1] == FAILED_BLOCK
    assert errors(client.run("select 1"))[0]["C"] == "25P02"
    assert client.run("rollback")[-1] == IDLE


def test_text_that_is_no_utf8_fails_the_statement_only(client: RawClient) -> None:
    answer = client.ask(message(b"Q", b"select '\xff'\0"))

    assert errors(answer)[0]["C"] == "22021"
    assert answer[-1] == IDLE


def test_syntax_error_in_a_block_fails_the_block(client: RawClient) -> None:
    client.run("begin")

    assert client.run("select 'no end")[-1] == FAILED_BLOCK


def test_changed_setting_is_told(client: RawClient) -> None:
    answer = client.run("set timezone to 'America/New_York'")

    assert kinds(answer) == b"CSZ"
    assert answer[1][1] == b"TimeZone\0America/New_York\0"


# The extended protocol


def test_statement_is_parsed_bound_described_and_executed(client: RawClient) -> None:
    answer = client.ask(
        parse("select $1::integer + 1 as next", oids=(23,)),
        describe(b"S"),
        bind(b"41"),
        describe(b"P"),
        execute(),
        SYNC,
    )

    assert kinds(answer) == b"1tT2TDCZ"
    assert answer[1][1] == pack("!Hi", 1, 23)
    assert rows(answer) == [[b"42"]]


def test_statement_without_rows_is_described_by_no_data(client: RawClient) -> None:
    answer = client.ask(
        parse("create table wire_no_data (n integer)"), describe(b"S"), bind(), execute(), SYNC
    )

    assert kinds(answer) == b"1tn2CZ"


def test_empty_statement_is_prepared_and_executed(client: RawClient) -> None:
    assert kinds(client.ask(parse(""), describe(b"S"), bind(), execute(), SYNC)) == b"1tn2IZ"


def test_binary_results_are_as_asked(client: RawClient) -> None:
    answer = client.ask(parse("select 7::bigint"), bind(result_format=1), execute(), SYNC)

    assert rows(answer) == [[pack("!q", 7)]]


def test_named_statement_is_executed_again_and_again(client: RawClient) -> None:
    client.ask(parse("select $1::integer", "twice", (23,)), SYNC)

    for value in (b"1", b"2"):
        assert rows(client.ask(bind(value, name="twice"), execute(), SYNC)) == [[value]]


def test_null_parameter_is_null(client: RawClient) -> None:
    answer = client.ask(parse("select $1::integer", oids=(23,)), bind(None), execute(), SYNC)

    assert rows(answer) == [[None]]


def test_row_limit_suspends_the_portal_until_the_next_execute(client: RawClient) -> None:
    run_all(client, "begin")
    first = client.ask(parse(FIVE_ROWS), bind(portal="p"), execute("p", 2), SYNC)
    second = client.ask(execute("p", 2), SYNC)
    third = client.ask(execute("p", 2), SYNC)

    assert [kinds(first), kinds(second), kinds(third)] == [b"12DDsZ", b"DDsZ", b"DCZ"]
    assert sorted(rows(first + second + third)) == [[b"1"], [b"2"], [b"3"], [b"4"], [b"5"]]


def test_portal_without_rows_left_gives_none(client: RawClient) -> None:
    answer = client.ask(parse("select 1"), bind(), execute(max_rows=1), execute(), execute(), SYNC)

    assert kinds(answer) == b"12DsCCZ"


def test_suspended_portal_keeps_its_rows_while_another_statement_runs(client: RawClient) -> None:
    run_all(client, "begin")
    first = client.ask(parse(FIVE_ROWS), bind(portal="p"), execute("p", 1), SYNC)
    between = client.run("select 'between'")
    rest = client.ask(execute("p"), SYNC)

    assert rows(between) == [[b"between"]]
    assert sorted(rows(first + rest)) == [[b"1"], [b"2"], [b"3"], [b"4"], [b"5"]]


def test_portal_ends_with_its_transaction(client: RawClient) -> None:
    client.ask(parse(FIVE_ROWS), bind(portal="p"), execute("p", 2), SYNC)

    [error] = errors(client.ask(execute("p"), SYNC))

    assert (error["C"], error["M"]) == ("34000", 'portal "p" does not exist')


def test_statement_without_rows_does_not_run_twice(client: RawClient) -> None:
    run_all(client, "begin", "create table wire_once (n integer)")

    answer = client.ask(
        parse("insert into wire_once values (1)"), bind(), execute(), execute(), SYNC
    )

    assert kinds(answer) == b"12CEZ"
    assert errors(answer)[0]["M"] == 'portal "" cannot be run'


def test_after_an_error_all_is_skipped_until_sync(client: RawClient) -> None:
    answer = client.ask(
        parse("select * from no_such_table"), describe(b"S"), bind(), execute(), query("select 1"),
        SYNC,
    )  # fmt: skip

    assert kinds(answer) == b"EZ"
    assert rows(client.run("select 1")) == [[b"1"]]


def test_error_in_the_extended_protocol_fails_the_block(client: RawClient) -> None:
    run_all(client, "begin")

    assert client.ask(parse("select 1"), bind(b"too many"), SYNC)[-1] == FAILED_BLOCK
    assert errors(client.ask(parse("select 1"), SYNC))[0]["C"] == "25P02"
    assert client.ask(parse("rollback"), bind(), execute(), SYNC)[-1] == IDLE


@pytest.mark.parametrize(
    ("messages", "sqlstate", "text"),
    [
        ([bind(name="nope")], "26000", 'prepared statement "nope" does not exist'),
        ([describe(b"S")], "26000", "unnamed prepared statement does not exist"),
        ([execute("nope")], "34000", 'portal "nope" does not exist'),
        ([describe(b"P", "nope")], "34000", 'portal "nope" does not exist'),
        (
            [parse("select 1", "s"), parse("select 2", "s")],
            "42P05",
            'prepared statement "s" already exists',
        ),
        (
            [parse("select 1"), bind(portal="p"), bind(portal="p")],
            "42P03",
            'portal "p" already exists',
        ),
        (
            [parse("select 1; select 2")],
            "42601",
            "cannot insert multiple commands into a prepared statement",
        ),
        (
            [parse("select 1"), bind(b"1")],
            "08P01",
            'bind message supplies 1 parameters, but prepared statement "" requires 0',
        ),
        (
            [parse("select $1::integer", oids=(23,)), bind(b"seven")],
            "22P02",
            'invalid input syntax for integer: "seven"',
        ),
        (
            [parse("select $1", oids=(1007,))],
            "0A000",
            "localshift does not implement parameters of the type with OID 1007",
        ),
    ],
)
def test_mistake_in_the_extended_protocol_is_named(
    client: RawClient, messages: list[bytes], sqlstate: str, text: str
) -> None:
    answer = client.ask(*messages, SYNC)

    [error] = errors(answer)
    assert (error["S"], error["C"], error["M"]) == ("ERROR", sqlstate, text)
    assert answer[-1] == IDLE


def test_closed_statement_is_gone_and_closing_nothing_is_no_error(client: RawClient) -> None:
    answer = client.ask(parse("select 1", "s"), close(b"S", "s"), close(b"S", "s"), SYNC)
    assert kinds(answer) == b"133Z"

    assert errors(client.ask(bind(name="s"), SYNC))[0]["C"] == "26000"


def test_closed_portal_is_gone(client: RawClient) -> None:
    answer = client.ask(parse(FIVE_ROWS), bind(), execute("", 1), close(b"P"), execute(), SYNC)

    assert kinds(answer) == b"12Ds3EZ"


def test_flush_sends_what_there_is_without_a_sync(client: RawClient) -> None:
    client.send(parse("select 1"), describe(b"S"), FLUSH)

    assert kinds(client.until(b"T")) == b"1tT"


def test_pipelined_statements_are_answered_in_order(client: RawClient) -> None:
    client.send(*[parse(f"select {n}") + bind() + execute() + SYNC for n in range(20)])

    assert [rows(client.until(b"Z")) for _ in range(20)] == [[[b"%d" % n]] for n in range(20)]


def test_pipelined_statements_before_one_sync_are_one_transaction(
    client: RawClient, connect: Callable[[], RawClient]
) -> None:
    run_all(client, "create table wire_pipeline (n integer)")
    one, two, bad = (
        parse(f"insert into wire_pipeline values ({n})") + bind() + execute()
        for n in ("1", "2", "1/0")
    )

    assert kinds(client.ask(one, bad, two, SYNC)) == b"12C12EZ"
    assert rows(connect().run("select n from wire_pipeline")) == []

    assert kinds(client.ask(one, two, SYNC)) == b"12C12CZ"
    assert len(rows(connect().run("select n from wire_pipeline"))) == 2


def test_pipelined_statement_sees_what_the_one_before_it_made(client: RawClient) -> None:
    made = parse("create temp table wire_made as select 7 as n") + bind() + execute()
    read = parse("select n from wire_made") + bind() + execute()

    assert rows(client.ask(made, read, SYNC)) == [[b"7"]]


def test_notice_has_its_severity(client: RawClient) -> None:
    client.run("begin")

    [kind, body] = client.run("begin")[0]

    assert kind == b"N"
    assert body.startswith(b"SWARNING\0")


def test_statement_whose_table_changed_since_is_an_error(client: RawClient) -> None:
    run_all(client, "create table wire_changing (n integer)")
    client.ask(parse("select * from wire_changing", "s"), SYNC)
    run_all(client, "alter table wire_changing add column m integer")

    [error] = errors(client.ask(bind(name="s"), execute(), SYNC))

    assert error["M"] == "cached plan must not change result type"


# What goes wrong


def test_message_that_is_none_ends_the_connection(client: RawClient) -> None:
    answer = client.ask(b"!\0\0\0\4")

    [error] = errors(answer)
    assert (error["S"], error["C"]) == ("FATAL", "08P01")
    assert answer[-1] == (b"", b"")


def test_refused_copy_from_the_client_leaves_nothing_behind(client: RawClient) -> None:
    assert errors(client.run("copy wire_no_table from stdin"))

    answer = client.ask(message(b"d", b"1\n"), message(b"c", b""), query("select 1"))
    assert rows(answer) == [[b"1"]]


def test_defect_in_the_server_is_told_logged_and_survived(
    client: RawClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("a defect")

    run_all(client, "begin")
    monkeypatch.setattr(Session, "execute", fail)

    answer = client.run("select 1")

    assert errors(answer)[0]["C"] == "XX000"
    assert answer[-1] == FAILED_BLOCK
    assert "ZeroDivisionError: a defect" in caplog.text
    monkeypatch.undo()
    run_all(client, "rollback", "select 1")


def test_client_that_leaves_is_forgotten(connect: Connect, engine: Engine) -> None:
    client = connect()
    run_all(client, "begin", "create table wire_left (n integer)")

    client.send(TERMINATE)

    assert client.receive() == (b"", b"")
    assert errors(connect().run("select * from wire_left"))[0]["C"] == "42P01"


def test_client_that_vanishes_in_mid_message_is_rolled_back(connect: Connect) -> None:
    client, other = connect(), connect()
    run_all(other, "create table wire_vanished (n integer)")
    run_all(client, "begin", "lock wire_vanished", "insert into wire_vanished values (1)")

    client.send(query("insert into wire_vanished values (2)")[:-5])
    client.vanish()

    run_all(other, "begin", "lock wire_vanished")
    assert rows(other.run("select count(*) from wire_vanished")) == [[b"0"]]
