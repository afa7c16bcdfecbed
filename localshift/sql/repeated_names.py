"""Subqueries and CTEs with columns of the same name.

PostgreSQL 8.0, "SELECT": a star stands for all of them, and a name alone is ambiguous. sqlglot and
DuckDB tell columns apart by their names, so each gets one of its own where it is read.
"""

from collections import Counter
from dataclasses import dataclass

from sqlglot import exp
from sqlglot.optimizer.scope import Scope, traverse_scope

from localshift.errors import SqlError, refuse
from localshift.sql.column_types import TableTypes
from localshift.sql.nodes import find_all


@dataclass(slots=True)
class _Shown:
    """A column of a query: the name that it shows, and the one that it has in DuckDB's SQL."""

    name: str
    own: str


_Columns = list[_Shown]


def separate_repeated_names(query: exp.Query, tables: TableTypes) -> None:
    """Rename the repeated columns of what `query` reads from, and write out the stars over them.

    Tables are bound. Raises SqlError 42702 for a name that two columns of one source have.
    """
    selects = find_all(query, exp.Select)
    known = Counter(name for select in selects for name in _names(select))
    known.update(name for columns in tables.values() for name in columns)
    known.update(
        column.name for alias in find_all(query, exp.TableAlias) for column in alias.columns
    )
    if any(_may_repeat(select, known) for select in selects if select is not query):
        shown: dict[int, _Columns | None] = {}
        for scope in traverse_scope(query):
            shown[id(scope.expression)] = _columns_of(scope, shown, tables)


def _may_repeat(select: exp.Select, known: Counter[str]) -> bool:
    """Most queries can't, and need not be looked at closely.

    A star that is the only one gives no name but those that are `known` from elsewhere.
    """
    names = Counter(_names(select))
    stars = len(select.expressions) - names.total()
    if stars > 1 or (stars and select.args.get("joins")):
        return True
    return any(count > 1 or (stars and known[name] > 1) for name, count in names.items())


def _names(select: exp.Select) -> list[str]:
    return [node.alias_or_name for node in select.expressions if not node.is_star]


def _columns_of(
    scope: Scope, shown: dict[int, _Columns | None], tables: TableTypes
) -> _Columns | None:
    """The columns of a query, whose sources have got names of their own; None if not known."""
    query = scope.expression
    if isinstance(query, exp.SetOperation):
        return shown.get(id(_first(query)))
    if not isinstance(query, exp.Select):
        return None
    sources: dict[str, _Columns | None] = {}
    repeated: dict[str, set[str]] = {}
    for name, (node, source) in scope.selected_sources.items():
        columns = sources[name] = _read_from(node, source, shown, tables)
        if again := _repeated(columns):
            repeated[name] = again
            if isinstance(source, Scope):
                _rename(_first(source.expression), columns or [])
    if repeated:
        _check_names(scope, repeated)
    columns = _outputs(query, sources)
    if repeated or _repeated(columns):
        _write_out_stars(query, sources)
    return columns


def _read_from(
    node: exp.Expr,
    source: exp.Table | Scope,
    shown: dict[int, _Columns | None],
    tables: TableTypes,
) -> _Columns | None:
    aliases = [node.args.get("alias")]
    if isinstance(source, exp.Table):
        names = tables.get(tuple(part.name for part in source.parts))
        columns = None if names is None else [_Shown(name, name) for name in names]
    else:
        columns = shown.get(id(source.expression))
        if isinstance(source.expression.parent, exp.CTE):
            aliases.append(source.expression.parent.args["alias"])
    for alias in aliases:
        if isinstance(alias, exp.TableAlias) and alias.columns:
            return [_Shown(column.name, column.name) for column in alias.columns]
    return columns


def _repeated(columns: _Columns | None) -> set[str]:
    counted = Counter(column.name for column in columns or ())
    return {name for name, count in counted.items() if count > 1}


def _rename(select: exp.Select, columns: _Columns) -> None:
    """Give the columns of a SELECT, whose stars are written out, names of their own."""
    seen: Counter[str] = Counter()
    for projection, column in zip(list(select.expressions), columns, strict=True):
        seen[column.name] += 1
        if seen[column.name] > 1:
            column.own = f"{column.name}:{seen[column.name]}"
            value = projection.unalias().copy()
            projection.replace(exp.alias_(value, column.own, quoted=True))


def _check_names(scope: Scope, repeated: dict[str, set[str]]) -> None:
    for column in scope.columns:
        tables = [column.table] if column.table else list(repeated)
        if any(column.name in repeated.get(table, ()) for table in tables):
            raise SqlError("42702", f'column reference "{column.name}" is ambiguous')


def _outputs(select: exp.Select, sources: dict[str, _Columns | None]) -> _Columns | None:
    columns: _Columns = []
    for projection in select.expressions:
        starred = _starred(select, projection, sources) if projection.is_star else [projection]
        if starred is None:
            return None
        columns += [_Shown(node.alias_or_name, node.alias_or_name) for node in starred]
    return columns


def _write_out_stars(select: exp.Select, sources: dict[str, _Columns | None]) -> None:
    projections: list[exp.Expr] = []
    for projection in select.expressions:
        starred = _starred(select, projection, sources) if projection.is_star else [projection]
        if starred is None:
            raise refuse("a star over several columns of the same name and a SUPER's elements")
        projections += starred
    select.set("expressions", projections)


def _starred(
    select: exp.Select, star: exp.Expr, sources: dict[str, _Columns | None]
) -> list[exp.Expr] | None:
    """The columns that a star stands for, those of USING once and first; None if not known."""
    tables, merged = list(sources), _merged(select)
    if isinstance(star, exp.Column):
        tables, merged, star = [star.table], [], star.this
    left_out = {node.name for node in star.args.get("except_") or ()}
    written: list[exp.Expr] = [
        exp.column(name, quoted=True) for name in merged if name not in left_out
    ]
    for table in tables:
        columns = sources.get(table)
        if columns is None:
            return None
        written += [
            exp.alias_(exp.column(column.own, table, quoted=True), column.name, quoted=True)
            for column in columns
            if column.name not in left_out and column.name not in merged
        ]
    return written


def _merged(select: exp.Select) -> list[str]:
    """The columns that joins with USING make one of, the last join's first."""
    using = (join.args.get("using") or () for join in reversed(select.args.get("joins") or ()))
    return list(dict.fromkeys(column.name for names in using for column in names))


def _first(query: exp.Expr) -> exp.Select:
    """The SELECT that names the columns of a query."""
    while not isinstance(query, exp.Select):
        query = query.this
    return query
