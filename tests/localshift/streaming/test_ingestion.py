"""Which shards are read, and what becomes of their records, with a stream that is a dictionary."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from localshift.engine import Engine
from localshift.errors import SqlError
from localshift.session import Session
from localshift.streaming.kinesis import Page, Shard
from localshift.streaming.positions import Position, may_be_read
from localshift.streaming.refresher import Refresher

if TYPE_CHECKING:
    from mypy_boto3_kinesis.type_defs import RecordTypeDef

PARENT = Shard("shard-0", (), is_closed=True)
CHILD = Shard("shard-1", ("shard-0",), is_closed=False)


class Stream:
    """In the place of Kinesis: shards, each with its records' sequence numbers and sizes."""

    def __init__(self) -> None:
        self.contents: dict[Shard, dict[str, int]] = {}
        self.unfinished: set[Shard] = set()
        self.asked = 0

    def shards(self, _name: str, _region: str | None) -> list[Shard]:
        self.asked += 1
        return list(self.contents)

    def pages(
        self, _name: str, shard: Shard, after: str | None, _region: str | None
    ) -> Iterator[Page]:
        records = [
            record(number, size)
            for number, size in self.contents[shard].items()
            if after is None or number > after
        ]
        yield Page(records, ended=shard.is_closed and shard not in self.unfinished)


def record(number: str, size: int) -> RecordTypeDef:
    return {
        "SequenceNumber": number,
        "Data": b"x" * size,
        "PartitionKey": "k",
        "ApproximateArrivalTimestamp": datetime(2026, 1, 1, tzinfo=UTC),
    }


@pytest.fixture
def stream() -> Stream:
    return Stream()


@pytest.fixture
def session(stream: Stream, monkeypatch: pytest.MonkeyPatch) -> Iterator[Session]:
    engine = Engine(":memory:")
    monkeypatch.setattr(engine, "kinesis", stream)
    session = engine.connect("admin", "dev", {})
    session.execute("create external schema s from kinesis iam_role default")
    session.execute("create materialized view v as select sequence_number, shard_id from s.events")
    yield session
    engine.close()


def rows(session: Session, sql: str) -> list[Any]:
    return [row[0] for batch in session.execute(sql).batches for row in batch]


def refreshed(session: Session) -> list[str]:
    session.execute("refresh materialized view v")
    return rows(session, "select sequence_number from v order by 1")


def test_children_are_read_after_their_parents(session: Session, stream: Stream) -> None:
    stream.contents = {CHILD: {"3": 1}, PARENT: {"1": 1, "2": 1}}
    stream.unfinished = {PARENT}
    assert refreshed(session) == ["1", "2"]
    stream.unfinished = set()
    assert refreshed(session) == ["1", "2", "3"]


def test_merge_and_split_lose_and_double_nothing(session: Session, stream: Stream) -> None:
    left, right = Shard("shard-0", (), is_closed=False), Shard("shard-1", (), is_closed=False)
    stream.contents = {left: {"1": 1}, right: {"2": 1}}
    assert refreshed(session) == ["1", "2"]
    merged = Shard("shard-2", ("shard-0", "shard-1"), is_closed=False)
    stream.contents = {
        Shard("shard-0", (), is_closed=True): {"1": 1, "3": 1},
        Shard("shard-1", (), is_closed=True): {"2": 1},
        merged: {"4": 1},
    }
    assert refreshed(session) == ["1", "2", "3", "4"]
    stream.contents = {
        Shard("shard-2", ("shard-0", "shard-1"), is_closed=True): {"4": 1, "5": 1},
        Shard("shard-3", ("shard-2",), is_closed=False): {"6": 1},
        Shard("shard-4", ("shard-2",), is_closed=False): {"7": 1},
    }
    assert refreshed(session) == ["1", "2", "3", "4", "5", "6", "7"]


def test_stream_to_which_nothing_comes_is_asked_less_often_until_something_does(
    session: Session, stream: Stream, monkeypatch: pytest.MonkeyPatch
) -> None:
    session.execute("alter materialized view v auto refresh yes")
    refresher = Refresher(session.engine, interval_seconds=1)
    stream.contents = {CHILD: {}}
    asked = []
    for second in range(44):
        if second == 34:
            stream.contents = {CHILD: {"1": 1}}
        monkeypatch.setattr(time, "monotonic", lambda now=float(second): now)
        before = stream.asked
        refresher.look()
        asked += [second] if stream.asked > before else []
    monkeypatch.undo()

    assert asked == [0, 1, 3, 7, 15, 23, 31, 39, 40, 41, 43]
    assert rows(session, "select sequence_number from v") == ["1"]


