"""CREATE, REFRESH, ALTER and DROP of materialized views.

AWS: materialized-view-create-sql-command, materialized-view-refresh-sql-command,
r_ALTER_MATERIALIZED_VIEW, materialized-view-drop-sql-command.
"""

from functools import partial

from sqlglot import exp

from localshift.catalog.metadata import MATERIALIZED_VIEW, TABLE, ColumnFacts, Relation
from localshift.errors import SqlError, duplicate_table, refuse
from localshift.materialized import store
from localshift.materialized.definition import (
    cannot_define,
    check_definition,
    is_incremental,
    is_mutable,
    is_rewritable,
)
from localshift.materialized.refreshing import record_missing, refresh_all
from localshift.materialized.store import MaterializedView
from localshift.results import Result
from localshift.session import Session
from localshift.sql.binding import with_oids
from localshift.sql.create_table import Attributes, parse_attributes
from localshift.sql.reader import Reader
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


def create(session: Session, sql: str) -> Result:
    """CREATE MATERIALIZED VIEW name [BACKUP …] [table attributes] [AUTO REFRESH …] AS query."""
    reader = Reader(sql)
    start = reader.here.start if reader.here else 0
    reader.expect("create", "materialized", "view")
    parts = reader.qualified_name()
    attributes = parse_attributes(reader)
    auto_refresh = reader.accept("auto", "refresh") and _yes_or_no(reader)
    reader.expect("as")
    text = reader.rest()
    query = parse_query(text)
    schema, name = new_name(session, parts, temporary=False)
    if session.engine.metadata.relation(session.db, schema, name) is not None:
        raise duplicate_table(name)
    check_definition(query)
    _refuse_external_tables(session, query)
    stream = find_stream(session, query)
    if stream is not None:  # it must be there, but nothing of it is read yet
        session.engine.kinesis.shards(stream.name, stream_region(session, stream))
    names = resolver(session) if stream is None else stream_resolver(session)
    translated = translate_parsed(query.copy(), names, session.context)
    if stream is None:
        _check_bases(translated)
    if auto_refresh:
        _check_auto_refresh(query, translated)
    with at_hand(session, RECORDS.empty_table()):
        columns = _columns(session, translated, attributes)
    view = Relation(
        oid=session.engine.metadata.next_oid(),
        schema=schema,
        name=name,
        kind=MATERIALIZED_VIEW,
        owner=session.user,
        columns=columns,
        definition=sql[start:].rstrip("; \n\t") + ";",
        bound=text if stream is not None else with_oids(query, names),
        diststyle="key" if attributes.distkey is not None else attributes.diststyle or "even",
        sortstyle=attributes.sortstyle,
        backup=attributes.backup,
    )
    bases = set() if stream is not None else translated.bound.direct
    session.engine.metadata.add_relation(session.db, view, bases)
    facts = MaterializedView(
        oid=view.oid,
        auto_refresh=auto_refresh,
        incremental=stream is not None
        or is_incremental(query, has_sortkey=bool(attributes.sortkey)),
        mutable=is_mutable(query),
        rewritable=is_rewritable(query)
        and all(base.kind == TABLE for base in translated.bound.relations.values()),
        stream=stream,
    )
    store.add(session, facts)
    create_storage(session, view)
    if stream is None:
        session.await_locks(list(translated.bound.relations.values()))
        fill(session, view, translated)
        store.reflect_bases(session, view.oid, bases)
    notices = []
    if not facts.incremental:
        notices.append(
            f"The materialized view created, {name}, will be recomputed from scratch for every"
            " REFRESH."
        )
    return Result("CREATE MATERIALIZED VIEW", notices=tuple(notices))


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
    require_owner(session, view)
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
    facts = store.load(session, view.oid)
    if on and facts.stream is None:
        query = parse_query(view.bound or "")
        translated = translate_parsed(query.copy(), resolver(session), session.context)
        _check_auto_refresh(query, translated)
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


def _refuse_external_tables(session: Session, query: exp.Query) -> None:
    for table in query.find_all(exp.Table):
        if catalog_schema(session, (table.db, table.name)) is not None:
            raise refuse(f"materialized views over external tables: {table.db}.{table.name}")


def _check_bases(translated: Translated) -> None:
    bound = translated.bound
    if bound.system:
        raise cannot_define("system tables and views")
    for oid in bound.direct:
        base = bound.relations[oid]
        if base.is_temporary:
            raise cannot_define(f'the temporary table "{base.name}"')
        if not base.is_stored:
            raise cannot_define(f'the view "{base.name}"')


def _check_auto_refresh(query: exp.Query, translated: Translated) -> None:
    bases = [translated.bound.relations[oid] for oid in translated.bound.direct]
    if is_mutable(query):
        reason = "its definition has mutable functions"
    elif any(base.kind == MATERIALIZED_VIEW for base in bases):
        reason = "it is defined on another materialized view"
    else:
        return
    raise SqlError("0A000", f"A materialized view can't have AUTO REFRESH YES: {reason}")


def _columns(
    session: Session, translated: Translated, attributes: Attributes
) -> tuple[ColumnFacts, ...]:
    columns = [ColumnFacts(column.name, column.type) for column in columns_of(session, translated)]
    names = [column.name for column in columns]
    for name in names:
        if names.count(name) > 1:
            raise SqlError("42701", f'column "{name}" specified more than once')
    return tuple(with_keys(columns, attributes))
