"""UNLOAD: the statement's part of it; localshift.lake does the work. AWS: r_UNLOAD."""

from localshift.errors import SqlError
from localshift.lake.unload_statement import parse_unload
from localshift.lake.unloading import run_unload
from localshift.results import Result
from localshift.session import Session
from localshift.sql.translate import parse_query
from localshift.statements.copying import history_context
from localshift.statements.queries import columns_of, translate


def run(session: Session, sql: str) -> Result:
    """Write the rows of a query to files on S3."""
    unload = parse_unload(sql)
    refuse_limit(unload.query, "UNLOAD")
    translated = translate(session, unload.query)
    query = session.query(translated.sql)
    session.await_locks(list(translated.bound.relations.values()))
    session.last_unload_id, session.last_unload_count = session.query_id, 0
    session.last_unload_count = run_unload(
        unload,
        columns_of(session, translated),
        lambda: session.fetch(query),
        session.engine.journal,
        session.engine.s3,
        history_context(session, None),
    )
    notice = f"UNLOAD completed, {session.last_unload_count} record(s) unloaded successfully."
    return Result("UNLOAD", notices=(notice,), severity="INFO")


def refuse_limit(query: str, statement: str) -> None:
    """AWS: r_UNLOAD, "Limit clause"; TOP is no different. A nested LIMIT is allowed."""
    if parse_query(query).args.get("limit") is not None:
        raise SqlError("0A000", f"LIMIT not allowed in the outer SELECT of {statement}")
