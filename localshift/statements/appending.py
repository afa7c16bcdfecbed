"""ALTER TABLE … APPEND. AWS: r_ALTER_TABLE_APPEND."""

from localshift.catalog.relations import MATERIALIZED_VIEW, ColumnFacts, Relation
from localshift.errors import SqlError, not_in_block
from localshift.materialized import store
from localshift.quoting import quoted
from localshift.session import Session
from localshift.sql.reader import Reader
from localshift.statements.names import find_relation
from localshift.statements.targets import changed, default, storage, writable


def append(session: Session, target: Relation, reader: Reader) -> None:
    """Move all rows of another table here; columns are matched by name.

    IGNOREEXTRA leaves out columns that only the source has, FILLTARGET gives those that only the
    target has their default.
    """
    if session.in_block:
        raise not_in_block("ALTER TABLE APPEND")
    reader.expect("from")
    source = _source(session, reader.qualified_name())
    option = reader.accept_any("ignoreextra", "filltarget")
    if target.is_temporary or source.is_temporary:
        raise SqlError("0A000", "ALTER TABLE APPEND needs permanent tables")
    session.await_locks([source])
    shared = [column for column in target.columns if source.column(column.name) is not None]
    extra = [column for column in source.columns if target.column(column.name) is None]
    missing = [column for column in target.columns if column not in shared]
    if (extra and option != "ignoreextra") or (missing and option != "filltarget"):
        raise SqlError("0A000", "ALTER TABLE APPEND: the tables have not the same columns")
    if _distribution(target) != _distribution(source):
        raise SqlError("0A000", "ALTER TABLE APPEND: the tables have not the same keys")
    for column in shared:
        _check_alike(column, source.column(column.name))
    names = ", ".join(quoted(column.name) for column in [*shared, *missing])
    values = ", ".join(
        [quoted(column.name) for column in shared]
        + [default(session, target, column) for column in missing]
    )
    changed(
        session, f"insert into {storage(target)} ({names}) select {values} from {storage(source)}"
    )
    store.note_change(session, target)
    changed(session, f"delete from {storage(source)}")


def _source(session: Session, parts: tuple[str, ...]) -> Relation:
    """A table, or a materialized view over a stream."""
    view = find_relation(session, parts)
    if view.kind != MATERIALIZED_VIEW or store.load(session, view.oid).stream is None:
        return writable(session, parts)
    store.note_change(session, view)
    return view


def _distribution(relation: Relation) -> tuple[str | None, frozenset[tuple[str, bool, int]]]:
    keys = (
        (column.name, column.is_distkey, column.sort_position)
        for column in relation.columns
        if column.is_distkey or column.sort_position
    )
    return relation.diststyle, frozenset(keys)


def _check_alike(target: ColumnFacts, source: ColumnFacts | None) -> None:
    alike = source is not None and (
        (target.type, target.not_null, target.encoding)
        == (source.type, source.not_null, source.encoding)
    )
    if not alike or target.is_generated:
        raise SqlError(
            "0A000", f'ALTER TABLE APPEND: column "{target.name}" differs in its attributes'
        )
