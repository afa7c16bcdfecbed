"""From records on a stream to sessions that are kept."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace

import pytest

from localshift.engine import Engine
from localshift.server import Server
from localshift.streaming import scans
from producers.charging.sessions import Session, with_broken
from producers.send import Record
from tests.dbt.charging.conftest import STAGING, STREAMS, empty, kept, put, run, sessions
from tests.dbt.runner import Dbt
from tests.dbt.warehouse import Warehouse
from tests.servers import PROJECT_DIR, connect


@pytest.fixture(scope="module")
def rebuilding_dbt(make_dbt: Callable[..., Dbt], project_dbt: Dbt) -> Dbt:
    """A dbt that is asked by name to rebuild the streaming views, for the same stream."""
    return make_dbt(PROJECT_DIR, "--vars", "{rebuild_stream_views: true}")


@pytest.fixture
def narrow(
    project_dbt: Dbt, charging_stream: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Warehouse]:
    """The same of a warehouse that skips records of more than 100,000 bytes.

    Redshift's limit is higher, but the emulator takes no record that is over it.
    """
    empty(charging_stream)
    monkeypatch.setattr(scans, "LARGEST_RECORD", 100_000)
    engine = Engine(":memory:")
    server = Server(engine, 0)
    port = server.start()
    with closing(connect(port)) as connection:
        warehouse = Warehouse(connection, "127.0.0.1", port)
        with warehouse.environment():
            assert project_dbt.operation("setup_warehouse").success
            yield warehouse
    server.stop()
    engine.close()


def test_sessions_are_kept_and_what_is_none_is_refused_with_its_reason(
    project_dbt: Dbt, charging: Warehouse, charging_stream: str
) -> None:
    expected = sessions(100)
    put(charging_stream, list(with_broken(random.Random(2), expected, 0.2)))

    project_dbt("run", "--select", STREAMS)
    project_dbt("build", "--selector", "charging")

    rows = charging.rows(
        "select session_id, cluster_id, connected_at, kwh_delivered, station_id, space_id,"
        " timezone, user_id from analytics_staging.stg_charging__sessions"
    )
    by_id = {session.id: session for session in expected}
    assert len(rows) == 80
    for id, cluster, connected_at, kwh, station, space, timezone, user in rows:
        assert by_id[id] == Session(
            id, cluster, connected_at, float(kwh), station, space, timezone, user
        )
    assert dict(
        charging.rows(
            "select reason, count(*) from analytics_staging.stg_charging__records_refused"
            " group by 1"
        )
    ) == {"too long": 4, "no JSON": 8, "another shape": 4, "unusable value": 4}
    [[payloads]] = charging.rows("select count(*) from analytics_streams.charging_payloads")
    assert payloads == 92


def test_session_lacks_nothing_but_its_user(
    project_dbt: Dbt, charging: Warehouse, charging_stream: str
) -> None:
    """What is empty is not there, so that no mart divides by no spaces or asks for no time zone."""
    nobody, first, second, third, fourth = sessions(5)
    nobody = replace(nobody, user="")
    lacking = [
        replace(first, station=""),
        replace(second, space=""),
        replace(third, timezone=""),
        replace(fourth, kwh_delivered=-0.01),
    ]
    put(charging_stream, [Record(each.to_json(), "1") for each in (nobody, *lacking)])

    run(project_dbt)

    assert charging.rows(
        "select session_id, user_id from analytics_staging.stg_charging__sessions"
    ) == [(nobody.id, None)]
    assert sorted(
        charging.rows(
            "select session_id, reason from analytics_staging.stg_charging__records_refused"
        )
    ) == sorted((each.id, "unusable value") for each in lacking)


def test_record_that_redshift_skips_is_counted_once_and_holds_nothing_up(
    project_dbt: Dbt, rebuilding_dbt: Dbt, narrow: Warehouse, charging_stream: str
) -> None:
    """Both views tell of it, and one that is made anew tells of it again."""
    before, after = sessions(3), sessions(3, seed=2)
    skipped = Record(b'{"_id": "' + b"x" * 100_000 + b'"}', "1")
    put(charging_stream, [*(session.record for session in before), skipped])
    run(project_dbt)
    put(charging_stream, [session.record for session in after])
    project_dbt("run", "--select", STREAMS, STAGING)

    rebuilding_dbt("run", "--select", "charging_records", "--full-refresh")
    project_dbt("build", "--select", "charging_records", STAGING)

    told = narrow.rows("select mv_name, count(*) from sys_stream_scan_errors group by 1")
    assert dict(told) == {"charging_records": 2, "charging_payloads": 1}
    assert narrow.rows(
        "select reason, bytes, read_at from analytics_staging.stg_charging__records_refused"
    ) == [("skipped", None, None)]
    assert kept(narrow) == sorted(session.id for session in before + after)


HOSTILE = {
    "nothing": b"",
    "no UTF-8": b"\xff\xfe",
    "Latin-1 in JSON": b'{"_id": "caf\xe9"}',
    "half a character": b'{"_id": "\\ud83d"}',
    "a number": b"1",
    "two objects": b'{"_id": "a"}{"_id": "b"}',
    "nested without end": b'{"_id": ' + b"[" * 30_000 + b"]" * 30_000 + b"}",
    "no number": b'{"_id": "a", "kWhDelivered": NaN}',
    "an object as time": b'{"_id": "a", "connectionTime": {"year": 2026}}',
}


def test_no_bytes_whatever_stop_the_view_or_what_is_built_on_it(
    project_dbt: Dbt, charging: Warehouse, charging_stream: str
) -> None:
    good, nowhere = sessions(2)
    lost = replace(nowhere, timezone="Mars/Base")
    records = [Record(data, "any") for data in HOSTILE.values()]
    put(charging_stream, [*records, lost.record, good.record])

    project_dbt("run", "--select", STREAMS)
    project_dbt("build", "--selector", "charging")

    assert kept(charging) == sorted([good.id, lost.id])
    [[refused]] = charging.rows(
        "select count(*) from analytics_staging.stg_charging__records_refused"
    )
    assert refused == len(HOSTILE)
    [[hours]] = charging.rows(
        "select sum(sessions) from analytics.charging_load_by_station_and_hour"
    )
    assert hours == 2


def test_stream_to_which_nothing_came_yet_is_built_and_built_again(
    project_dbt: Dbt, charging: Warehouse
) -> None:
    project_dbt("build", "--selector", "charging")
    run(project_dbt)

    assert kept(charging) == []


def test_record_is_kept_once_and_what_comes_later_is_added(
    project_dbt: Dbt, charging: Warehouse, charging_stream: str
) -> None:
    first, second = sessions(30), sessions(20, seed=2)
    put(charging_stream, [session.record for session in first])
    run(project_dbt)
    run(project_dbt)
    put(charging_stream, [session.record for session in second])
    run(project_dbt)

    assert kept(charging) == sorted(session.id for session in first + second)


def test_full_refresh_drops_neither_the_views_nor_what_is_kept(
    project_dbt: Dbt, charging: Warehouse, charging_stream: str
) -> None:
    before = sessions(30)
    put(charging_stream, [session.record for session in before])
    run(project_dbt)
    empty(charging_stream)

    run(project_dbt, "--full-refresh")

    assert kept(charging) == sorted(session.id for session in before)
    [[records]] = charging.rows("select count(*) from analytics_streams.charging_records")
    assert records == 30


def test_rebuilt_view_reads_the_stream_anew_and_what_it_let_go_is_kept(
    project_dbt: Dbt, rebuilding_dbt: Dbt, charging: Warehouse, charging_stream: str
) -> None:
    gone, there = sessions(30), sessions(20, seed=2)
    put(charging_stream, [session.record for session in gone])
    run(project_dbt)
    empty(charging_stream)
    put(charging_stream, [session.record for session in there])
    run(project_dbt)

    rebuilding_dbt("run", "--select", "charging_records", "--full-refresh")
    project_dbt("run", "--select", "charging_records", STAGING)

    [[records]] = charging.rows("select count(*) from analytics_streams.charging_records")
    assert records == 20
    assert kept(charging) == sorted(session.id for session in gone + there)


def test_rebuild_that_would_lose_records_is_refused(
    project_dbt: Dbt, rebuilding_dbt: Dbt, charging: Warehouse, charging_stream: str
) -> None:
    put(charging_stream, [session.record for session in sessions(30)])
    project_dbt("run", "--select", STREAMS)
    project_dbt("run", "--select", STREAMS)
    empty(charging_stream)

    result = rebuilding_dbt.attempt("run", "--select", STREAMS, "--full-refresh")

    assert not result.success
    said = {each.node.name: each.message for each in result.result.results}
    assert "a rebuild may lose 30 records" in said["charging_records"]
    assert "no table (meta.kept_in) has" in said["charging_payloads"]
    [[records]] = charging.rows("select count(*) from analytics_streams.charging_records")
    assert records == 30


def test_freshness_of_the_stream_is_that_of_what_was_read(
    project_dbt: Dbt, charging: Warehouse, charging_stream: str
) -> None:
    put(charging_stream, [session.record for session in sessions(1)])
    run(project_dbt)

    result = project_dbt("source", "freshness", "--select", "source:charging")

    assert [str(each.status) for each in result.result.results] == ["pass"]
