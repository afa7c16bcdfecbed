"""A statement that is asked again is answered from the state that holds now."""

from collections.abc import Callable, Iterator

import pytest

from localshift.engine import Engine
from localshift.errors import SqlError
from localshift.results import Row
from localshift.session import Session
from localshift.statements import queries

Rows = list[Row]


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    engine = Engine(":memory:")
    yield engine
    engine.close()


@pytest.fixture
def connect(engine: Engine) -> Iterator[Callable[[], Session]]:
    sessions: list[Session] = []

    def make(user: str = "admin") -> Session:
        sessions.append(engine.connect(user, "dev", {}))
        return sessions[-1]

    yield make
    for session in sessions:
        session.close()


@pytest.fixture
def session(connect: Callable[[], Session]) -> Session:
    session = connect()
    run(session, "drop table if exists t")
    run(session, "create table t (a int)")
    run(session, "insert into t values (1)")
    return session


def run(session: Session, sql: str) -> Rows:
    return [row for batch in session.execute(sql).batches for row in batch]


def test_rows_are_read_anew(session: Session) -> None:
    assert run(session, "select * from t") == [(1,)]

    run(session, "insert into t values (2)")

    assert run(session, "select * from t") == [(1,), (2,)]


def test_column_that_another_session_added_is_there(
    session: Session, connect: Callable[[], Session]
) -> None:
    run(session, "select * from t")

    run(connect(), "alter table t add column b varchar(3) default 'x'")

    assert run(session, "select * from t") == [(1, "x")]


def test_table_that_is_dropped_is_gone(session: Session, connect: Callable[[], Session]) -> None:
    run(session, "select * from t")

    run(connect(), "drop table t")

    with pytest.raises(SqlError, match='relation "t" does not exist'):
        run(session, "select * from t")


def test_change_of_the_catalog_is_undone_with_its_transaction(session: Session) -> None:
    run(session, "select * from t")
    run(session, "begin")
    run(session, "alter table t add column b int")

    assert run(session, "select * from t") == [(1, None)]

    run(session, "rollback")

    assert run(session, "select * from t") == [(1,)]


def test_changes_of_the_catalog_in_one_transaction_follow_each_other(session: Session) -> None:
    run(session, "begin")
    for number in range(3):
        run(session, f"alter table t add column b{number} int")

        assert run(session, "select * from t") == [(1, *[None] * (number + 1))]


def test_plan_is_found_again_in_the_transaction_that_has_changed_the_catalog(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(session, "begin")
    run(session, "alter table t add column b int")
    run(session, "select * from t")

    monkeypatch.setattr(queries, "translate_query", None)

    assert run(session, "select * from t") == [(1, None)]


def test_plan_of_the_catalog_is_found_again(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(session, "select * from svv_external_columns")

    monkeypatch.setattr(queries, "translate_query", None)

    assert run(session, "select * from svv_external_columns") == []


def test_open_transaction_keeps_the_catalog_of_its_snapshot(
    session: Session, connect: Callable[[], Session]
) -> None:
    run(session, "begin")
    run(session, "select * from t")

    run(connect(), "create table elsewhere (a int)")

    assert run(session, "select * from t") == [(1,)]
    with pytest.raises(SqlError, match='relation "elsewhere" does not exist'):
        run(session, "select * from elsewhere")
    run(session, "rollback")

    assert run(session, "select * from elsewhere") == []
    run(session, "drop table elsewhere")


def test_temporary_table_hides_the_table(session: Session) -> None:
    run(session, "select * from t")

    run(session, "create temp table t (z int)")

    assert run(session, "select * from t") == []


def test_search_path_decides(session: Session) -> None:
    run(session, "create schema if not exists other")
    run(session, "create table if not exists other.t (c int)")
    run(session, "select * from t")

    run(session, "set search_path to other")

    assert run(session, "select * from t") == []


def test_time_goes_on(session: Session) -> None:
    first = run(session, "select getdate(), sysdate, current_date, timestamp 'now'")

    assert run(session, "select getdate(), sysdate, current_date, timestamp 'now'") > first


def test_revoked_privilege_is_gone(session: Session, connect: Callable[..., Session]) -> None:
    run(session, "create user reader password 'Reader123'")
    run(session, "grant select on t to reader")
    reader = connect("reader")
    assert run(reader, "select * from public.t") == [(1,)]

    run(session, "revoke select on t from reader")

    with pytest.raises(SqlError, match="permission denied"):
        run(reader, "select * from public.t")
