"""Names that DuckDB takes for one and Redshift, with enable_case_sensitive_identifier, does not.

DuckDB keeps the case of a name and does not look at it. So what Redshift would not find is an error
here, and what only the case tells apart is refused.
"""

from collections.abc import Collection, Iterable, Sequence

from sqlglot import exp
from sqlglot.optimizer.scope import Scope

from localshift.errors import refuse, undefined_column
from localshift.sql.column_types import TableTypes
from localshift.sql.identifiers import fold


def refuse_case_alone(names: Iterable[str]) -> None:
    """Raises SqlError 0A000 when two of the names differ in case alone."""
    seen: dict[str, str] = {}
    for name in names:
        if (other := seen.setdefault(fold(name), name)) != name:
            raise refuse(f"names that differ in case alone ({other} and {name})")


def check_case(scopes: Sequence[Scope], tables: TableTypes) -> None:
    """Check the names of a query whose columns are bound.

    Raises SqlError 0A000 where what is read has names that differ in case alone, 42703 for a column
    that is there in another case only.
    """
    for scope in scopes:
        refuse_case_alone(scope.sources)
        if isinstance(scope.expression, exp.Select):
            _check_columns(scope, scope.expression, tables)


def _check_columns(scope: Scope, select: exp.Select, tables: TableTypes) -> None:
    sources = {
        name: _columns_of(node, source, tables)
        for name, (node, source) in scope.selected_sources.items()
    }
    for columns in sources.values():
        refuse_case_alone(columns)
    everything = {*_aliases(select), *(name for columns in sources.values() for name in columns)}
    for column in scope.columns:
        known = sources.get(column.table, ()) if column.table else everything
        if column.name not in known and fold(column.name) in map(fold, known):
            raise undefined_column(column.name)


def _aliases(select: exp.Select) -> Iterable[str]:
    """The names that a SELECT gives, other than a column its own."""
    for projection in select.expressions:
        is_column = isinstance(projection.unalias(), exp.Column)
        if not (is_column and projection.unalias().name == projection.alias_or_name):
            yield projection.alias_or_name


def _columns_of(node: exp.Expr, source: exp.Table | Scope, tables: TableTypes) -> Collection[str]:
    """The columns of what a query reads from; none where they are not known."""
    alias = node.args.get("alias")
    if isinstance(alias, exp.TableAlias) and alias.columns:
        return [column.name for column in alias.columns]
    if isinstance(source, Scope):
        query = source.expression
        return query.named_selects if isinstance(query, exp.Query) else ()
    return tables.get(tuple(part.name for part in source.parts)) or ()
