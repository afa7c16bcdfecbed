"""The operations of the Data API, by the names of its reference."""

import json
from collections.abc import Callable

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from localshift.catalog.metadata import ADMIN
from localshift.data_api import listing
from localshift.data_api.answers import (
    CONNECTION,
    Answer,
    connection,
    executed,
    listed_session,
    listed_statement,
    progress,
)
from localshift.data_api.errors import ApiError, invalid, not_found
from localshift.data_api.paging import page
from localshift.data_api.placeholders import check_names
from localshift.data_api.records import RUNNING, Execution, Records, new_execution
from localshift.data_api.requests import Request
from localshift.data_api.results import column_metadata
from localshift.data_api.running import Runner, parameters
from localshift.data_api.sessions import Sessions, SharedSession
from localshift.engine import Engine
from localshift.errors import SqlError
from localshift.session import Session
from localshift.sql.lexer import split_statements

# AWS: data-api, "Considerations when calling the Amazon Redshift Data API".
STATEMENT_BYTES = 100 * 1024
BATCH_STATEMENTS = 40
_RESULT_PAGE = 1000
_LIST_PAGE = 100


class DataApi:
    """Answers requests about one engine. Raises ApiError."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._records = Records()
        self._sessions = Sessions()
        self._runner = Runner(self._records, self._sessions)
        self._operations: dict[str, Callable[[Request], Answer]] = {
            "ExecuteStatement": self._execute,
            "BatchExecuteStatement": self._execute,
            "DescribeStatement": self._describe,
            "CancelStatement": self._cancel,
            "GetStatementResult": lambda request: self._result(request, "JSON"),
            "GetStatementResultV2": lambda request: self._result(request, "CSV"),
            "ListStatements": self._list_statements,
            "ListSessions": self._list_sessions,
            "ListDatabases": lambda request: self._listed(request, listing.databases),
            "ListSchemas": lambda request: self._listed(request, listing.schemas),
            "ListTables": lambda request: self._listed(request, listing.tables),
            "DescribeTable": lambda request: self._listed(request, listing.table),
        }

    def answer(self, operation: str, request: Request) -> Answer:
        return self._operations[operation](request)

    def close(self) -> None:
        self._sessions.close()

    # statements

    def _execute(self, request: Request) -> Answer:
        """ExecuteStatement and BatchExecuteStatement."""
        self._check_texts(request)
        if request.get("WithEvent"):
            raise invalid("localshift does not implement WithEvent")
        reused = self._reused_session(request)
        user = reused.session.user if reused else self._user(request)
        token = request.pop("ClientToken", None)
        execution = new_execution(request, user)
        kept = self._records.add(execution, token)
        if kept is execution:
            self._start(execution, reused)
        if "WaitTimeSeconds" in request:
            self._records.wait(kept.whole, request["WaitTimeSeconds"])
        return executed(kept)

    def _start(self, execution: Execution, reused: SharedSession | None) -> None:
        try:
            shared = reused or self._sessions.add(
                self._connect(execution.request, execution.user), execution.request
            )
            self._sessions.take(shared, execution.whole.id)
        except ApiError:
            self._records.update([execution.whole], status="FAILED")
            raise
        except SqlError as error:
            text = f"{error.severity}: {error.message}"
            self._records.update([execution.whole], status="FAILED", error=text)
            return
        if "SessionKeepAliveSeconds" in execution.request:
            shared.keep_alive_seconds = execution.request["SessionKeepAliveSeconds"]
        if shared.keep_alive_seconds:
            execution.session_id = shared.id
        self._runner.start(execution, shared)

    def _check_texts(self, request: Request) -> None:
        texts = request["Sqls"] if "Sqls" in request else [request["Sql"]]
        if not 1 <= len(texts) <= BATCH_STATEMENTS:
            raise invalid(f"Sqls takes 1 to {BATCH_STATEMENTS} statements")
        for text in texts:
            if len(text.encode()) > STATEMENT_BYTES:
                raise invalid(f"A statement may have {STATEMENT_BYTES} bytes at most")
            if len(split_statements(text)) != 1:
                raise invalid("Each text must be a single SQL statement")
        check_names(texts, parameters(request))

    def _reused_session(self, request: Request) -> SharedSession | None:
        if "SessionId" not in request:
            if not {"ClusterIdentifier", "WorkgroupName"} & set(request):
                raise invalid("ClusterIdentifier or WorkgroupName is required")
            if "Database" not in request:
                raise invalid("Database is required")
            return None
        if surplus := [name for name in CONNECTION if name in request]:
            raise invalid(f"With SessionId, {surplus[0]} cannot be given")
        return self._sessions.find(request["SessionId"])

    def _describe(self, request: Request) -> Answer:
        execution, statement = self._records.find(request["Id"])
        self._records.wait(statement, request.get("WaitTimeSeconds", 0))
        described = {**connection(execution), **progress(statement)}
        described |= {"RedshiftPid": statement.pid, "ResultFormat": execution.result_format}
        if execution.request.get("Parameters"):
            described["QueryParameters"] = execution.request["Parameters"]
        if statement is execution.whole and execution.is_batch:
            described["SubStatements"] = [progress(part) for part in execution.parts]
            described["HasResultSet"] = any(part.result for part in execution.parts)
            described["ExecutionMode"] = execution.request.get("ExecutionMode", "TRANSACTION")
        return described

    def _cancel(self, request: Request) -> Answer:
        execution, _ = self._records.find(request["Id"])
        whole = execution.whole
        if whole.status not in RUNNING:
            raise invalid(
                f"Could not cancel a query that is already in {whole.status} state"
                f" with ID: {whole.id}"
            )
        self._runner.cancel(execution)
        return {"Status": True}

    def _result(self, request: Request, result_format: str) -> Answer:
        execution, statement = self._records.find(request["Id"])
        self._records.wait(statement, request.get("WaitTimeSeconds", 0))
        if statement.status != "FINISHED" or statement.result is None:
            raise not_found("Query does not have result. Please check query status.")
        if execution.result_format != result_format:
            other = "GetStatementResultV2" if result_format == "JSON" else "GetStatementResult"
            raise invalid(f"The result is in {execution.result_format} format: use {other}")
        result = statement.result
        records, more = page(result.records, request, _RESULT_PAGE)
        answer = {
            "ColumnMetadata": [column_metadata(column) for column in result.columns],
            "TotalNumRows": len(result.records),
            **more,
        }
        if result_format == "CSV":
            return answer | {
                "Records": [{"CSVRecords": "".join(f"{record}\n" for record in records)}],
                "ResultFormat": "CSV",
            }
        return answer | {"Records": records}

    def _list_statements(self, request: Request) -> Answer:
        status = request.get("Status", "FINISHED")
        found = [
            execution
            for execution in self._records.newest_first()
            if status in ("ALL", execution.whole.status)
            and execution.request.get("StatementName", "").startswith(
                request.get("StatementName", "")
            )
            and _matches(request, execution.request)
        ]
        shown, more = page(found, request, _LIST_PAGE)
        return {"Statements": [listed_statement(execution) for execution in shown], **more}

    # sessions and the catalog

    def _list_sessions(self, request: Request) -> Answer:
        if "SessionId" in request:
            if {"Status", "ClusterIdentifier", "WorkgroupName", "Database"} & set(request):
                raise invalid("With SessionId, no other filter can be given")
            return {"Sessions": [listed_session(self._sessions.find(request["SessionId"]))]}
        wanted = [request["Status"]] if "Status" in request else ["AVAILABLE", "BUSY"]
        found = [
            shared
            for shared in self._sessions.newest_first()
            if shared.status in wanted and _matches(request, shared.request)
        ]
        shown, more = page(found, request, _LIST_PAGE)
        return {"Sessions": [listed_session(shared) for shared in shown], **more}

    def _listed(self, request: Request, look_up: Callable[[Session, Request], Answer]) -> Answer:
        """Answer from the catalog, at once."""
        database = request.get("ConnectedDatabase") or request.get("Database")
        try:
            session = self._connect({"Database": database}, self._user(request))
        except SqlError as error:
            raise ApiError("DatabaseConnectionException", error.message) from None
        try:
            return look_up(session, request)
        finally:
            session.close()

    # who connects

    def _connect(self, request: Request, user: str) -> Session:
        if not self._engine.has_user(user):
            raise SqlError("28000", f'user "{user}" does not exist', severity="FATAL")
        database = request.get("Database") or self._engine.database
        return self._engine.log_in(user, database, {})

    def _user(self, request: Request) -> str:
        """The user of the secret, the one that is named, or for an IAM identity the superuser."""
        if "SecretArn" not in request:
            return str(request.get("DbUser", ADMIN))
        try:
            secret = boto3.client("secretsmanager").get_secret_value(SecretId=request["SecretArn"])
            login = json.loads(secret["SecretString"])
            user, password = str(login["username"]), str(login["password"])
        except (BotoCoreError, ClientError, ValueError, KeyError, TypeError):
            raise invalid("The secret cannot be read, or has no username and password") from None
        if not self._engine.check_password(user, password):
            raise invalid(f'password authentication failed for user "{user}"')
        return user


def _matches(wanted: Request, request: Request) -> bool:
    names = ("ClusterIdentifier", "WorkgroupName", "Database")
    return all(wanted[name] == request.get(name) for name in names if name in wanted)
