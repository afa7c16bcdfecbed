"""The tables and columns that statements write to."""

from collections.abc import Sequence

from sqlglot import exp

from localshift.catalog.relations import MATERIALIZED_VIEW, TABLE, ColumnFacts, Relation
from localshift.errors import SqlError, syntax_error
from localshift.materialized.store import note_change
from localshift.quoting import quoted
from localshift.session import Session
from localshift.sql.assignments import assignment
from localshift.sql.translate import parse, translate_scalar
from localshift.statements.history import record_insert
from localshift.statements.names import find_relation
from localshift.statements.permissions import require


def writable(session: Session, parts: tuple[str, ...], *privileges: str) -> Relation:
    """The table of that name, for a statement that needs these privileges to write to it.

    Raises SqlError 42501, and 42809 for a view.
    """
    relation = find_relation(session, parts)
    require(session, relation, *privileges)
    if relation.kind == MATERIALIZED_VIEW:
        raise SqlError(
            "42809", f'"{relation.name}" is a materialized view; it can only be refreshed'
        )
    if relation.kind != TABLE:
        raise SqlError("42809", f'"{relation.name}" is a view; views are not updatable')
    note_change(session, relation)
    if not {"insert", "update"}.isdisjoint(privileges):  # an update adds the new rows
        record_insert(session, relation)
    return relation


def column_of(target: Relation, name: str) -> ColumnFacts:
    column = target.column(name)
    if column is None:
        raise SqlError("42703", f'column "{name}" of relation "{target.name}" does not exist')
    return column


def assigned_column(target: Relation, node: exp.Expr) -> ColumnFacts:
    """The column on the left of an assignment, which is written without its table (r_UPDATE)."""
    if not isinstance(node, exp.Column):
        raise syntax_error(node.sql("redshift"))
    column = column_of(target, node.table or node.name)
    if column.is_generated:
        raise SqlError("0A000", f'cannot set an identity column to a value: "{column.name}"')
    return column


def named_columns(target: Relation, names: Sequence[str]) -> list[ColumnFacts]:
    if not names:
        return [column for column in target.columns if not column.is_generated]
    repeated = [name for name in names if names.count(name) > 1]
    if repeated:
        raise SqlError("42701", f'column "{repeated[0]}" specified more than once')
    columns = [column_of(target, name) for name in names]
    for column in columns:
        if column.is_generated:
            raise SqlError("0A000", f'cannot set an identity column to a value: "{column.name}"')
    return columns


def default(session: Session, target: Relation, column: ColumnFacts) -> str:
    """A column's default as DuckDB SQL, evaluated now."""
    if column.identity is not None:
        return f"nextval('{identity_sequence(target, column.number)}')"
    if column.default_sql is None:
        return "null"
    value, type_ = translate_scalar(parse(column.default_sql), {}, session.context)
    return assignment(value, type_, column.type)


def identity_sequence(target: Relation, column: int) -> str:
    """The DuckDB sequence behind an IDENTITY column; columns are renamed, so by its number."""
    return f"localshift.identity_{target.oid}_{column}"


def storage(relation: Relation) -> str:
    return ".".join(quoted(part) for part in relation.storage)


def changed(session: Session, sql: str) -> int:
    """Run a change; the number of rows that it touched."""
    row = session.run(sql).fetchone()
    return int(row[0]) if row else 0


def parsed(sql: str, kind: type[exp.Expr]) -> exp.Expr:
    statement = parse(sql)
    if not isinstance(statement, kind):
        raise syntax_error(sql.split(maxsplit=1)[0])
    return statement


def parts_of(table: exp.Expr) -> tuple[str, ...]:
    if not isinstance(table, exp.Table):
        raise syntax_error(table.sql("redshift"))
    return tuple(part.name for part in table.parts)
