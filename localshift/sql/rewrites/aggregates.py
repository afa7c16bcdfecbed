"""Aggregates and window functions whose results have another type in DuckDB."""

from collections.abc import Callable

from sqlglot import exp

from localshift import types as t
from localshift.sql.context import Context
from localshift.sql.decimals import divide_decimals
from localshift.sql.type_rules import INTEGERS, Types
from localshift.types import RedshiftType


def sum_(node: exp.Func, types: Types, _: Context) -> exp.Expr:
    """AWS: r_SUM. DuckDB's sum of whole numbers is a HUGEINT."""
    return _over(node, lambda call: exp.cast(call, "bigint")) if _is_integer(types[0]) else node


def avg(node: exp.Func, types: Types, _: Context) -> exp.Expr:
    """AWS: r_AVG. The average of whole numbers is truncated, of decimals cut at their scale."""
    first = types[0]
    if _is_integer(first):
        return _over(node, lambda call: exp.cast(exp.func("trunc", call), "bigint"))
    if first is not None and first.name == "numeric":
        return _over(node, lambda call: _decimal_average(call, first))
    return node


def listagg(node: exp.Func, _: Types, __: Context) -> exp.Expr:
    """AWS: r_LISTAGG. Without a delimiter nothing stands between the values."""
    if node.args.get("separator") is None:
        node.set("separator", exp.Literal.string(""))
    return node


def _decimal_average(call: exp.Expr, type_: RedshiftType) -> exp.Expr:
    """The sum divided by the count, both over the window of `call` if it has one."""
    result = t.numeric(38, type_.scale or 0)
    total, count = _with_aggregate(call, exp.Sum), _with_aggregate(call, exp.Count)
    return divide_decimals(total, result, count, t.BIGINT, result)


def _with_aggregate(call: exp.Expr, kind: type[exp.AggFunc]) -> exp.Expr:
    """`call` with the average in it replaced by another aggregate."""
    return call.copy().transform(
        lambda node: kind(this=node.this) if isinstance(node, exp.Avg) else node
    )


def _over(node: exp.Func, wrap: Callable[[exp.Expr], exp.Expr]) -> exp.Expr:
    """Wrap an aggregate, or the whole window expression that it stands in."""
    outer: exp.Expr = node
    while isinstance(outer.parent, (exp.Window, exp.Filter, exp.WithinGroup)):
        outer = outer.parent
    if outer is node:
        return wrap(node.copy())
    outer.replace(wrap(outer.copy()))
    return node


def _is_integer(type_: RedshiftType | None) -> bool:
    return type_ is not None and type_.name in INTEGERS
