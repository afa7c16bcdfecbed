"""PIVOT and UNPIVOT. AWS: r_FROM_clause30, r_FROM_clause-pivot-unpivot-examples.

Both become subqueries of plain SQL: PIVOT one that groups by the columns that it does not name,
with an aggregate over the rows of each value; UNPIVOT one SELECT for each of its columns.
"""

from collections.abc import Callable, Sequence

from sqlglot import exp

from localshift.errors import SqlError, refuse
from localshift.sql.nodes import find_all

_AGGREGATES = (exp.Count, exp.Sum, exp.Min, exp.Max, exp.Avg)
ColumnsOf = Callable[[exp.Query], list[str]]


def expand_pivots(query: exp.Expr, columns_of: ColumnsOf) -> None:
    """Replace the pivoted tables and subqueries of `query` in place.

    `columns_of` gives the names of the columns of a query whose tables are bound.
    """
    for pivot in find_all(query, exp.Pivot):
        source = pivot.parent
        if not isinstance(source, (exp.Table, exp.Subquery)) or len(source.args["pivots"]) > 1:
            raise refuse("PIVOT of PIVOT")
        alias = pivot.args.get("alias")
        plain = source.copy()
        plain.set("pivots", None)
        joins = plain.args.get("joins")
        plain.set("joins", None)
        names = columns_of(_with_ctes(exp.select("*").from_(plain.copy()), source))
        expand = _unpivoted if pivot.args.get("unpivot") else _pivoted
        source.replace(exp.Subquery(this=expand(pivot, plain, names), alias=alias, joins=joins))


def _pivoted(pivot: exp.Pivot, source: exp.Expr, names: Sequence[str]) -> exp.Query:
    aggregate, field = _only(pivot.expressions, "aggregates"), _only(pivot.args["fields"], "fields")
    call = aggregate.unalias()
    if not isinstance(call, _AGGREGATES) or not isinstance(field, exp.In):
        raise refuse(f"PIVOT with {aggregate.sql('redshift')[:60]}")
    subject = _column(field.this)
    used = {column.name for column in call.find_all(exp.Column)} | {subject.name}
    kept = [exp.column(name, quoted=True) for name in names if name not in used]
    columns: list[exp.Expr] = [column.copy() for column in kept]
    for value in field.expressions:
        columns.append(_value_column(call, aggregate.alias, subject, value))
    select = exp.select(*columns).from_(source)
    return select.group_by(*kept) if kept else select


def _value_column(call: exp.Expr, suffix: str, subject: exp.Column, value: exp.Expr) -> exp.Expr:
    """The aggregate over the rows that have one value."""
    constant = value.this if isinstance(value, exp.PivotAlias) else value
    if constant.find(exp.Column, exp.Query):
        raise SqlError("42601", "PIVOT IN list values can not be column references or subqueries")
    name = value.args["alias"].name if isinstance(value, exp.PivotAlias) else _constant_name(value)
    matches: exp.Expr = (
        exp.Is(this=subject.copy(), expression=exp.null())
        if isinstance(constant, exp.Null)
        else exp.EQ(this=subject.copy(), expression=constant.copy())
    )
    filtered = exp.Filter(this=call.copy(), expression=exp.Where(this=matches))
    return exp.alias_(filtered, f"{name}_{suffix}" if suffix else name, quoted=True)


def _constant_name(value: exp.Expr) -> str:
    if isinstance(value, exp.Null):
        return "null"
    if isinstance(value, exp.Neg) and isinstance(value.this, exp.Literal):
        return f"-{value.this.name}"
    return value.name if isinstance(value, (exp.Literal, exp.Boolean)) else "?column?"


def _unpivoted(pivot: exp.Pivot, source: exp.Expr, names: Sequence[str]) -> exp.Query:
    value_name = _only(pivot.expressions, "value columns").name
    field = _only(pivot.args["fields"], "fields")
    if not isinstance(field, exp.In):
        raise refuse(f"UNPIVOT with {field.sql('redshift')[:60]}")
    listed = [
        entry.this if isinstance(entry, exp.PivotAlias) else entry for entry in field.expressions
    ]
    turned = [_column(node).name for node in listed]
    kept = [exp.column(name, quoted=True) for name in names if name not in turned]
    selects = []
    for name, entry in zip(turned, field.expressions, strict=True):
        if name not in names:
            raise SqlError("42703", f'column "{name}" does not exist')
        label = entry.args["alias"].name if isinstance(entry, exp.PivotAlias) else name
        value = exp.column(name, quoted=True)
        select = exp.select(
            *(column.copy() for column in kept),
            exp.alias_(exp.Literal.string(label), field.this.name, quoted=True),
            exp.alias_(value, value_name, quoted=True),
        ).from_(source.copy())
        if not pivot.args.get("include_nulls"):
            select = select.where(exp.not_(exp.Is(this=value.copy(), expression=exp.null())))
        selects.append(select)
    return selects[0] if len(selects) == 1 else exp.union(*selects, distinct=False)


def _column(node: exp.Expr) -> exp.Column:
    if not isinstance(node, exp.Column):
        raise SqlError("42601", f'syntax error at or near "{node.sql("redshift")[:40]}"')
    return exp.column(node.name, quoted=True)


def _only(nodes: Sequence[exp.Expr], what: str) -> exp.Expr:
    if len(nodes) != 1:
        raise refuse(f"PIVOT with several {what}")
    return nodes[0]


def _with_ctes(select: exp.Select, place: exp.Expr) -> exp.Select:
    """The query with the WITH clauses that can be seen from `place`."""
    at: exp.Expr | None = place
    while (at := at.parent if at is not None else None) is not None:
        with_ = at.args.get("with_")
        if with_ is not None:
            for cte in reversed(with_.expressions):
                select = select.with_(cte.alias, as_=cte.this.copy(), append=True)
    return select
