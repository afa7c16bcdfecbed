"""Statements, their parameters, results and statuses (AWS: API_ExecuteStatement and others)."""

from typing import Any

import pytest
from botocore.exceptions import ClientError, ParamValidationError

from tests.localshift.data_api.conftest import CLUSTER, RunToEnd, ended, values


def code(error: pytest.ExceptionInfo[ClientError]) -> str:
    return str(error.value.response["Error"]["Code"])


def message(error: pytest.ExceptionInfo[ClientError]) -> str:
    return str(error.value.response["Error"]["Message"])


def test_query_ends_with_its_result(data_api: Any, run_to_end: RunToEnd) -> None:
    described = run_to_end("select 1 as one, 'a' as letter, null as nothing")
    assert described["Status"] == "FINISHED"
    assert described["HasResultSet"]
    assert described["ResultRows"] == 1
    assert described["Duration"] > 0
    assert values(data_api, described["Id"]) == [[1, "a", None]]


def test_types_have_fields_of_their_own(data_api: Any, run_to_end: RunToEnd) -> None:
    described = run_to_end(
        "select 1::smallint, 2::bigint, 1.5::float8, true, 1.50::decimal(5, 2),"
        " date '2026-11-21', timestamp '2026-11-21 08:00:00'"
    )
    (record,) = data_api.get_statement_result(Id=described["Id"])["Records"]
    assert record == [
        {"longValue": 1},
        {"longValue": 2},
        {"doubleValue": 1.5},
        {"booleanValue": True},
        {"stringValue": "1.50"},
        {"stringValue": "2026-11-21"},
        {"stringValue": "2026-11-21 08:00:00"},
    ]


def test_metadata_describes_the_columns(data_api: Any, run_to_end: RunToEnd) -> None:
    described = run_to_end("select 'abc'::varchar(10) as name, 1.5::decimal(7, 2) as price")
    columns = data_api.get_statement_result(Id=described["Id"])["ColumnMetadata"]
    assert [(c["name"], c["typeName"], c["precision"], c["scale"]) for c in columns] == [
        ("name", "varchar", 10, 0),
        ("price", "numeric", 7, 2),
    ]


def test_parameters_are_values_not_text(data_api: Any, run_to_end: RunToEnd, schema: str) -> None:
    run_to_end(f"create table {schema}.t (id int, name varchar(40))")
    hostile = "'); drop table t; -- \\"
    run_to_end(
        f"insert into {schema}.t values (:id, :name)",
        Parameters=[{"name": "id", "value": "7"}, {"name": "name", "value": hostile}],
    )
    described = run_to_end(
        f"select id, name, ':id' from {schema}.t where id = :id and name::varchar = :name",
        Parameters=[{"name": "id", "value": "7"}, {"name": "name", "value": hostile}],
    )
    assert values(data_api, described["Id"]) == [[7, hostile, ":id"]]
    assert described["QueryParameters"][0] == {"name": "id", "value": "7"}


def test_parameter_that_no_statement_uses_is_refused(data_api: Any) -> None:
    with pytest.raises(ClientError) as error:
        data_api.execute_statement(
            Sql="select 1", Parameters=[{"name": "surplus", "value": "1"}], **CLUSTER
        )
    assert code(error) == "ValidationException"
    assert "surplus" in message(error)


def test_parameter_without_a_value_is_refused(data_api: Any) -> None:
    with pytest.raises(ClientError) as error:
        data_api.execute_statement(Sql="select :missing", **CLUSTER)
    assert message(error) == "Cannot find parameter: missing"


def test_error_of_sql_is_a_status(data_api: Any, run_to_end: RunToEnd) -> None:
    described = run_to_end("select * from no_such_table")
    assert described["Status"] == "FAILED"
    assert described["Error"] == 'ERROR: relation "no_such_table" does not exist'
    with pytest.raises(ClientError) as error:
        data_api.get_statement_result(Id=described["Id"])
    assert code(error) == "ResourceNotFoundException"


def test_unknown_database_is_a_status(run_to_end: RunToEnd) -> None:
    described = run_to_end("select 1", Database="elsewhere")
    assert described["Status"] == "FAILED"
    assert described["Error"] == 'FATAL: database "elsewhere" does not exist'


def test_changes_count_the_rows_they_touched(run_to_end: RunToEnd, schema: str) -> None:
    assert run_to_end(f"create table {schema}.t (id int)")["ResultRows"] == 0
    described = run_to_end(f"insert into {schema}.t values (1), (2), (3)")
    assert described["ResultRows"] == 3
    assert not described["HasResultSet"]


def test_result_has_pages(data_api: Any, run_to_end: RunToEnd, schema: str) -> None:
    run_to_end(f"create table {schema}.t (id int)")
    rows = ", ".join(f"({n})" for n in range(2500))
    run_to_end(f"insert into {schema}.t values {rows}")
    described = run_to_end(f"select id from {schema}.t order by id")
    pages = list(data_api.get_paginator("get_statement_result").paginate(Id=described["Id"]))
    ids = [record[0]["longValue"] for page in pages for record in page["Records"]]
    assert len(pages) > 1
    assert ids == list(range(2500))
    assert pages[0]["TotalNumRows"] == 2500


