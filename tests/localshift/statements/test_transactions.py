"""Transactions, locks and conflicts. AWS: c_serial_isolation, r_BEGIN, r_LOCK, r_TRUNCATE."""

import socket
import threading

import pytest
import redshift_connector

from tests.localshift.conftest import Connect, Run, run_on, sqlstate

ProgrammingError = redshift_connector.ProgrammingError


def test_rollback_undoes_ddl_and_data(run: Run) -> None:
    run(
        "create table t (a integer)",
        "begin",
        "insert into t values (1)",
        "create table u (a integer)",
    )
    run("rollback")

    assert run("select count(*) from t") == [(0,)]
    with pytest.raises(ProgrammingError, match='relation "u" does not exist'):
        run("select * from u")


def test_error_aborts_the_block_until_rollback(run: Run) -> None:
    run("create table t (a integer)", "begin", "insert into t values (1)")

    with pytest.raises(ProgrammingError):
        run("select 1 / 0")
    with pytest.raises(ProgrammingError) as ignored:
        run("select 1")

    assert sqlstate(ignored) == "25P02"
    run("commit")
    assert run("select count(*) from t") == [(0,)]


def test_error_outside_of_a_block_leaves_no_trace(run: Run) -> None:
    with pytest.raises(ProgrammingError):
        run("select * from nowhere")

    assert run("select 1") == [(1,)]


def test_truncate_commits_the_open_transaction(run: Run) -> None:
    run("create table t (a integer)", "create table other (a integer)", "insert into t values (1)")
    run("begin", "insert into other values (1)", "truncate t", "rollback")

    assert run("select count(*) from t") == [(0,)]
    assert run("select count(*) from other") == [(1,)]


def test_vacuum_is_refused_in_a_block(run: Run) -> None:
    run("begin")

    with pytest.raises(ProgrammingError) as error:
        run("vacuum")

    assert sqlstate(error) == "25001"
    run("rollback")


def test_transaction_sees_the_state_of_its_first_read(
    run: Run, connect: Connect, schema: str
) -> None:
    other = connect()
    run("create table t (a integer)", "begin", "select count(*) from t")

    run_on(other, f"insert into {schema}.t values (1)")

    assert run("select count(*) from t") == [(0,)]
    run("commit")
    assert run("select count(*) from t") == [(1,)]


def test_begin_takes_no_snapshot(run: Run, connect: Connect, schema: str) -> None:
    other = connect()
    run("create table t (a integer)", "begin")

    run_on(other, f"insert into {schema}.t values (1)")

    assert run("select count(*) from t") == [(1,)]
    run("commit")


def test_lock_takes_no_snapshot(run: Run, connect: Connect, schema: str) -> None:
    other = connect()
    run("create table t (a integer)", "create table gate (a integer)", "begin", "lock table gate")

    run_on(other, f"insert into {schema}.t values (1)")

    assert run("select count(*) from t") == [(1,)]
    run("commit")


def test_lock_makes_others_wait_for_the_commit(run: Run, connect: Connect, schema: str) -> None:
    other = connect()
    run("create table t (a integer)", "begin", "lock t", "insert into t values (1)")
    seen: list[object] = []
    reader = threading.Thread(
        target=lambda: seen.extend(run_on(other, f"select count(*) from {schema}.t"))
    )

    reader.start()
    reader.join(0.2)
    assert reader.is_alive()
    run("commit")
    reader.join(10)

    assert seen == [(1,)]


def test_wait_for_a_lock_ends_with_the_statement_timeout(
    run: Run, connect: Connect, schema: str
) -> None:
    other = connect()
    run("create table t (a integer)", "begin", "lock t")

    with pytest.raises(ProgrammingError) as error:
        run_on(other, "set statement_timeout to 50", "begin", f"lock {schema}.t")

    assert sqlstate(error) == "57014"
    assert "cancelled on user's request" in str(error.value)
    run("rollback")
    run_on(other, "rollback", f"select * from {schema}.t")


def test_client_that_vanishes_gives_up_its_lock_and_its_changes(
    run: Run, connect: Connect, schema: str
) -> None:
    other = connect()
    run("create table t (a integer)")
    run_on(other, "begin", f"lock {schema}.t", f"insert into {schema}.t values (1)")

    other._usock.shutdown(socket.SHUT_RDWR)

    assert run("select count(*) from t") == [(0,)]


def test_two_that_lock_each_others_table_are_told(run: Run, connect: Connect, schema: str) -> None:
    other = connect()
    run("create table t (a integer)", "create table u (a integer)", "begin", "lock t")
    run_on(other, "begin", f"lock {schema}.u")
    waiting = threading.Thread(target=lambda: run_on(other, f"lock {schema}.t"))
    waiting.start()

    def lock_u() -> str:
        """Either this one meets the deadlock, or it came first and waits for the other."""
        try:
            run("lock u")
        except ProgrammingError as error:
            return str(error.args[0]["C"])
        return "locked"

    waiting.join(0.2)
    assert lock_u() == "40P01"
    run("rollback")
    waiting.join(10)
    assert not waiting.is_alive()


def test_conflicting_update_in_a_block_is_a_serialization_failure(
    run: Run, connect: Connect, schema: str
) -> None:
    other = connect()
    run("create table t (a integer)", "insert into t values (1)", "begin", "select * from t")
    run_on(other, f"update {schema}.t set a = 2")

    with pytest.raises(ProgrammingError) as error:
        run("update t set a = 3")

    assert sqlstate(error) == "40001"
    run("rollback")


def test_conflicting_statements_without_a_block_are_run_again(
    run: Run, connect: Connect, schema: str
) -> None:
    run("create table t (a integer)", "insert into t values (0)")
    connections = [connect() for _ in range(4)]

    def count_up(connection: redshift_connector.Connection) -> None:
        for _ in range(10):
            run_on(connection, f"update {schema}.t set a = a + 1")

    threads = [threading.Thread(target=count_up, args=(one,)) for one in connections]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert run("select a from t") == [(40,)]


def test_settings_of_a_rolled_back_block_are_undone(run: Run) -> None:
    run("set query_group to 'before'", "begin", "set query_group to 'inside'", "rollback")

    assert run("show query_group") == [("before",)]


def test_a_cursor_hands_out_its_rows_in_parts(run: Run) -> None:
    """declare, fetch, close"""
    run("begin", "declare c cursor for select 1 as a union all select 2 order by a")

    assert run("fetch next from c") == [(1,)]
    assert run("fetch forward all from c") == [(2,)]
    run("close c", "commit")


@pytest.mark.parametrize(
    "sql", ["declare d cursor with hold for select 1", "fetch all from c more", "close c more"]
)
def test_what_a_cursor_has_not_is_refused(run: Run, sql: str) -> None:
    run("begin", "declare c cursor without hold for select 1")

    with pytest.raises(ProgrammingError, match=r"WITH HOLD|syntax error"):
        run(sql)
    run("rollback")
