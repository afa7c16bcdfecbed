"""The catalog's side of materialized views: their facts, and which changes their rows reflect."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from localshift.catalog.relations import MATERIALIZED_VIEW, Relation
from localshift.session import Session


@dataclass(frozen=True, slots=True)
class Stream:
    """A Kinesis stream as an external schema shows it."""

    schema: str
    name: str


@dataclass(frozen=True, slots=True)
class MaterializedView:
    """How a view is refreshed. `unrefreshable` is the state, 101 and up, that forbids it."""

    oid: int
    auto_refresh: bool
    incremental: bool
    mutable: bool
    rewritable: bool
    stream: Stream | None = None
    recompute: bool = False
    unrefreshable: int | None = None


class BaseEvent(Enum):
    """What happened to a base table: (event_desc of SYS_MV_STATE, the state it leads to).

    AWS: SYS_MV_STATE, r_STV_MV_INFO. Without a state the next refresh is a full one.
    """

    COLUMN_DROPPED = ("Column was dropped", 101)
    COLUMN_TYPE_CHANGED = ("Column type was changed", 102)
    TABLE_RENAMED = ("Table was renamed", 103)
    COLUMN_RENAMED = ("Column was renamed", 104)
    TRUNCATED = ("TRUNCATE", None)
    VACUUMED = ("Vacuum", None)
    DISTSTYLE_ALTERED = ("ALTER TABLE ALTER DISTSTYLE", None)
    SORTKEY_ALTERED = ("ALTER TABLE ALTER SORTKEY", None)


def add(session: Session, view: MaterializedView) -> None:
    stream = view.stream
    session.run(
        "insert into localshift.materialized_views by name select ? as relation, ? as storage,"
        " ? as auto_refresh, ? as incremental, ? as mutable, ? as rewritable,"
        " ? as stream_schema, ? as stream_name",
        [
            view.oid,
            session.engine.metadata.next_oid(),
            view.auto_refresh,
            view.incremental,
            view.mutable,
            view.rewritable,
            stream.schema if stream else None,
            stream.name if stream else None,
        ],
    )


def load(session: Session, oid: int) -> MaterializedView:
    row = session.run(
        "select auto_refresh, incremental, mutable, rewritable, stream_schema, stream_name,"
        " recompute, unrefreshable from localshift.materialized_views where relation = ?",
        [oid],
    ).fetchone()
    if row is None:
        raise LookupError(f"relation {oid} is no materialized view")
    auto_refresh, incremental, mutable, rewritable, schema, stream, recompute, unrefreshable = row
    return MaterializedView(
        oid=oid,
        auto_refresh=auto_refresh,
        incremental=incremental,
        mutable=mutable,
        rewritable=rewritable,
        stream=None if schema is None else Stream(schema, stream),
        recompute=recompute,
        unrefreshable=unrefreshable,
    )


def set_auto_refresh(session: Session, oid: int, *, on: bool) -> None:
    session.run(
        "update localshift.materialized_views set auto_refresh = ? where relation = ?", [on, oid]
    )


def note_change(session: Session, table: Relation) -> None:
    """A statement is about to write to the table."""
    if not table.is_temporary:
        session.run(
            "insert into localshift.table_changes values (?, ?, ?, 1)",
            [table.oid, session.pid, session.context.transaction_started_at],
        )


def note_event(session: Session, table: Relation, event: BaseEvent) -> None:
    """Something happened to a table that changes how the views on it are refreshed."""
    description, state = event.value
    for view in session.engine.metadata.dependents(session.db, table.oid):
        if view.kind != MATERIALIZED_VIEW:
            continue
        if state is None:
            change, outcome = "recompute = true", "Recompute"
        else:
            change, outcome = f"unrefreshable = {state}", "Unrefreshable"
        session.run(
            f"update localshift.materialized_views set {change} where relation = ?", [view.oid]
        )
        session.run(
            "insert into localshift.materialized_events select oid, ?, ?, ?, ?, ?, ?, ?, ?"
            " from localshift.users where name = ?",
            [
                session.query_id,
                description,
                session.statement_started_at,
                table.schema,
                table.name,
                view.schema,
                view.name,
                outcome,
                session.user,
            ],
        )


def mark_refreshed(session: Session, oid: int) -> None:
    """The first write of a refresh: two of one view at once meet in conflict here."""
    session.run(
        "update localshift.materialized_views set recompute = false, refreshes = refreshes + 1"
        " where relation = ?",
        [oid],
    )


def reflect_bases(session: Session, oid: int, bases: Iterable[int]) -> None:
    """The view's rows reflect all that this transaction sees of its base tables."""
    session.run("delete from localshift.materialized_bases where relation = ?", [oid])
    for base in bases:
        session.run(
            "insert into localshift.materialized_bases"
            " select ?, ?, coalesce(sum(changes), 0) from localshift.table_changes"
            " where relation = ?",
            [oid, base, base],
        )


def is_outdated(session: Session, oid: int) -> bool:
    """Whether a base table has changes that the view's rows do not reflect."""
    row = session.run("select localshift_is_outdated(?)", [oid]).fetchone()
    return row is not None and bool(row[0])


def has_own_changes(session: Session, oid: int) -> bool:
    """Whether the open transaction has itself written to a base table of the view."""
    row = session.run(
        "select 1 from localshift.materialized_bases as bases"
        " inner join localshift.table_changes as written on written.relation = bases.base"
        " where bases.relation = ? and written.session = ?"
        " and written.transaction_started_at = ?",
        [oid, session.pid, session.context.transaction_started_at],
    ).fetchone()
    return row is not None


def underlying(session: Session, oid: int) -> list[Relation]:
    """The materialized views that a view is built on, each after those that it is built on."""
    found: dict[int, Relation] = {}
    bases = session.run(
        "select base from localshift.materialized_bases where relation = ? order by base", [oid]
    ).fetchall()
    for (base,) in bases:
        relation = session.engine.metadata.relation_by_oid(session.db, base)
        if relation is not None and relation.kind == MATERIALIZED_VIEW:
            found |= {below.oid: below for below in underlying(session, base)}
            found[base] = relation
    return list(found.values())
