"""INSERT, UPDATE, DELETE and MERGE.

AWS: r_INSERT_30, r_UPDATE, r_DELETE, r_MERGE. What a column stores is cast by the assignment rules
of casts.py, for DuckDB knows no string lengths.
"""

from collections.abc import Sequence

from sqlglot import exp
from sqlglot.errors import SqlglotError

from localshift.catalog.metadata import TABLE, ColumnFacts, Relation
from localshift.errors import SqlError, refuse, syntax_error, value_too_long
from localshift.results import Result
from localshift.session import Session
from localshift.sql.binding import Bound, bind_columns, bind_tables
from localshift.sql.casts import assignment, type_of
from localshift.sql.translate import (
    parse,
    print_duckdb,
    translate_parsed,
    translate_scalar,
)
from localshift.sql.typing import type_query
from localshift.statements.names import find_relation, resolver
from localshift.types import RedshiftType


def insert(session: Session, sql: str) -> Result:
    """INSERT of values or of a query; columns that are not named get their default."""
    statement = _parsed(sql, exp.Insert)
    into = statement.this
    table = into.this if isinstance(into, exp.Schema) else into
    target = writable(session, _parts(table))
    names = [node.name for node in into.expressions] if isinstance(into, exp.Schema) else []
    columns = _named_columns(target, names)
    source = statement.expression
    if source is None:
        rows = f"select {', '.join(default(session, target, column) for column in columns)}"
    elif isinstance(source, exp.Values):
        rows = _values(session, target, columns, source)
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


