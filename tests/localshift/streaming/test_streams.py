"""A Kinesis stream read into a materialized view, by REFRESH."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import redshift_connector

from tests.localshift.conftest import Connect, Run, message, run_on, sqlstate
from tests.localshift.streaming.conftest import Put
from tests.localshift.test_durability import start
from tests.servers import connect as connect_to
from tests.servers import free_port

if TYPE_CHECKING:
    from mypy_boto3_kinesis import KinesisClient

KEYS = "select partition_key from events order by 1"


def test_creation_reads_nothing_and_refresh_reads_all(run: Run, put: Put, source: str) -> None:
    put("a", "b", "c")
    run(f"create materialized view events as select * from {source}")
    assert run(KEYS) == []
    run("refresh materialized view events")
    assert run(KEYS) == [("a",), ("b",), ("c",)]


def test_second_refresh_reads_what_is_new(run: Run, put: Put, source: str) -> None:
    run(f"create materialized view events as select * from {source}")
    put("a", "b")
    run("refresh materialized view events")
    put("c")
    run("refresh materialized view events", "refresh materialized view events")
    assert run(KEYS) == [("a",), ("b",), ("c",)]


def test_columns_have_the_documented_types(run: Run, source: str, schema: str) -> None:
    run(f"create materialized view events as select * from {source}")
    assert run(
        "select column_name, data_type from svv_redshift_columns"
        f" where schema_name = '{schema}' order by ordinal_position"
    ) == [
        ("approximate_arrival_timestamp", "timestamp without time zone"),
        ("partition_key", "character varying(256)"),
        ("shard_id", "character(20)"),
        ("sequence_number", "character varying(128)"),
        ("refresh_time", "timestamp without time zone"),
        ("kinesis_data", "varbyte(16777216)"),
    ]


def test_definition_filters_and_converts_records(run: Run, put: Put, source: str) -> None:
    run(
        "create materialized view events as select partition_key::decimal(10,2) as amount"
        f" from {source} where partition_key like '1%'"
    )
    put("1.5", "2.5")
    run("refresh materialized view events")
    assert run("select amount::varchar from events") == [("1.50",)]


def test_json_becomes_columns_and_what_is_none_is_left_out(run: Run, put: Put, source: str) -> None:
    run(
        "create materialized view events as select refresh_time,"
        " json_extract_path_text(from_varbyte(kinesis_data, 'utf-8'), 'kWh', true)::decimal(10,2)"
        " as kwh, json_parse(kinesis_data) as payload"
        f" from {source} where can_json_parse(kinesis_data)"
    )
    put('{"kWh": "74.00", "stationID": 421}', "no json")
    run("refresh materialized view events")
    assert run('select kwh::varchar, payload."stationid"::int from events') == [("74.00", None)]
    assert run("select json_serialize(payload) from events") == [
        ('{"kWh":"74.00","stationID":421}',)
    ]


def test_record_that_cannot_be_converted_blocks_the_refresh(
    run: Run, put: Put, source: str
) -> None:
    run(f"create materialized view events as select partition_key::int as n from {source}")
    put("1")
    run("refresh materialized view events")
    put("2", "not a number")
    with pytest.raises(redshift_connector.Error) as error:
        run("refresh materialized view events")
    assert sqlstate(error) == "22P02"
    assert run("select n from events") == [(1,)]
    assert run("select status from sys_mv_refresh_history order by start_time desc limit 1") == [
        ("Refresh failed due to an internal error",)
    ]


def test_status_says_when_there_was_nothing_new(run: Run, put: Put, source: str) -> None:
    run(f"create materialized view events as select * from {source}")
    run("refresh materialized view events")
    status = "select status from sys_mv_refresh_history order by start_time desc limit 1"
    assert run(status) == [
        ("Refresh successfully updated MV incrementally. Stream returned no new data",)
    ]
    put("a")
    run("refresh materialized view events")
    assert run(status) == [("Refresh successfully updated MV incrementally",)]


def test_scan_states_tell_what_was_read_of_each_shard(
    run: Run, put: Put, source: str, stream: str
) -> None:
    put(*"abcdefgh")
    run(
        f"create materialized view events as select shard_id, sequence_number from {source}",
        "refresh materialized view events",
    )
    assert run(
        "select partition_id, latest_position, scanned_rows, skipped_rows"
        f" from sys_stream_scan_states where stream_name = '{stream}' order by 1"
    ) == run("select shard_id, max(sequence_number), count(*), 0 from events group by 1 order by 1")


def test_rolled_back_refresh_is_read_again(run: Run, put: Put, source: str) -> None:
    run(f"create materialized view events as select * from {source}")
    put("a")
    run("begin", "refresh materialized view events", "rollback")
    assert run(KEYS) == []
    run("refresh materialized view events")
    assert run(KEYS) == [("a",)]


def test_two_sessions_refresh_without_doubling(
    run: Run, connect: Connect, put: Put, source: str, schema: str
) -> None:
    put("a", "b")
    run(f"create materialized view events as select * from {source}")
    other = connect()
    run_on(other, "begin", f"refresh materialized view {schema}.events", "commit")
    run("refresh materialized view events")
    assert run(KEYS) == [("a",), ("b",)]


def test_two_views_of_a_stream_each_read_all_of_it(run: Run, put: Put, source: str) -> None:
    run(f"create materialized view events as select * from {source}")
    run(f"create materialized view others as select partition_key from {source}")
    put("a")
    run("refresh materialized view events", "refresh materialized view others")
    assert run("select e.partition_key from events e join others o using (partition_key)") == [
        ("a",)
    ]


def test_view_on_the_view_of_a_stream_is_refreshed_by_cascade(
    run: Run, put: Put, source: str
) -> None:
    run(f"create materialized view events as select * from {source}")
    run("create materialized view numbers as select count(*) as n from events")
    put("a", "b")
    run("refresh materialized view numbers cascade")
    assert run("select n from numbers") == [(2,)]


def test_rows_can_be_moved_to_a_table_before_the_view_is_dropped(
    run: Run, put: Put, source: str
) -> None:
    put("a", "b")
    run(
        f"create materialized view events as select partition_key, shard_id from {source}",
        "refresh materialized view events",
        "create table kept diststyle even as select * from events where false",
        "alter table kept append from events",
    )
    assert run("select partition_key from kept order by 1") == [("a",), ("b",)]
    assert run(KEYS) == []


def test_positions_and_rows_survive_a_kill(
    aws: dict[str, str], kinesis: KinesisClient, stream: str, put: Put, tmp_path: Path
) -> None:
    file, port = tmp_path / "warehouse.duckdb", free_port()
    server = start(file, port)
    client = connect_to(port)
    run_on(client, "create external schema s from kinesis iam_role default")
    run_on(client, f'create materialized view events as select * from s."{stream}"')
    put("a", "b")
    run_on(client, "refresh materialized view events")
    put("c")
    run_on(client, "begin", "refresh materialized view events")

    server.kill()
    server.wait()
    server = start(file, port)
    client = connect_to(port)

    assert run_on(client, KEYS) == [("a",), ("b",)]
    run_on(client, "refresh materialized view events")
    assert run_on(client, KEYS) == [("a",), ("b",), ("c",)]
    server.terminate()
    server.wait(20)


def test_stream_itself_cannot_be_queried(run: Run, source: str) -> None:
    with pytest.raises(redshift_connector.Error) as error:
        run(f"select * from {source}")
    assert sqlstate(error) == "0A000"
    assert "only the definition of a materialized view can read it" in message(error)


def test_stream_that_does_not_exist_is_named(run: Run, source: str) -> None:
    schema = source.split(".")[0]
    with pytest.raises(redshift_connector.Error) as error:
        run(f"create materialized view events as select * from {schema}.missing")
    assert message(error) == 'Kinesis stream "missing" does not exist'


def test_stream_that_vanished_is_named_and_rows_stay(
    run: Run, kinesis: KinesisClient, stream: str, put: Put, source: str
) -> None:
    put("a")
    run(
        f"create materialized view events as select * from {source}",
        "refresh materialized view events",
    )
    kinesis.delete_stream(StreamName=stream)
    with pytest.raises(redshift_connector.Error) as error:
        run("refresh materialized view events")
    assert message(error) == f'Kinesis stream "{stream}" does not exist'
    assert run(KEYS) == [("a",)]


@pytest.mark.parametrize(
    "definition",
    [
        "select count(*) from {}",
        "select distinct partition_key from {}",
        "select a.partition_key from {} a join {} b using (partition_key)",
        "select partition_key from (select * from {}) as inside",
        "select partition_key from {} union all select partition_key from {}",
    ],
)
def test_definition_that_new_records_could_change_is_refused(
    run: Run, source: str, definition: str
) -> None:
    with pytest.raises(redshift_connector.Error) as error:
        run(f"create materialized view events as {definition.format(source, source)}")
    assert "localshift does not implement" in message(error)


def test_resharding_loses_and_doubles_nothing(
    run: Run, kinesis: KinesisClient, stream: str, put: Put, source: str
) -> None:
    """Some of the records are still unread when their shard is closed."""
    run(f"create materialized view events as select * from {source}")
    put(*"abcd")
    run("refresh materialized view events")
    put(*"efgh")
    for shards in 4, 1:
        kinesis.update_shard_count(
            StreamName=stream, TargetShardCount=shards, ScalingType="UNIFORM_SCALING"
        )
        put(*(f"{key}{shards}" for key in "abcd"))
    run("refresh materialized view events")
    put("i")
    run("refresh materialized view events", "refresh materialized view events")
    expected = [*"abcdefghi", *(f"{key}{shards}" for shards in (4, 1) for key in "abcd")]
    assert run(KEYS) == [(key,) for key in sorted(expected)]
