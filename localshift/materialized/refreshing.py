"""Bring a materialized view's rows up to date. AWS: materialized-view-refresh-sql-command.

The query is always run as a whole, so that the rows are right in every case. What is reported is
what Redshift would have done: nothing, or take over the changes, or compute all anew.
"""

from collections.abc import Sequence
from datetime import UTC, datetime

import duckdb

from localshift.catalog.relations import Relation
from localshift.duckdb_errors import from_duckdb_error, is_conflict
from localshift.errors import SqlError, refuse
from localshift.materialized import history, store
from localshift.materialized.history import Outcome, Refresh
from localshift.quoting import quoted
from localshift.session import Session
from localshift.sql.translate import Translated, translate_stored
from localshift.statements.names import resolver
from localshift.statements.queries import columns_of
from localshift.statements.tables import fill
from localshift.statements.targets import storage
from localshift.streaming.ingestion import ingest

# AWS: r_STV_MV_INFO (the states), r_SVL_MV_REFRESH_STATUS (the texts).
_UNREFRESHABLE = {
    101: "A base table column was dropped",
    102: "A base table column type was changed",
    103: "A base table was renamed",
    104: "A base table column was renamed",
}


class UnrefreshableError(SqlError):
    """The view can be read but not refreshed any more; `status` is what the history says of it."""

    def __init__(self, view: Relation, state: int) -> None:
        reason = _UNREFRESHABLE[state]
        super().__init__(
            "55000",
            f"Materialized view {view.name} is unrefreshable: {reason[0].lower()}{reason[1:]}.",
            hint="Drop the materialized view and create it anew.",
        )
        self.status = f"Refresh failed. {reason}"


def refresh_all(session: Session, views: Sequence[Relation]) -> str:
    """Refresh views in this order, all or none, and record it; what is told of the last one."""
    notice = ""
    target = views[-1]
    for view in views:
        started_at = _now()
        try:
            outcome = _refresh(session, view)
        except (SqlError, duckdb.Error) as raised:
            error = raised if isinstance(raised, SqlError) else from_duckdb_error(raised)
            if is_conflict(error) and not session.in_block:
                raise  # the session runs the statement again
            _record_failure(session, view, _status_of(error), started_at)
            if view is not target:
                status = f"{view.schema}.{view.name} was not refreshed."
                status = f"Cascade refresh failed because materialized view {status}"
                _record_failure(session, target, status, started_at)
            raise
        if session.refresh_type == "Manual" or outcome.has_news:
            entry = _entry(session, view, outcome.status, started_at)
            history.record(session.db, entry)
        notice = outcome.notice
    return notice


def record_missing(session: Session, parts: tuple[str, ...]) -> None:
    """Redshift's history also has the refreshes of views that do not exist."""
    schema = parts[-2] if len(parts) > 1 else session.context.schema
    missing = Relation(0, schema, parts[-1], "", session.user)
    _record_failure(session, missing, history.NOT_FOUND, _now())


def _refresh(session: Session, view: Relation) -> Outcome:
    facts = store.load(session, view.oid)
    if facts.unrefreshable is not None:
        raise UnrefreshableError(view, facts.unrefreshable)
    if facts.stream is not None:
        return ingest(session, view, facts.stream)
    if session.in_block and facts.incremental and store.has_own_changes(session, view.oid):
        # Redshift would leave this transaction's own changes out until they are committed.
        raise refuse("REFRESH MATERIALIZED VIEW after a change of its base table in the same block")
    if not facts.recompute and not store.is_outdated(session, view.oid):
        return _up_to_date(session, view)
    _recompute(session, view)
    if facts.incremental and not facts.recompute:
        notice = f"Materialized view {view.name} was incrementally updated successfully."
        return Outcome(history.INCREMENTAL, notice)
    notice = f"Materialized view {view.name} was recomputed successfully."
    return Outcome(history.RECOMPUTED, notice)


def _recompute(session: Session, view: Relation) -> None:
    store.mark_refreshed(session, view.oid)
    translated = translate_stored(view, resolver(session), session.context)
    session.await_locks(list(translated.bound.relations.values()))
    session.run(f"delete from {storage(view)}")
    fill(session, view, _columns_of_the_view(session, view, translated))
    store.reflect_bases(session, view.oid, translated.bound.direct)
    store.note_change(session, view)


def _columns_of_the_view(session: Session, view: Relation, translated: Translated) -> Translated:
    """A star in the definition stands for the columns that there were when the view was made."""
    types = dict(
        zip([c.name for c in columns_of(session, translated)], translated.types, strict=True)
    )
    names = [column.name for column in view.columns]
    sql = f"select {', '.join(map(quoted, names))} from ({translated.sql}) as definition"
    return Translated(sql, tuple(types[name] for name in names), translated.bound)


def _up_to_date(session: Session, view: Relation) -> Outcome:
    notice = f"Materialized view {view.name} is already up to date."
    if any(store.is_outdated(session, base.oid) for base in store.underlying(session, view.oid)):
        notice += "  However, it depends on another materialized view that is not up to date."
    return Outcome(history.UP_TO_DATE, notice, has_news=False)


def _status_of(error: SqlError) -> str:
    if isinstance(error, UnrefreshableError):
        return error.status
    return history.CONFLICT if is_conflict(error) else history.FAILED


def _record_failure(session: Session, view: Relation, status: str, started_at: datetime) -> None:
    session.engine.failed_refreshes.record(_entry(session, view, status, started_at))


def _entry(session: Session, view: Relation, status: str, started_at: datetime) -> Refresh:
    return Refresh(
        session_id=session.pid,
        transaction_id=session.query_id,
        schema_name=view.schema,
        mv_id=view.oid or None,
        mv_name=view.name,
        refresh_type=session.refresh_type,
        status=status,
        start_time=started_at,
        end_time=_now(),
        user=session.user,
    )


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)
