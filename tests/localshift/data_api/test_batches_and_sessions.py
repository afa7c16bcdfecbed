"""Batches in one transaction, and sessions that several requests share."""

import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from tests.localshift.data_api.conftest import CLUSTER, RunToEnd, ended, values


def run_batch(data_api: Any, *sqls: str, **more: Any) -> dict[str, Any]:
    started = data_api.batch_execute_statement(Sqls=list(sqls), **{**CLUSTER, **more})
    return ended(data_api, started["Id"])


def test_batch_has_a_result_a_statement(data_api: Any) -> None:
    described = run_batch(data_api, "select 1", "select 2")
    assert described["Status"] == "FINISHED"
    assert [part["Id"] for part in described["SubStatements"]] == [
        f"{described['Id']}:1",
        f"{described['Id']}:2",
    ]
    assert values(data_api, f"{described['Id']}:2") == [[2]]


def test_batch_is_one_transaction(data_api: Any, run_to_end: RunToEnd, schema: str) -> None:
    run_to_end(f"create table {schema}.t (id int)")
    described = run_batch(
        data_api, f"insert into {schema}.t values (1)", "select 1 / 0", "select 3"
    )
    assert described["Status"] == "FAILED"
    statuses = [part["Status"] for part in described["SubStatements"]]
    assert statuses == ["FINISHED", "FAILED", "ABORTED"]
    assert values(data_api, run_to_end(f"select count(*) from {schema}.t")["Id"]) == [[0]]


def test_batch_may_commit_each_statement(data_api: Any, run_to_end: RunToEnd, schema: str) -> None:
    run_to_end(f"create table {schema}.t (id int)")
    described = run_batch(
        data_api,
        "select 1 / 0",
        f"insert into {schema}.t values (1)",
        ExecutionMode="AUTO_COMMIT",
    )
    assert [part["Status"] for part in described["SubStatements"]] == ["FAILED", "FINISHED"]
    assert values(data_api, run_to_end(f"select count(*) from {schema}.t")["Id"]) == [[1]]


@pytest.mark.parametrize("mode", ["TRANSACTION", "AUTO_COMMIT"])
def test_cancelled_batch_runs_nothing_more(
    data_api: Any, run_to_end: RunToEnd, schema: str, mode: str
) -> None:
    run_to_end(f"create table {schema}.t (id int)")
    holder = run_to_end("begin", SessionKeepAliveSeconds=60)["SessionId"]
    run_to_end(f"lock {schema}.t", SessionId=holder)
    batch = data_api.batch_execute_statement(
        Sqls=[f"select * from {schema}.t", f"create table {schema}.later (id int)"],
        ExecutionMode=mode,
        **CLUSTER,
    )
    data_api.cancel_statement(Id=batch["Id"])
    described = ended(data_api, batch["Id"])
    assert described["Status"] == "ABORTED"
    assert [part["Status"] for part in described["SubStatements"]] == ["ABORTED", "ABORTED"]
    run_to_end("rollback", SessionId=holder, SessionKeepAliveSeconds=0)


def test_vacuum_cannot_run_in_a_batch(data_api: Any, run_to_end: RunToEnd, schema: str) -> None:
    run_to_end(f"create table {schema}.t (id int)")
    described = run_batch(data_api, f"vacuum {schema}.t")
    assert described["Status"] == "FAILED"
    assert "VACUUM cannot run inside a transaction block" in described["Error"]


def test_parameters_serve_the_whole_batch(data_api: Any) -> None:
    described = run_batch(
        data_api,
        "select :a",
        "select :b",
        Parameters=[{"name": "a", "value": "1"}, {"name": "b", "value": "2"}],
    )
    assert values(data_api, f"{described['Id']}:2") == [["2"]]


def test_batch_of_more_than_40_is_refused(data_api: Any) -> None:
    with pytest.raises(ClientError, match="ValidationException"):
        data_api.batch_execute_statement(Sqls=["select 1"] * 41, **CLUSTER)


@pytest.fixture
def session_id(data_api: Any, run_to_end: RunToEnd) -> Iterator[str]:
    described = run_to_end("select 1", SessionKeepAliveSeconds=60)
    yield described["SessionId"]
    run_to_end("rollback", SessionId=described["SessionId"], SessionKeepAliveSeconds=0)


def test_session_keeps_temporary_tables(
    data_api: Any, run_to_end: RunToEnd, session_id: str
) -> None:
    run_to_end("create temp table seen (id int)", SessionId=session_id)
    run_to_end("insert into seen values (1)", SessionId=session_id)
    described = run_to_end("select id from seen", SessionId=session_id)
    assert values(data_api, described["Id"]) == [[1]]


def test_session_keeps_a_transaction_open(
    data_api: Any, run_to_end: RunToEnd, session_id: str, schema: str
) -> None:
    run_to_end(f"create table {schema}.t (id int)")
    run_to_end("begin", SessionId=session_id)
    run_to_end(f"insert into {schema}.t values (1)", SessionId=session_id)
    assert values(data_api, run_to_end(f"select count(*) from {schema}.t")["Id"]) == [[0]]
    run_to_end("commit", SessionId=session_id)
    assert values(data_api, run_to_end(f"select count(*) from {schema}.t")["Id"]) == [[1]]


def test_sessions_are_listed(data_api: Any, session_id: str) -> None:
    (found,) = data_api.list_sessions(SessionId=session_id)["Sessions"]
    assert found["Status"] == "AVAILABLE"
    assert found["SessionAliveSeconds"] == 60
    listed = data_api.list_sessions()["Sessions"]
    assert session_id in [session["SessionId"] for session in listed]


def test_session_that_does_not_exist_is_not_found(data_api: Any) -> None:
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        data_api.execute_statement(Sql="select 1", SessionId="d9b6c0c9-0747-4bf4-b142-e8883122f766")


def test_session_takes_no_other_connection(data_api: Any, session_id: str) -> None:
    with pytest.raises(ClientError, match="ValidationException"):
        data_api.execute_statement(Sql="select 1", SessionId=session_id, **CLUSTER)


def test_busy_session_refuses_a_second_statement(
    data_api: Any, run_to_end: RunToEnd, session_id: str, schema: str
) -> None:
    run_to_end(f"create table {schema}.t (id int)")
    holder = run_to_end("begin", SessionKeepAliveSeconds=60)["SessionId"]
    run_to_end(f"lock {schema}.t", SessionId=holder)
    waiting = data_api.execute_statement(Sql=f"select * from {schema}.t", SessionId=session_id)
    with pytest.raises(ClientError, match="busy"):
        data_api.execute_statement(Sql="select 1", SessionId=session_id)
    run_to_end("commit", SessionId=holder, SessionKeepAliveSeconds=0)
    assert ended(data_api, waiting["Id"])["Status"] == "FINISHED"


def test_secret_names_the_user(data_api: Any, run_to_end: RunToEnd, schema: str) -> None:
    secrets = boto3.client("secretsmanager")
    login = {"username": "admin", "password": "local"}
    good = secrets.create_secret(Name=f"{schema}-good", SecretString=json.dumps(login))["ARN"]
    wrong = secrets.create_secret(
        Name=f"{schema}-wrong", SecretString=json.dumps({**login, "password": "guessed"})
    )["ARN"]
    described = run_to_end("select current_user", SecretArn=good)
    assert values(data_api, described["Id"]) == [["admin"]]
    with pytest.raises(ClientError, match="password authentication failed"):
        run_to_end("select 1", SecretArn=wrong)
