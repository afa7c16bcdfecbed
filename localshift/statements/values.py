"""VALUES of an INSERT: each value cast to its column. AWS: r_INSERT_30."""

from collections.abc import Sequence

from sqlglot import exp

from localshift.catalog.relations import ColumnFacts, Relation
from localshift.errors import SqlError, refuse, value_too_long
from localshift.quoting import string
from localshift.session import Session
from localshift.sql.assignments import assignment
from localshift.sql.casts import number_of_literal, type_of
from localshift.sql.temporal import is_temporal, literal_sql
from localshift.sql.translate import print_duckdb, translate_parsed, translate_scalar
from localshift.sql.type_rules import RANK
from localshift.statements.names import resolver
from localshift.statements.targets import (
    default,
)
from localshift.types import RedshiftType, varchar

# Types of columns that a literal is not written for as it stands.
_CONVERTED = ("super", "varbyte")


def values_rows(
    session: Session, target: Relation, columns: Sequence[ColumnFacts], values: exp.Values
) -> str:
    rows = []
    for row in values.expressions:
        cells = row.expressions if isinstance(row, exp.Tuple) else [row]
        if len(cells) != len(columns):
            more = len(cells) > len(columns)
            raise SqlError(
                "42601",
                f"INSERT has more {'expressions' if more else 'target columns'} than"
                f" {'target columns' if more else 'expressions'}",
            )
        if len(values.expressions) > 1 and row.find(exp.Select):
            raise SqlError("0A000", "can't use subqueries in multi-row VALUES")
        rows.append(
            ", ".join(
                _cell(session, target, column, cell)
                for cell, column in zip(cells, columns, strict=True)
            )
        )
    return f"values ({'), ('.join(rows)})"


def _cell(session: Session, target: Relation, column: ColumnFacts, cell: exp.Expr) -> str:
    """A value of VALUES, cast to its column. Most are literals, which need no translation."""
    if is_default(cell):
        return default(session, target, column)
    if isinstance(cell, exp.Null):
        return "null"
    if isinstance(cell, exp.Subquery):
        translated = translate_parsed(cell.this.copy(), resolver(session), session.context)
        return assignment(f"({translated.sql})", translated.types[0], column.type)
    value = cell.this if _is_cast_to(cell, column.type) else cell
    if isinstance(value, exp.Literal) and column.type.name not in _CONVERTED:
        return _literal_cell(value, column.type, session)
    sql, type_ = translate_scalar(cell.copy(), {}, session.context)
    return assignment(sql, type_, column.type)


def is_default(cell: exp.Expr) -> bool:
    """The keyword DEFAULT in the place of a value."""
    return isinstance(cell, (exp.Var, exp.Column)) and cell.name.lower() == "default"


def _is_cast_to(cell: exp.Expr, type_: RedshiftType) -> bool:
    """A cast of a literal that the assignment does anyway, as drivers write timestamps."""
    if type_.is_string or type_.name in _CONVERTED:
        return False
    return isinstance(cell, exp.Cast) and type_of(cell.to) == type_


def _literal_cell(value: exp.Literal, type_: RedshiftType, session: Session) -> str:
    text = value.this
    if value.is_string and is_temporal(type_):
        return literal_sql(text, type_, session.context)
    if value.is_string and type_.name in RANK:
        text = print_duckdb(number_of_literal(text, type_)[0])
    elif value.is_string and type_.name == "varbyte":
        return assignment(string(text), varchar(), type_)
    elif value.is_string and not type_.is_string:
        text = string(text)
    if not type_.is_string:
        return f"cast({text} as {type_.duckdb})"
    octets, length = text.encode(), type_.precision or 1
    if octets[length:].strip(b" "):
        raise value_too_long(str(type_))
    text = octets[:length].decode()
    if type_.name == "character":
        if not text.isascii():
            raise refuse("characters of several bytes in CHAR")
        text = text.rstrip(" ")
    return string(text)
