"""What the Data API answers of statements and sessions. Pure.

AWS: API_ExecuteStatement, API_DescribeStatement, API_StatementData, API_SessionData.
"""

from typing import Any

from localshift.data_api.records import Execution, Statement
from localshift.data_api.sessions import SharedSession

Answer = dict[str, Any]

CONNECTION = ("ClusterIdentifier", "WorkgroupName", "Database", "DbUser", "SecretArn")


def connection(execution: Execution) -> Answer:
    given = {name: execution.request[name] for name in CONNECTION if name in execution.request}
    session = {"SessionId": execution.session_id} if execution.session_id else {}
    return {**given, **session, "DbUser": execution.user}


def executed(execution: Execution) -> Answer:
    whole = execution.whole
    return {
        **connection(execution),
        "Id": whole.id,
        "CreatedAt": whole.created_at.timestamp(),
        "DbGroups": [],
        "Status": whole.status,
        "RedshiftPid": whole.pid,
        "HasResultSet": any(statement.result for statement in execution.statements),
    }


def progress(statement: Statement) -> Answer:
    return {
        "Id": statement.id,
        "QueryString": statement.text,
        "Status": statement.status,
        "CreatedAt": statement.created_at.timestamp(),
        "UpdatedAt": statement.updated_at.timestamp(),
        "Duration": statement.duration_nanoseconds,
        "ResultRows": statement.rows,
        "ResultSize": statement.size_bytes,
        "RedshiftQueryId": statement.query_id,
        "HasResultSet": statement.result is not None,
        **({} if statement.error is None else {"Error": statement.error}),
    }


def listed_statement(execution: Execution) -> Answer:
    whole, request = execution.whole, execution.request
    optional = {"StatementName": "StatementName", "SecretArn": "SecretArn"}
    optional |= {"QueryParameters": "Parameters"}
    return {
        "Id": whole.id,
        "QueryString": whole.text,
        "QueryStrings": [statement.text for statement in execution.parts],
        "Status": whole.status,
        "CreatedAt": whole.created_at.timestamp(),
        "UpdatedAt": whole.updated_at.timestamp(),
        "IsBatchStatement": execution.is_batch,
        "ResultFormat": execution.result_format,
        **{name: request[key] for name, key in optional.items() if key in request},
        **({"SessionId": execution.session_id} if execution.session_id else {}),
    }


def listed_session(shared: SharedSession) -> Answer:
    request = shared.request
    names = ("Database", "ClusterIdentifier", "WorkgroupName")
    return {
        "SessionId": shared.id,
        "Status": shared.status,
        "CreatedAt": shared.created_at.timestamp(),
        "UpdatedAt": shared.updated_at.timestamp(),
        "SessionAliveSeconds": shared.keep_alive_seconds,
        "SessionTtl": shared.expires_at.timestamp(),
        "DbUser": shared.session.user,
        **{name: request[name] for name in names if name in request},
        **({"CurrentStatementId": shared.statement_id} if shared.statement_id else {}),
    }
