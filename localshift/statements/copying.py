"""COPY: the statement's part of it; localshift.copy does the work. AWS: r_COPY."""

from datetime import UTC
from typing import Literal

from localshift.catalog.relations import ColumnFacts
from localshift.copy.loading import run_copy
from localshift.copy.parsing import parse_copy
from localshift.copy.statement import CopyContext, CopyTarget, TargetColumn
from localshift.results import Result
from localshift.session import Session
from localshift.statements.targets import default, storage, writable


def _identity(column: ColumnFacts) -> Literal["always", "by default"] | None:
    if column.identity is None:
        return None
    return "by default" if column.identity_by_default else "always"


def run(session: Session, sql: str) -> Result:
    """Load files from S3 into a table; all of them or none."""
    copy = parse_copy(sql)
    relation = writable(session, copy.table, "insert")
    session.await_locks([relation])
    target = CopyTarget(
        schema=relation.schema,
        table=relation.name,
        duckdb_name=storage(relation),
        columns=tuple(
            TargetColumn(
                name=column.name,
                type=column.type,
                default_sql=default(session, relation, column)
                if column.default_sql or column.identity
                else None,
                not_null=column.not_null,
                identity=_identity(column),
            )
            for column in relation.columns
        ),
    )
    engine = session.engine
    session.last_copy_id = session.query_id
    outcome = run_copy(
        copy,
        target,
        session.db,
        engine.journal,
        engine.s3,
        history_context(session, relation.oid),
        session.interruptible,
    )
    return Result("COPY", notices=outcome.notices, severity="INFO")


def history_context(session: Session, table_id: int | None) -> CopyContext:
    """Who runs this statement, for the history of COPY and UNLOAD."""
    ((user_id,),) = session.run("select localshift_user_id(?)", [session.user]).fetchall()
    return CopyContext(
        query_id=session.query_id,
        transaction_id=session.query_id,
        session_id=session.pid,
        user_id=user_id,
        database=session.engine.database,
        table_id=table_id,
        started_at=session.statement_started_at.replace(tzinfo=UTC),
    )
