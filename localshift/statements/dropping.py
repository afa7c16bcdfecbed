"""What DROP TABLE, DROP VIEW and DROP SCHEMA share: dependencies and CASCADE. AWS: r_DROP_TABLE."""

from collections.abc import Callable

from localshift.catalog.relations import MATERIALIZED_VIEW, TABLE, Relation
from localshift.errors import SqlError
from localshift.results import Result
from localshift.session import Session
from localshift.sql.reader import Reader
from localshift.statements import external_tables
from localshift.statements.names import find_relation, look_up_relation
from localshift.statements.permissions import require_owner
from localshift.statements.targets import identity_sequence, storage

_KINDS = {TABLE: "table", MATERIALIZED_VIEW: "materialized view"}


def drop_relations(
    session: Session, sql: str, kind: str, is_kind: Callable[[Relation], bool]
) -> Result:
    """DROP TABLE, DROP VIEW or DROP MATERIALIZED VIEW of one or several names."""
    reader = Reader(sql)
    reader.expect("drop", *kind.split())
    if_exists = reader.accept("if", "exists")
    names = [reader.qualified_name()]
    while reader.accept_operator(","):
        names.append(reader.qualified_name())
    cascade = reader.accept_any("cascade", "restrict") == "cascade"
    reader.end()
    notices = []
    for parts in names:
        relation = look_up_relation(session, parts)
        if relation is None and kind == "table" and external_tables.drop(session, parts):
            continue
        if relation is None and if_exists:
            notices.append(f'{kind.capitalize()} "{parts[-1]}" does not exist and will be skipped')
            continue
        if relation is None:
            relation = find_relation(session, parts)
        if not is_kind(relation):
            hint = f"Use DROP {_KINDS.get(relation.kind, 'view').upper()} to remove it."
            raise SqlError("42809", f'"{relation.name}" is not a {kind}', hint=hint)
        require_owner(session, relation, "drop")
        drop_relation(session, relation, cascade=cascade)
    return Result(f"DROP {kind.upper()}", notices=tuple(notices))


def drop_relation(session: Session, relation: Relation, *, cascade: bool) -> None:
    """Drop a relation, and with `cascade` the views on it. Raises SqlError 2BP01 without."""
    metadata = session.engine.metadata
    session.await_locks([relation])
    dependents = metadata.dependents(session.db, relation.oid)
    if dependents and not cascade:
        kind = _KINDS.get(relation.kind, "view")
        views = ", ".join(
            f"{_KINDS.get(view.kind, 'view')} {view.name} depends on {kind} {relation.name}"
            for view in dependents
        )
        raise SqlError(
            "2BP01",
            f"cannot drop {kind} {relation.name} because other objects depend on it",
            detail=views,
            hint="Use DROP ... CASCADE to drop the dependent objects too.",
        )
    for dependent in dependents:
        drop_relation(session, dependent, cascade=True)
    if relation.is_stored:
        for column in relation.columns:
            if column.identity is not None:
                session.run(f"drop sequence {identity_sequence(relation, column.number)}")
        session.run(f"drop table {storage(relation)}")
    metadata.drop_relation(session.db, relation.oid)
