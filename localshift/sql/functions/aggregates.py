"""Aggregates and window functions."""

from collections.abc import Callable

from sqlglot import exp

from localshift import types as t
from localshift.sql.context import Context
from localshift.sql.decimals import divide_decimals
from localshift.sql.functions.function import (
    BIGINT,
    BOOLEAN,
    DOUBLE,
    INTEGER,
    TEXT,
    Function,
    is_integer,
    like_first,
)
from localshift.sql.type_rules import Types
from localshift.types import RedshiftType


def sum_type(types: Types) -> RedshiftType | None:
    """AWS: r_SUM. Whole numbers give BIGINT, decimals DECIMAL(38, s), floats DOUBLE."""
    first = like_first(types)
    if first is None:
        return None
    if is_integer(first):
        return t.BIGINT
    return t.numeric(38, first.scale or 0) if first.name == "numeric" else t.DOUBLE


def sum_(node: exp.Func, types: Types, _: Context) -> exp.Expr:
    """AWS: r_SUM. DuckDB's sum of whole numbers is a HUGEINT."""
    return _over(node, lambda call: exp.cast(call, "bigint")) if is_integer(types[0]) else node


def avg(node: exp.Func, types: Types, _: Context) -> exp.Expr:
    """AWS: r_AVG. The average of whole numbers is truncated, of decimals cut at their scale."""
    first = types[0]
    if is_integer(first):
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


FUNCTIONS = (
    Function("count", "r_COUNT", BIGINT, node=exp.Count),
    Function("sum", "r_SUM", sum_type, sum_, exp.Sum),
    Function("avg", "r_AVG", sum_type, avg, exp.Avg),
    Function("min", "r_MIN", like_first, node=exp.Min),
    Function("max", "r_MAX", like_first, node=exp.Max),
    Function("any_value", "r_ANY_VALUE", like_first, node=exp.AnyValue),
    Function("count", "r_COUNT", BIGINT, node=exp.ApproxDistinct),
    Function("bool_and", "r_BOOL_AND", BOOLEAN, node=exp.LogicalAnd),
    Function("bool_or", "r_BOOL_OR", BOOLEAN, node=exp.LogicalOr),
    Function("stddev", "r_STDDEV_functions", DOUBLE, node=exp.Stddev),
    Function("stddev_samp", "r_STDDEV_functions", DOUBLE, node=exp.StddevSamp),
    Function("stddev_pop", "r_STDDEV_functions", DOUBLE, node=exp.StddevPop),
    Function("variance var_samp", "r_VARIANCE_functions", DOUBLE, node=exp.Variance),
    Function("var_pop", "r_VARIANCE_functions", DOUBLE, node=exp.VariancePop),
    Function("median", "r_MEDIAN", DOUBLE, node=exp.Median),
    Function("percentile_cont", "r_PERCENTILE_CONT", DOUBLE, node=exp.PercentileCont),
    Function("listagg", "r_LISTAGG", TEXT, listagg, exp.GroupConcat),
    Function("grouping", "r_GROUP_BY_aggregation-extensions", INTEGER, node=exp.Grouping),
    Function("grouping_id", "r_GROUP_BY_aggregation-extensions", INTEGER, node=exp.GroupingId),
    Function("row_number", "r_WF_ROW_NUMBER", BIGINT, node=exp.RowNumber),
    Function("rank", "r_WF_RANK", BIGINT, node=exp.Rank),
    Function("dense_rank", "r_WF_DENSE_RANK", BIGINT, node=exp.DenseRank),
    Function("ntile", "r_WF_NTILE", BIGINT, node=exp.Ntile),
    Function("percent_rank", "r_WF_PERCENT_RANK", DOUBLE, node=exp.PercentRank),
    Function("cume_dist", "r_WF_CUME_DIST", DOUBLE, node=exp.CumeDist),
    Function("lag", "r_WF_LAG", like_first, node=exp.Lag),
    Function("lead", "r_WF_LEAD", like_first, node=exp.Lead),
    Function("first_value", "r_WF_first_value", like_first, node=exp.FirstValue),
    Function("last_value", "r_WF_first_value", like_first, node=exp.LastValue),
    Function("nth_value", "r_WF_NTH", like_first, node=exp.NthValue),
)
