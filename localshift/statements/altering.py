"""ALTER TABLE. AWS: r_ALTER_TABLE."""

from localshift.catalog.relations import MATERIALIZED_VIEW, TABLE, ColumnFacts, Relation
from localshift.errors import SqlError, duplicate_table, not_in_block, refuse
from localshift.materialized.store import BaseEvent, note_event
from localshift.quoting import quoted, string
from localshift.results import Result
from localshift.session import Session
from localshift.sql.create_table import ColumnDefinition, parse_column, parse_constraint
from localshift.sql.reader import Reader
from localshift.statements import external_altering
from localshift.statements.appending import append
from localshift.statements.constraints import record_constraint
from localshift.statements.dropping import drop_relation
from localshift.statements.external_names import find_external_table
from localshift.statements.identities import existing_user
from localshift.statements.names import find_relation
from localshift.statements.permissions import require_owner
from localshift.statements.table_attributes import (
    alter_attributes,
    alter_encoding,
    drop_constraint,
)
from localshift.statements.tables import column_facts
from localshift.statements.targets import column_of, default, identity_sequence, storage


def alter(session: Session, sql: str) -> Result:
    """ALTER TABLE: rename, owner, columns, distribution and sort keys."""
    reader = Reader(sql)
    reader.expect("alter", "table")
    parts = reader.qualified_name()
    if (external := find_external_table(session, parts)) is not None:
        return external_altering.alter(session, external, reader)
    relation = find_relation(session, parts)
    if relation.kind == MATERIALIZED_VIEW and reader.at_words("append"):
        raise refuse("ALTER TABLE APPEND to a materialized view")
    if relation.kind == MATERIALIZED_VIEW:
        raise SqlError(
            "42809", f'"{relation.name}" is a materialized view; it can\'t be altered so'
        )
    require_owner(session, relation, "alter")
    session.await_locks([relation])
    if reader.accept("rename", "to"):
        _rename(session, relation, reader.name())
    elif reader.accept("rename", "column"):
        old = reader.name()
        reader.expect("to")
        _rename_column(session, relation, old, reader.name())
    elif reader.accept("owner", "to"):
        owner = existing_user(session, reader.name())
        session.run(
            "update localshift.relations set owner = ? where oid = ?", [owner, relation.oid]
        )
    elif reader.accept("add", "column") or reader.accept("add"):
        if (constraint := parse_constraint(reader)) is not None:
            record_constraint(session, relation, constraint)
        else:
            _add_column(session, relation, parse_column(reader))
    elif reader.accept("drop", "constraint"):
        drop_constraint(session, relation, reader)
    elif reader.accept("drop", "column"):
        name = reader.name()
        cascade = reader.accept_any("cascade", "restrict") == "cascade"
        _drop_column(session, relation, name, cascade=cascade)
    elif reader.accept("alter", "column"):
        _alter_column(session, relation, reader)
    elif reader.accept("alter"):
        alter_attributes(session, relation, reader)
    elif reader.accept("append"):
        append(session, relation, reader)
    else:
        raise refuse(f"ALTER TABLE {reader.rest()}")
    reader.end()
    return Result("ALTER TABLE")


def _rename(session: Session, relation: Relation, name: str) -> None:
    if session.engine.metadata.relation(session.db, relation.schema, name) is not None:
        raise duplicate_table(name)
    if relation.kind == TABLE:
        session.run(f"alter table {storage(relation)} rename to {quoted(name)}")
    session.run("update localshift.relations set name = ? where oid = ?", [name, relation.oid])
    note_event(session, relation, BaseEvent.TABLE_RENAMED)


def _rename_column(session: Session, relation: Relation, old: str, new: str) -> None:
    column_of(relation, old)
    if relation.column(new) is not None:
        raise SqlError("42701", f'column "{new}" of relation "{relation.name}" already exists')
    session.run(f"alter table {storage(relation)} rename column {quoted(old)} to {quoted(new)}")
    session.run(
        "update localshift.columns set name = ? where relation = ? and name = ?",
        [new, relation.oid, old],
    )
    note_event(session, relation, BaseEvent.COLUMN_RENAMED)


