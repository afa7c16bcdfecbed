"""INSERT, UPDATE and DELETE.

AWS: r_INSERT_30, r_UPDATE, r_DELETE. What a column stores is cast by the assignment rules
of casts.py, for DuckDB knows no string lengths.
"""

from collections.abc import Sequence

from sqlglot import exp

from localshift.catalog.relations import ColumnFacts, Relation
from localshift.errors import SqlError, refuse, syntax_error
from localshift.quoting import quoted
from localshift.results import Result
from localshift.session import Session
from localshift.sql.assignments import assignment
from localshift.sql.translate import translate_parsed
from localshift.statements import external_tables
from localshift.statements.bound_change import bind_change, refuse_multiple_matches
from localshift.statements.external_names import find_external_table
from localshift.statements.names import resolver
from localshift.statements.targets import (
    assigned_column,
    changed,
    default,
    named_columns,
    parsed,
    parts_of,
    storage,
    writable,
)
from localshift.statements.values import is_default, values_rows


def insert(session: Session, sql: str) -> Result:
    """INSERT of values or of a query; columns that are not named get their default."""
    statement = parsed(sql, exp.Insert)
    into = statement.this
    table = into.this if isinstance(into, exp.Schema) else into
    if (external := find_external_table(session, parts_of(table))) is not None:
        return external_tables.insert(session, external, sql)
    target = writable(session, parts_of(table), "insert")
    names = [node.name for node in into.expressions] if isinstance(into, exp.Schema) else []
    columns = named_columns(target, names)
    source = statement.expression
    if isinstance(source, exp.Values) and not names:  # the first columns, if there are fewer values
        columns = columns[: max(1, len(_cells(source.expressions[0])))]
    if source is None:
        rows = f"select {', '.join(default(session, target, column) for column in columns)}"
    elif isinstance(source, exp.Values):
        rows = values_rows(session, target, columns, source)
    else:
        rows, count = query_rows(session, columns, source)
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


def query_rows(
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
    """UPDATE, also with FROM and with WITH."""
    statement = parsed(sql, exp.Update)
    target = writable(session, parts_of(statement.this), "update")
    from_ = statement.args.get("from_")
    sources = [from_.this] if from_ is not None else []
    if any(join.side for source in sources for join in source.args.get("joins") or []):
        raise SqlError("0A000", "Target table must be part of an equijoin predicate")
    pairs = statement.expressions
    columns = [assigned_column(target, pair.this) for pair in pairs]
    bound = bind_change(
        session,
        target,
        statement.this,
        sources,
        [exp.null() if is_default(pair.expression) else pair.expression for pair in pairs],
        statement.args.get("where"),
        statement.args.get("with_"),
    )
    if sources and session.settings.get("error_on_nondeterministic_update") in ("on", "true"):
        refuse_multiple_matches(session, bound, bound.where)
    values = [
        default(session, target, column)
        if is_default(pair.expression)
        else assignment(value, type_, column.type)
        for pair, column, value, type_ in zip(
            pairs, columns, bound.values, bound.types, strict=True
        )
    ]
    settings = ", ".join(
        f"{quoted(column.name)} = {value}" for column, value in zip(columns, values, strict=True)
    )
    origin = f" from {', '.join(bound.sources)}" if bound.sources else ""
    change = f"{bound.with_}update {bound.target} set {settings}{origin}{bound.where}"
    return Result(f"UPDATE {changed(session, change)}")


def delete(session: Session, sql: str) -> Result:
    """DELETE, also with USING, with WITH and without FROM."""
    statement = parsed(sql, exp.Delete)
    table, sources = tables_of_delete(statement)
    target = writable(session, parts_of(table), "delete")
    where, with_ = statement.args.get("where"), statement.args.get("with_")
    bound = bind_change(session, target, table, sources, [], where, with_)
    using = f" using {', '.join(bound.sources)}" if bound.sources else ""
    change = f"{bound.with_}delete from {bound.target}{using}{bound.where}"
    return Result(f"DELETE {changed(session, change)}")


def tables_of_delete(statement: exp.Expr) -> tuple[exp.Table, list[exp.Expr]]:
    """The table that rows are deleted from, and those after USING."""
    sources = statement.args.get("using") or []
    if statement.this:
        return statement.this, sources
    table, *more = statement.args["tables"]  # DELETE t, without FROM
    if more or sources:
        raise syntax_error("using" if sources else ",")
    return table, []


def _cells(row: exp.Expr) -> list[exp.Expr]:
    return row.expressions if isinstance(row, exp.Tuple) else [row]