def test_csv_result(data_api: Any, run_to_end: RunToEnd) -> None:
    described = run_to_end("select 1, 'a,\"b\"', '', null", ResultFormat="CSV")
    answer = data_api.get_statement_result_v2(Id=described["Id"])
    assert answer["Records"] == [{"CSVRecords": '1,"a,""b""","",\n'}]
    assert answer["ResultFormat"] == "CSV"
    with pytest.raises(ClientError) as error:
        data_api.get_statement_result(Id=described["Id"])
    assert code(error) == "ValidationException"


def test_same_client_token_runs_once(data_api: Any, run_to_end: RunToEnd, schema: str) -> None:
    run_to_end(f"create table {schema}.t (id int)")
    sql, token = f"insert into {schema}.t values (1)", f"token-{schema}"
    first = data_api.execute_statement(Sql=sql, ClientToken=token, **CLUSTER)
    second = data_api.execute_statement(Sql=sql, ClientToken=token, **CLUSTER)
    assert first["Id"] == second["Id"]
    ended(data_api, first["Id"])
    assert values(data_api, run_to_end(f"select count(*) from {schema}.t")["Id"]) == [[1]]


def test_client_token_with_another_statement_is_refused(data_api: Any, schema: str) -> None:
    data_api.execute_statement(Sql="select 1", ClientToken=f"t-{schema}", **CLUSTER)
    with pytest.raises(ClientError) as error:
        data_api.execute_statement(Sql="select 2", ClientToken=f"t-{schema}", **CLUSTER)
    assert code(error) == "ValidationException"


def test_running_statement_is_cancelled(data_api: Any, run_to_end: RunToEnd, schema: str) -> None:
    run_to_end(f"create table {schema}.t (id int)")
    holder = run_to_end("begin", SessionKeepAliveSeconds=60)["SessionId"]
    run_to_end(f"lock {schema}.t", SessionId=holder)
    waiting = data_api.execute_statement(Sql=f"select * from {schema}.t", **CLUSTER)
    assert data_api.cancel_statement(Id=waiting["Id"])["Status"]
    assert ended(data_api, waiting["Id"])["Status"] == "ABORTED"
    run_to_end("rollback", SessionId=holder)


def test_ended_statement_cannot_be_cancelled(data_api: Any, run_to_end: RunToEnd) -> None:
    identifier = run_to_end("select 1")["Id"]
    with pytest.raises(ClientError) as error:
        data_api.cancel_statement(Id=identifier)
    assert message(error).startswith("Could not cancel a query that is already in FINISHED state")


def test_unknown_statement_is_not_found(data_api: Any) -> None:
    with pytest.raises(ClientError) as error:
        data_api.describe_statement(Id="d9b6c0c9-0747-4bf4-b142-e8883122f766")
    assert code(error) == "ResourceNotFoundException"


def test_statements_are_listed_by_name_and_status(
    data_api: Any, run_to_end: RunToEnd, schema: str
) -> None:
    run_to_end("select 1", StatementName=f"{schema}-good")
    run_to_end("select * from no_such_table", StatementName=f"{schema}-bad")
    finished = data_api.list_statements(StatementName=schema)["Statements"]
    assert [statement["StatementName"] for statement in finished] == [f"{schema}-good"]
    every = data_api.list_statements(StatementName=schema, Status="ALL")["Statements"]
    assert [statement["Status"] for statement in every] == ["FAILED", "FINISHED"]


def test_several_statements_in_one_text_are_refused(data_api: Any) -> None:
    with pytest.raises(ClientError) as error:
        data_api.execute_statement(Sql="select 1; select 2", **CLUSTER)
    assert code(error) == "ValidationException"


def test_text_over_the_limit_is_refused(data_api: Any) -> None:
    with pytest.raises(ClientError) as error:
        data_api.execute_statement(Sql=f"select '{'a' * 102_400}'", **CLUSTER)
    assert code(error) == "ValidationException"


@pytest.mark.parametrize(
    "request_",
    [
        {"Sql": "select 1", "Database": "dev"},
        {"Sql": "select 1", "ClusterIdentifier": "warehouse"},
        {"Sql": "select 1", "ClusterIdentifier": "No Name", "Database": "dev"},
        {"Sql": "select 1", **CLUSTER, "ResultFormat": "XML"},
        {"Sql": "select 1", **CLUSTER, "WithEvent": True},
    ],
    ids=["no cluster", "no database", "bad cluster name", "unknown format", "events"],
)
def test_request_that_is_not_valid_is_refused(data_api: Any, request_: dict[str, Any]) -> None:
    with pytest.raises(ClientError) as error:
        data_api.execute_statement(**request_)
    assert code(error) == "ValidationException"


def test_boto3_checks_required_parameters_itself(data_api: Any) -> None:
    with pytest.raises(ParamValidationError):
        data_api.execute_statement(**CLUSTER)