def _add_column(session: Session, relation: Relation, column: ColumnDefinition) -> None:
    if relation.column(column.name) is not None:
        raise SqlError(
            "42701", f'column "{column.name}" of relation "{relation.name}" already exists'
        )
    if column.identity is not None:
        raise SqlError("0A000", "ALTER TABLE ADD COLUMN does not support an identity column")
    if column.not_null and column.default_sql is None:
        raise SqlError(
            "42601", "ALTER TABLE ADD COLUMN defined as NOT NULL must have a non-null default"
        )
    facts = column_facts(column)
    table, name = storage(relation), quoted(column.name)
    added = f"alter table {table} add column {name} {column.type.duckdb}"
    if column.not_null:
        session.run(f"{added} not null default {_present_default(session, relation, facts)}")
        session.run(f"alter table {table} alter column {name} drop default")
    else:
        session.run(added)
    number = 1 + max(column.number for column in relation.columns)
    session.engine.metadata.add_column(session.db, relation.oid, number, facts)
    if column.default_sql is not None and not column.not_null:
        session.run(f"update {table} set {name} = {default(session, relation, facts)}")


def _present_default(session: Session, relation: Relation, column: ColumnFacts) -> str:
    """The default's value as a literal: DuckDB adds no NOT NULL to what an UPDATE has filled."""
    value = default(session, relation, column)
    (text,) = session.run(f"select cast({value} as varchar)").fetchall()[0]
    if text is None:
        raise SqlError(
            "42601", "ALTER TABLE ADD COLUMN defined as NOT NULL must have a non-null default"
        )
    return string(text)


def _drop_column(session: Session, relation: Relation, name: str, *, cascade: bool) -> None:
    column = column_of(relation, name)
    if column.is_distkey or column.sort_position:
        raise SqlError("0A000", f'cannot drop column "{name}": it is a distribution or sort key')
    dependents = [
        view
        for view in session.engine.metadata.dependents(session.db, relation.oid)
        if view.kind != MATERIALIZED_VIEW
    ]
    if dependents and not cascade:
        raise SqlError(
            "2BP01",
            f"cannot drop table {relation.name} column {name} because other objects depend on it",
        )
    for dependent in dependents:
        drop_relation(session, dependent, cascade=True)
    session.run(f"alter table {storage(relation)} drop column {quoted(name)}")
    if column.identity is not None:
        session.run(f"drop sequence {identity_sequence(relation, column.number)}")
    for catalog in ("columns", "comments"):
        session.run(
            f"delete from localshift.{catalog} where relation = ? and num = ?",
            [relation.oid, column.number],
        )
    note_event(session, relation, BaseEvent.COLUMN_DROPPED)


def _alter_column(session: Session, relation: Relation, reader: Reader) -> None:
    """ALTER COLUMN … TYPE, of which only the size of VARCHAR changes, or ENCODE."""
    name = reader.name()
    if reader.accept("encode"):
        alter_encoding(session, relation, column_of(relation, name).name, reader)
        return
    reader.expect("type")
    new = reader.type()
    if session.in_block:
        raise not_in_block("ALTER TABLE ALTER COLUMN")
    column = column_of(relation, name)
    row = session.run(
        "select 1 from localshift.constraints where relation = ?"
        " and list_contains(column_numbers, ?)",
        [relation.oid, column.number],
    ).fetchone()
    if row is not None or column.default_sql is not None:
        raise SqlError(
            "0A000", f'cannot alter the type of column "{name}": it has a default or a constraint'
        )
    if column.type.name != "character varying" or new.name != "character varying":
        raise SqlError("0A000", f'cannot alter the type of column "{name}": it is no VARCHAR')
    longest = session.run(f"select max(strlen({quoted(name)})) from {storage(relation)}").fetchone()
    if longest and longest[0] is not None and longest[0] > (new.precision or 0):
        raise SqlError("0A000", f'cannot make column "{name}" shorter than the data in it')
    session.run(
        "update localshift.columns set type = ? where relation = ? and name = ?",
        [str(new), relation.oid, name],
    )
    note_event(session, relation, BaseEvent.COLUMN_TYPE_CHANGED)
