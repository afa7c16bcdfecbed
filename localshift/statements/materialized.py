"""CREATE, REFRESH, ALTER and DROP of materialized views.

AWS: materialized-view-create-sql-command, materialized-view-refresh-sql-command,
r_ALTER_MATERIALIZED_VIEW, materialized-view-drop-sql-command.
"""

from dataclasses import dataclass
from functools import partial

from sqlglot import exp

from localshift.catalog.relations import MATERIALIZED_VIEW, TABLE, ColumnFacts, Relation
from localshift.errors import SqlError, duplicate_column, duplicate_table, refuse
from localshift.materialized import store
from localshift.materialized.definition import (
    cannot_define,
    check_definition,
    is_incremental,
    is_mutable,
    is_rewritable,
)
from localshift.materialized.refreshing import record_missing, refresh_all
from localshift.materialized.store import MaterializedView, Stream
from localshift.results import Result
from localshift.session import Session
from localshift.sql.binding import with_oids
from localshift.sql.dialect import LocalRedshift
from localshift.sql.identifiers import keeping_case
from localshift.sql.reader import Reader
from localshift.sql.table_attributes import Attributes, parse_attributes
from localshift.sql.translate import Translated, parse_query, translate_parsed
from localshift.statements.dropping import drop_relations
from localshift.statements.external_names import catalog_schema
from localshift.statements.names import find_relation, look_up_relation, new_name, resolver
from localshift.statements.permissions import require_owner
from localshift.statements.queries import columns_of
from localshift.statements.tables import create_storage, fill, with_keys
from localshift.streaming.source import (
    RECORDS,
    at_hand,
    find_stream,
    stream_region,
    stream_resolver,
)


@dataclass(frozen=True, slots=True)
class _Definition:
    """A view's query, parsed and ready to run; the stream that it reads, or None for tables."""

    query: exp.Query
    translated: Translated
    stream: Stream | None

    @property
    def bases(self) -> list[Relation]:
        """The tables and views that it names."""
        if self.stream is not None:
            return []
        found = self.translated.bound
        return [found.relations[oid] for oid in found.direct]


def create(session: Session, sql: str) -> Result:
    """CREATE MATERIALIZED VIEW name [BACKUP …] [table attributes] [AUTO REFRESH …] AS query."""
    reader = Reader(sql)
    start = reader.here.start if reader.here else 0
    reader.expect("create", "materialized", "view")
    parts = reader.qualified_name()
    attributes = parse_attributes(reader)
    auto_refresh = reader.accept("auto", "refresh") and _yes_or_no(reader)
    reader.expect("as")
    schema, name = new_name(session, parts, temporary=False)
    if session.engine.metadata.relation(session.db, schema, name) is not None:
        raise duplicate_table(name)
    text = reader.rest()
    definition = _define(session, text)
    if auto_refresh:
        _check_auto_refresh(definition)
    view = Relation(
        oid=session.engine.metadata.next_oid(),
        schema=schema,
        name=name,
        kind=MATERIALIZED_VIEW,
        owner=session.user,
        columns=_columns(session, definition, attributes),
        definition=sql[start:].rstrip("; \n\t") + ";",
        bound=_stored(session, definition),
        diststyle="key" if attributes.distkey is not None else attributes.diststyle or "even",
        sortstyle=attributes.sortstyle,
        backup=attributes.backup,
    )
    facts = _facts(view, definition, attributes, auto_refresh=auto_refresh)
    _make(session, view, definition, facts)
    if facts.incremental:
        return Result("CREATE MATERIALIZED VIEW")
    notice = f"The materialized view created, {name}, will be recomputed from scratch for every"
    return Result("CREATE MATERIALIZED VIEW", notices=(f"{notice} REFRESH.",))


def refresh(session: Session, sql: str) -> Result:
    """REFRESH MATERIALIZED VIEW name [RESTRICT | CASCADE]: with CASCADE also what is below it."""
    reader = Reader(sql)
    reader.expect("refresh", "materialized", "view")
    parts = reader.qualified_name()
    cascade = reader.accept_any("restrict", "cascade") == "cascade"
    reader.end()
    found = session.outside_snapshot(partial(look_up_relation, session, parts))
    if found is None:
        record_missing(session, parts)
    view = found or find_relation(session, parts)
    _check_kind(view)
    session.outside_snapshot(partial(require_owner, session, view))
    below = partial(store.underlying, session, view.oid)
    views = [*(session.outside_snapshot(below) if cascade else []), view]
    for each in views:
        # One refresh at a time. The oid itself is not locked: readers need not wait.
        session.engine.locks.acquire(
            -each.oid, session.pid, session.settings.statement_timeout_seconds
        )
    return Result("REFRESH", notices=(refresh_all(session, views),))


