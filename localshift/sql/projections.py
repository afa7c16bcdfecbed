"""Name the columns of a SELECT list as Redshift does where the query gives no name.

PostgreSQL 8.0, "SELECT", "Output name": a function's column has its name, a cast's its column's or
else its type's, CASE is `case`, the rest is `?column?`.
"""

from sqlglot import exp

from localshift.sql.casts import type_of
from localshift.sql.functions import find_function

_CALL_NAMES = {
    "date_part": "pgdate_part",
    "dateadd": "date_add",
    "datediff": "date_diff",
}
# Where the column's name is another than the function's.
_FUNCTION_NAMES: dict[type[exp.Expr], str] = {
    exp.CurrentTimestamp: "timestamp",
    exp.CurrentDate: "date",
    exp.Extract: "date_part",
    exp.DecodeCase: "case",
    exp.Nvl2: "case",
    exp.RegexpLike: "?column?",
    exp.RegexpILike: "?column?",
    exp.Pow: "?column?",
    exp.Sqrt: "?column?",
    exp.Cbrt: "?column?",
    exp.Abs: "?column?",
    exp.Trim: "btrim",
    exp.StrPosition: "strpos",
}


def name_projections(select: exp.Select) -> None:
    """Give every unnamed column of a SELECT list its name, in place."""
    if not isinstance(select.parent, exp.Exists):
        select.set("expressions", [_named(projection) for projection in select.expressions])


def _named(projection: exp.Expr) -> exp.Expr:
    if isinstance(projection, (exp.Alias, exp.Column, exp.Star)):
        return projection
    name = exp.to_identifier(column_name(projection), quoted=True)
    return exp.Alias(this=projection, alias=name)


def column_name(node: exp.Expr) -> str:
    """The name of a column without an alias."""
    match node:
        case exp.Column():
            return node.name
        case exp.Dot():
            name = node.expression
            return name.name if isinstance(name, exp.Identifier) else column_name(name)
        case exp.Bracket():
            return column_name(node.this)
        case exp.Cast():
            base = node.this
            while isinstance(base, (exp.Cast, exp.Paren)):
                base = base.this
            inner = column_name(base)
            is_named = inner not in ("?column?", "case")
            return inner if is_named else type_of(node.to).internal_name
        case exp.Paren():
            return column_name(node.this)
        case exp.Case():
            return "case"
        case exp.Window() | exp.WithinGroup() | exp.IgnoreNulls() | exp.RespectNulls():
            return column_name(node.this)
        case exp.Subquery():
            query = node.this
            inside = query.selects if isinstance(query, exp.Query) else []
            return inside[0].alias_or_name or column_name(inside[0]) if inside else "?column?"
        case exp.Anonymous():
            return _CALL_NAMES.get(node.name.lower(), node.name.lower())
        case exp.Func():
            return _FUNCTION_NAMES.get(type(node)) or _function_name(node)
    return "?column?"


def _function_name(node: exp.Func) -> str:
    if isinstance(node, exp.Connector):
        return "?column?"
    function = find_function(node)
    return function.name_of(node) if function is not None else node.sql_name().lower()