def _values(
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
    if isinstance(cell, (exp.Var, exp.Column)) and cell.name.lower() == "default":
        return default(session, target, column)
    if isinstance(cell, exp.Null):
        return "null"
    if isinstance(cell, exp.Subquery):
        translated = translate_parsed(cell.this.copy(), resolver(session), session.context)
        return assignment(f"({translated.sql})", translated.types[0], column.type)
    value = cell.this if _is_cast_to(cell, column.type) else cell
    if isinstance(value, exp.Literal):
        return _literal_cell(value, column.type)
    return assignment(translate_scalar(cell.copy(), {}, session.context), None, column.type)


def _is_cast_to(cell: exp.Expr, type_: RedshiftType) -> bool:
    """A cast of a literal that the assignment does anyway, as drivers write timestamps."""
    return isinstance(cell, exp.Cast) and not type_.is_string and type_of(cell.to) == type_


def _literal_cell(value: exp.Literal, type_: RedshiftType) -> str:
    text = value.this
    if not type_.is_string:
        return f"cast({string(text) if value.is_string else text} as {type_.duckdb})"
    octets, length = text.encode(), type_.precision or 1
    if octets[length:].strip(b" "):
        raise value_too_long(str(type_))
    text = octets[:length].decode()
    if type_.name == "character":
        text = text.rstrip(" ")
    return string(text)


def update(session: Session, sql: str) -> Result:
    """UPDATE, also with FROM."""
    statement = _parsed(sql, exp.Update)
    target = writable(session, _parts(statement.this))
    sources = [statement.args["from_"]] if statement.args.get("from_") else []
    pairs = statement.expressions
    columns = [_column(target, pair.this.name) for pair in pairs]
    bound = _bind(
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
    statement = _parsed(sql, exp.Delete)
    target = writable(session, _parts(statement.this))
    sources = statement.args.get("using") or []
    bound = _bind(session, target, statement.this, sources, [], statement.args.get("where"))
    using = f" using {', '.join(bound.sources)}" if bound.sources else ""
    count = changed(session, f"delete from {bound.target}{using}{bound.where}")
    return Result(f"DELETE {count}")


def merge(session: Session, sql: str) -> Result:
    """MERGE with one WHEN MATCHED and one WHEN NOT MATCHED branch, as r_MERGE limits it."""
    statement = _parsed(sql, exp.Merge)
    target = writable(session, _parts(statement.this))
    branches = statement.args["whens"].expressions
    matched = [branch for branch in branches if branch.args.get("matched")]
    missing = [branch for branch in branches if not branch.args.get("matched")]
    if len(matched) != 1 or len(missing) != 1 or any(b.args.get("condition") for b in branches):
        raise SqlError(
            "42601", "MERGE needs one WHEN MATCHED and one WHEN NOT MATCHED clause, without AND"
        )
    update_, insert_ = matched[0].args["then"], missing[0].args["then"]
    pairs = update_.expressions if isinstance(update_, exp.Update) else []
    updated = [_column(target, pair.this.name) for pair in pairs]
    given = insert_.this.expressions if isinstance(insert_.this, exp.Tuple) else []
    if insert_.args.get("expression"):
        cells = insert_.expression.expressions
    else:  # sqlglot reads VALUES (…) without a column list as a call of a function
        cells, given = given[0].expressions, []
    inserted = _named_columns(target, [node.name for node in given])
    if len(cells) != len(inserted):
        raise SqlError("42601", "MERGE: the INSERT's columns and values differ in number")
    bound = _bind(
        session,
        target,
        statement.this,
        [statement.args["using"]],
        [statement.args["on"], *(pair.expression for pair in pairs), *cells],
        None,
    )
    if target.oid in bound.read:
        raise SqlError(
            "42P01", "Source view/subquery in Merge statement cannot reference target table."
        )
    condition, *values = bound.values
    _, *types = bound.types
    stored = [
        assignment(value, type_, column.type)
        for value, type_, column in zip(values, types, [*updated, *inserted], strict=True)
    ]
    sets = [
        f"{quoted(column.name)} = {value}"
        for column, value in zip(updated, stored[: len(updated)], strict=True)
    ]
    when_matched = f"update set {', '.join(sets)}" if sets else "delete"
    names = ", ".join(quoted(column.name) for column in inserted)
    new = ", ".join(stored[len(updated) :])
    source = bound.sources[0]
    _refuse_multiple_matches(session, bound.target, source, condition)
    count = changed(
        session,
        f"merge into {bound.target} using {source} on {condition}"
        f" when matched then {when_matched}"
        f" when not matched then insert ({names}) values ({new})",
    )
    return Result(f"MERGE {count}")


def _refuse_multiple_matches(session: Session, target: str, source: str, condition: str) -> None:
    alias = target.rsplit(" as ", 1)[1]
    several = session.run(
        f"select 1 from {target} inner join {source} on {condition}"
        f" group by {alias}.rowid having count(*) > 1 limit 1"
    ).fetchone()
    if several is not None:
        raise SqlError("21000", "Found multiple matches to update the same tuple.")


class _BoundChange:
    """A statement's parts in DuckDB SQL, bound and typed together."""

    def __init__(
        self,
        target: str,
        sources: list[str],
        values: list[str],
        types: list[RedshiftType | None],
        where: str,
        read: set[int],
    ) -> None:
        self.target, self.sources, self.values = target, sources, values
        self.types, self.where, self.read = types, where, read


def _bind(
    session: Session,
    target: Relation,
    table: exp.Table,
    sources: Sequence[exp.Expr],
    values: Sequence[exp.Expr],
    where: exp.Where | None,
) -> _BoundChange:
    """Bind the parts as one query over the target and the other tables, then take it apart."""
    select = exp.Select(
        expressions=[
            exp.alias_(value.copy(), f"v{number}", quoted=True)
            for number, value in enumerate(values)
        ]
        or [exp.alias_(exp.Literal.number(1), "one", quoted=True)],
        from_=exp.From(this=table.copy()),
        joins=[exp.Join(this=source.copy()) for source in sources],
        where=where.copy() if where is not None else None,
    )
    bound, read = Bound(), Bound()
    names = resolver(session)
    try:
        for join in select.args["joins"]:
            bind_tables(exp.select("*").from_(join.this.copy()), names, read)
        bind_tables(select, names, bound)
        qualified = bind_columns(select, bound)
        types = type_query(qualified, bound.columns, session.context)
    except SqlglotError as error:
        raise SqlError("42601", str(error)) from None
    session.await_locks([target, *bound.relations.values()])
    where_ = qualified.args.get("where")
    return _BoundChange(
        target=print_duckdb(qualified.args["from_"].this).replace(" AS ", " as ", 1),
        sources=[print_duckdb(join.this) for join in qualified.args.get("joins") or []],
        values=[print_duckdb(node.this) for node in qualified.expressions] if values else [],
        types=types if values else [],
        where=f" {print_duckdb(where_)}" if where_ is not None else "",
        read=set(read.relations),
    )


# what the statements share


def writable(session: Session, parts: tuple[str, ...]) -> Relation:
    """The table of that name. Raises SqlError 42809 for a view."""
    relation = find_relation(session, parts)
    if relation.kind != TABLE:
        raise SqlError("42809", f'"{relation.name}" is a view; views are not updatable')
    return relation


def default(session: Session, target: Relation, column: ColumnFacts) -> str:
    """A column's default as DuckDB SQL, evaluated now."""
    if column.identity is not None:
        return f"nextval('{identity_sequence(target, column.name)}')"
    if column.default_sql is None:
        return "null"
    value = translate_scalar(parse(column.default_sql), {}, session.context)
    return assignment(value, None, column.type)


def identity_sequence(target: Relation, column: str) -> str:
    """The DuckDB sequence behind an IDENTITY column; columns are renamed, so by position."""
    position = [candidate.name for candidate in target.columns].index(column) + 1
    return f"localshift.identity_{target.oid}_{position}"


def changed(session: Session, sql: str) -> int:
    """Run a change; the number of rows that it touched."""
    row = session.run(sql).fetchone()
    return int(row[0]) if row else 0


def storage(relation: Relation) -> str:
    return ".".join(quoted(part) for part in relation.storage)


def string(text: str) -> str:
    """A string literal for DuckDB, where a backslash is a backslash."""
    return "'" + text.replace("'", "''") + "'"


def quoted(name: str) -> str:
    """An identifier for DuckDB."""
    return '"' + name.replace('"', '""') + '"'


def _parsed(sql: str, kind: type[exp.Expr]) -> exp.Expr:
    statement = parse(sql)
    if not isinstance(statement, kind):
        raise syntax_error(sql.split(maxsplit=1)[0])
    return statement


def _parts(table: exp.Expr) -> tuple[str, ...]:
    if not isinstance(table, exp.Table):
        raise syntax_error(table.sql("redshift"))
    return tuple(part.name for part in table.parts)


def _column(target: Relation, name: str) -> ColumnFacts:
    column = target.column(name)
    if column is None:
        raise SqlError("42703", f'column "{name}" of relation "{target.name}" does not exist')
    return column


def _named_columns(target: Relation, names: Sequence[str]) -> list[ColumnFacts]:
    if not names:
        return [column for column in target.columns if column.identity is None]
    repeated = [name for name in names if names.count(name) > 1]
    if repeated:
        raise SqlError("42701", f'column "{repeated[0]}" specified more than once')
    columns = [_column(target, name) for name in names]
    for column in columns:
        if column.identity is not None:
            raise SqlError("0A000", f'cannot set an identity column to a value: "{column.name}"')
    return columns