def alter(session: Session, sql: str) -> Result:
    """ALTER MATERIALIZED VIEW name AUTO REFRESH { YES | NO }."""
    reader = Reader(sql)
    reader.expect("alter", "materialized", "view")
    view = find_relation(session, reader.qualified_name())
    _check_kind(view)
    require_owner(session, view)
    if not reader.accept("auto", "refresh"):
        raise refuse(f"ALTER MATERIALIZED VIEW {reader.rest()}")
    on = _yes_or_no(reader)
    reader.end()
    if on:
        with keeping_case():
            _check_auto_refresh(_define(session, view.bound or ""))
    store.set_auto_refresh(session, view.oid, on=on)
    return Result("ALTER MATERIALIZED VIEW")


def drop(session: Session, sql: str) -> Result:
    """DROP MATERIALIZED VIEW [IF EXISTS] name [, …] [CASCADE | RESTRICT]."""
    return drop_relations(
        session, sql, "materialized view", lambda relation: relation.kind == MATERIALIZED_VIEW
    )


def _yes_or_no(reader: Reader) -> bool:
    answer = reader.accept_any("yes", "no")
    if answer is None:
        raise reader.error()
    return answer == "yes"


def _check_kind(view: Relation) -> None:
    if view.kind != MATERIALIZED_VIEW:
        raise SqlError("42809", f'"{view.name}" is not a materialized view')


def _define(session: Session, text: str) -> _Definition:
    """Read a view's query. Raises SqlError 0A000 for what may not stand in one."""
    query = parse_query(text)
    check_definition(query)
    for table in query.find_all(exp.Table):
        if catalog_schema(session, (table.db, table.name)) is not None:
            raise refuse(f"materialized views over external tables: {table.db}.{table.name}")
    stream = find_stream(session, query)
    if stream is not None:
        # It must be there, but nothing of it is read before the first refresh.
        session.engine.kinesis.shards(stream.name, stream_region(session, stream))
        translated = translate_parsed(query.copy(), stream_resolver(session), session.context)
        return _Definition(query, translated, stream)
    translated = translate_parsed(query.copy(), resolver(session), session.context)
    if translated.bound.system:
        raise cannot_define("system tables and views")
    definition = _Definition(query, translated, None)
    for base in definition.bases:
        if base.is_temporary:
            raise cannot_define(f'the temporary table "{base.name}"')
        if not base.is_stored:
            raise cannot_define(f'the view "{base.name}"')
    return definition


def _check_auto_refresh(definition: _Definition) -> None:
    if is_mutable(definition.query):
        reason = "its definition has mutable functions"
    elif any(base.kind == MATERIALIZED_VIEW for base in definition.bases):
        reason = "it is defined on another materialized view"
    else:
        return
    raise SqlError("0A000", f"A materialized view can't have AUTO REFRESH YES: {reason}")


def _columns(
    session: Session, definition: _Definition, attributes: Attributes
) -> tuple[ColumnFacts, ...]:
    with at_hand(session, RECORDS.empty_table()):
        found = columns_of(session, definition.translated)
    columns = [ColumnFacts(column.name, column.type) for column in found]
    names = [column.name for column in columns]
    for name in names:
        if names.count(name) > 1:
            raise duplicate_column(name)
    return tuple(with_keys(columns, attributes))


def _facts(
    view: Relation, definition: _Definition, attributes: Attributes, *, auto_refresh: bool
) -> MaterializedView:
    """How the view is refreshed; new records of a stream only add rows."""
    query, bases = definition.query, definition.bases
    has_sortkey = bool(attributes.sortkey)
    return MaterializedView(
        oid=view.oid,
        auto_refresh=auto_refresh,
        incremental=bool(definition.stream) or is_incremental(query, has_sortkey=has_sortkey),
        mutable=is_mutable(query),
        rewritable=is_rewritable(query) and {base.kind for base in bases} == {TABLE},
        stream=definition.stream,
    )


def _stored(session: Session, definition: _Definition) -> str:
    """The query's text as the catalog keeps it: a refresh has other settings than this session."""
    if definition.stream is not None:
        return definition.query.sql(LocalRedshift, comments=False)
    return with_oids(definition.query, resolver(session))


def _make(
    session: Session, view: Relation, definition: _Definition, facts: MaterializedView
) -> None:
    """Record the view and store its rows, of which a stream gives none yet."""
    bases = [base.oid for base in definition.bases]
    session.engine.metadata.add_relation(session.db, view, bases)
    store.add(session, facts)
    create_storage(session, view)
    if definition.stream is None:
        session.await_locks(definition.bases)
        fill(session, view, definition.translated)
        store.reflect_bases(session, view.oid, bases)