def test_sessions_that_refresh_at_once_double_nothing(session: Session, stream: Stream) -> None:
    stream.contents = {CHILD: {}}

    def refresh_often(_: int) -> None:
        own = session.engine.connect("admin", "dev", {})
        for _ in range(5):
            own.execute("refresh materialized view v")
        own.close()

    with ThreadPoolExecutor(3) as pool:
        refreshers = pool.map(refresh_often, range(3))
        for number in range(20):
            stream.contents = {CHILD: {**stream.contents[CHILD], f"{number:03d}": 1}}
        list(refreshers)
    assert refreshed(session) == [f"{number:03d}" for number in range(20)]


def test_refresh_that_waited_for_another_has_the_later_time(
    session: Session, stream: Stream, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who takes over what is new goes by the time: what was read last must have the latest."""
    session.execute(
        "create materialized view w as select sequence_number, refresh_time from s.events"
    )
    stream.contents = {CHILD: {"1": 1}}
    session.execute("begin")
    session.execute("refresh materialized view w")
    other = session.engine.connect("admin", "dev", {})
    acquire, asked = session.engine.locks.acquire, threading.Event()

    def asked_for(table: int, session: int, timeout_seconds: float | None) -> None:
        asked.set()
        acquire(table, session, timeout_seconds)

    with ThreadPoolExecutor(1) as pool:
        monkeypatch.setattr(session.engine.locks, "acquire", asked_for)
        waiting = pool.submit(other.execute, "refresh materialized view w")
        assert asked.wait(10)
        stream.contents = {CHILD: {"1": 1, "2": 1}}
        session.execute("refresh materialized view w")
        stream.contents = {CHILD: {"1": 1, "2": 1, "3": 1}}
        session.execute("commit")
        waiting.result()
    assert rows(session, "select sequence_number from w order by refresh_time") == ["1", "2", "3"]


def test_background_refresh_without_news_writes_nothing(session: Session, stream: Stream) -> None:
    stream.contents = {CHILD: {"1": 1}}
    assert refreshed(session) == ["1"]
    count = "select updated_upto_xid from stv_mv_info"
    before = rows(session, count)
    session.refresh_type = "Auto"
    assert refreshed(session) == ["1"]
    assert rows(session, count) == before
    assert rows(session, "select count(*) from sys_mv_refresh_history") == [1]


def test_user_without_superuser_reads_with_usage_of_the_schema(
    session: Session, stream: Stream
) -> None:
    stream.contents = {CHILD: {"1": 1}}
    for statement in ("create user u password disable", "grant all on schema public to u"):
        session.execute(statement)
    own = session.engine.connect("u", "dev", {})
    definition = "create materialized view mine as select sequence_number from s.events"
    with pytest.raises(SqlError, match="permission denied for schema s"):
        own.execute(definition)
    session.execute("grant usage on schema s to u")
    own.execute(definition)
    own.execute("refresh materialized view mine")
    assert rows(own, "select sequence_number from mine") == ["1"]


def test_stream_that_was_made_anew_is_read_though_its_shards_have_the_same_names(
    session: Session, stream: Stream
) -> None:
    stream.contents = {PARENT: {"1": 1}, CHILD: {"2": 1}}
    assert refreshed(session) == ["1", "2"]
    stream.contents = {Shard(PARENT.id, (), is_closed=False): {"3": 1}}
    assert refreshed(session) == ["1", "2", "3"]


def test_parent_that_is_no_longer_listed_holds_nothing_up() -> None:
    assert may_be_read(CHILD, [CHILD], {})


def test_shard_at_its_end_is_not_read_again() -> None:
    assert not may_be_read(PARENT, [PARENT, CHILD], {"shard-0": Position("2", ended=True)})
    assert may_be_read(CHILD, [PARENT, CHILD], {"shard-0": Position("2", ended=True)})


def test_record_above_ten_megabytes_is_skipped_and_told_of(
    session: Session, stream: Stream
) -> None:
    limit = 10 * 1024 * 1024
    stream.contents = {CHILD: {"1": limit, "2": limit + 1}}
    assert refreshed(session) == ["1"]
    assert rows(session, "select position from sys_stream_scan_errors") == ["2"]
    assert rows(session, "select skipped_rows from sys_stream_scan_states") == [1]
    stream.contents = {CHILD: {"1": limit, "2": limit + 1, "3": limit + 1}}
    assert refreshed(session) == ["1"]
    assert rows(session, "select status from sys_mv_refresh_history order by start_time") == [
        "Refresh successfully updated MV incrementally. Some stream records were skipped",
        "Refresh successfully updated MV incrementally."
        " All records received from the stream were skipped",
    ]
