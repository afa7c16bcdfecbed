"""INSERT, UPDATE and DELETE.

AWS: r_INSERT_30, r_UPDATE, r_DELETE. What a column stores is cast by the assignment rules
of casts.py, for DuckDB knows no string lengths.
"""

from collections.abc import Sequence

from sqlglot import exp

from localshift.catalog.metadata import ColumnFacts, Relation
from localshift.errors import SqlError, refuse
from localshift.quoting import quoted
from localshift.results import Result
from localshift.session import Session
from localshift.sql.casts import assignment
from localshift.sql.translate import translate_parsed
from localshift.statements.bound_change import bind_change
from localshift.statements.names import resolver
from localshift.statements.targets import (
    changed,
    column_of,
    default,
    named_columns,
    parsed,
    parts_of,
    storage,
    writable,
)
from localshift.statements.values import values_rows


def insert(session: Session, sql: str) -> Result:
    """INSERT of values or of a query; columns that are not named get their default."""
    statement = parsed(sql, exp.Insert)
    into = statement.this
    table = into.this if isinstance(into, exp.Schema) else into
    target = writable(session, parts_of(table))
    names = [node.name for node in into.expressions] if isinstance(into, exp.Schema) else []
    columns = named_columns(target, names)
    source = statement.expression
    if source is None:
        rows = f"select {', '.join(default(session, target, column) for column in columns)}"
    elif isinstance(source, exp.Values):
        rows = values_rows(session, target, columns, source)
    else:
        rows, count = _query_rows(session, columns, source)
        columns = columns[:count]
    return _insert(session, target, columns, rows)


def _insert(
    session: Session, target: Relation, columns: Sequence[ColumnFacts], rows: str
) -> Result:
    session.await_locks([target])
    named = {column.name for column in columns}
    missing = [column for column in target.columns if column.name not in named]
    filled = [column for column in missing if column.default_sql or column.identity]
    names = [quoted(column.name) for column in [*columns, *filled]]
    if filled:
        defaults = ", ".join(default(session, target, column) for column in filled)
        rows = f"select source.*, {defaults} from ({rows}) as source"
    count = changed(session, f"insert into {storage(target)} ({', '.join(names)}) {rows}")
    return Result(f"INSERT 0 {count}")


def _query_rows(
    session: Session, columns: Sequence[ColumnFacts], source: exp.Expr
) -> tuple[str, int]:
    """DuckDB SQL of the rows of a query, cast to the columns, and the number of those."""
    while isinstance(source, (exp.Subquery, exp.Paren)) and not source.alias:
        source = source.this
    if not isinstance(source, exp.Query):
        raise refuse(f"INSERT of {type(source).__name__}")
    translated = translate_parsed(source.copy(), resolver(session), session.context)
    session.await_locks(list(translated.bound.relations.values()))
    count = len(translated.types)
    if count > len(columns):
        raise SqlError("42601", "INSERT has more expressions than target columns")
    aliases = [f"c{number}" for number in range(count)]
    stored = [
        assignment(alias, type_, column.type)
        for alias, type_, column in zip(aliases, translated.types, columns, strict=False)
    ]
    source_ = f"({translated.sql}) as source ({', '.join(aliases)})"
    return f"select {', '.join(stored)} from {source_}", count


def update(session: Session, sql: str) -> Result:
    """UPDATE, also with FROM."""
    statement = parsed(sql, exp.Update)
    target = writable(session, parts_of(statement.this))
    sources = [statement.args["from_"]] if statement.args.get("from_") else []
    pairs = statement.expressions
    columns = [column_of(target, pair.this.name) for pair in pairs]
    bound = bind_change(
        session,
        target,
        statement.this,
        [source.this for source in sources],
        [pair.expression for pair in pairs],
        statement.args.get("where"),
    )
    settings = ", ".join(
        f"{quoted(column.name)} = {assignment(value, type_, column.type)}"
        for column, value, type_ in zip(columns, bound.values, bound.types, strict=True)
    )
    origin = f" from {', '.join(bound.sources)}" if bound.sources else ""
    count = changed(session, f"update {bound.target} set {settings}{origin}{bound.where}")
    return Result(f"UPDATE {count}")


def delete(session: Session, sql: str) -> Result:
    """DELETE, also with USING."""
    statement = parsed(sql, exp.Delete)
    target = writable(session, parts_of(statement.this))
    sources = statement.args.get("using") or []
    bound = bind_change(session, target, statement.this, sources, [], statement.args.get("where"))
    using = f" using {', '.join(bound.sources)}" if bound.sources else ""
    count = changed(session, f"delete from {bound.target}{using}{bound.where}")
    return Result(f"DELETE {count}")
