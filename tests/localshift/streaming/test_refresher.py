"""AUTO REFRESH YES: views that follow their bases by themselves."""

from __future__ import annotations

import time
import uuid
from typing import TYPE_CHECKING

import pytest
import redshift_connector

from tests.localshift.conftest import Rows, Run
from tests.localshift.streaming.conftest import Put

if TYPE_CHECKING:
    from mypy_boto3_kinesis import KinesisClient

PATIENCE_SECONDS = 20


def eventually(run: Run, sql: str, expected: Rows) -> None:
    """Ask until the answer is what is expected."""
    give_up_at = time.monotonic() + PATIENCE_SECONDS
    while (answer := run(sql)) != expected:
        assert time.monotonic() < give_up_at, f"{sql} still gives {answer}"
        time.sleep(0.05)


def test_view_of_a_stream_follows_it(run: Run, put: Put, source: str, schema: str) -> None:
    run(f"create materialized view events auto refresh yes as select * from {source}")
    put("a")
    eventually(run, "select partition_key from events", [("a",)])
    put("b")
    eventually(run, "select partition_key from events order by 1", [("a",), ("b",)])
    assert run(
        "select distinct refresh_type, status from sys_mv_refresh_history"
        f" where schema_name = '{schema}'"
    ) == [("Auto", "Refresh successfully updated MV incrementally")]


def test_stream_with_capitals_is_found_with_the_setting_and_followed_without_it(
    run: Run, kinesis: KinesisClient, source: str
) -> None:
    external, name = source.split(".")[0], f"StationData{uuid.uuid4().hex[:8]}"
    kinesis.create_stream(StreamName=name, ShardCount=1)
    create = "create materialized view events auto refresh yes as select partition_key"
    with pytest.raises(redshift_connector.ProgrammingError, match=name.lower()):
        run(f'{create} from {external}."{name}"')
    run("set enable_case_sensitive_identifier to true", f'{create} from {external}."{name}"')
    run("reset enable_case_sensitive_identifier")
    kinesis.put_record(StreamName=name, Data=b"a", PartitionKey="a")
    eventually(run, "select partition_key from events", [("a",)])


def test_view_of_a_table_follows_it_once_it_may(run: Run) -> None:
    run("create table t (a int)", "create materialized view v as select a from t")
    run("insert into t values (1)")
    assert run("select a from v") == []
    run("alter materialized view v auto refresh yes")
    eventually(run, "select a from v", [(1,)])


def test_failure_is_recorded_and_tried_again(run: Run, put: Put, source: str, schema: str) -> None:
    run(f"create materialized view events auto refresh yes as select * from {source}")
    external = source.split(".")[0]
    run(f"drop schema {external}")
    history = (
        "select distinct refresh_type, status from sys_mv_refresh_history"
        f" where schema_name = '{schema}'"
    )
    eventually(run, history, [("Auto", "Refresh failed due to an internal error")])
    run(f"create external schema {external} from kinesis iam_role default")
    put("a")
    eventually(run, "select count(*) from events", [(1,)])


@pytest.mark.parametrize("definition", ["select getdate() as g from t", "select a from v"])
def test_auto_refresh_is_refused_where_redshift_has_none(run: Run, definition: str) -> None:
    run("create table t (a int)", "create materialized view v as select a from t")
    with pytest.raises(redshift_connector.Error, match="can't have AUTO REFRESH YES"):
        run(f"create materialized view w auto refresh yes as {definition}")
    run(f"create materialized view w as {definition}")
    with pytest.raises(redshift_connector.Error, match="can't have AUTO REFRESH YES"):
        run("alter materialized view w auto refresh yes")
