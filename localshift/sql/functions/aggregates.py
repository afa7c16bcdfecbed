"""Aggregates. Those that sort are in sorted_aggregates.py, window functions in windows.py."""

from sqlglot import exp

from localshift import types as t
from localshift.errors import refuse
from localshift.sql.context import Context
from localshift.sql.decimals import divide_decimals
from localshift.sql.functions.function import (
    BIGINT,
    BOOLEAN,
    DOUBLE,
    INTEGER,
    Function,
    is_integer,
    like_first,
    over,
)
from localshift.sql.nodes import call, cast
from localshift.sql.type_rules import Types
from localshift.types import RedshiftType


def sum_type(types: Types) -> RedshiftType | None:
    """AWS: r_SUM. Whole numbers give BIGINT, decimals DECIMAL(38, s), floats DOUBLE."""
    first = like_first(types)
    if first is None:
        return None
    if first.is_interval:
        raise refuse("sums and averages of intervals")
    if is_integer(first):
        return t.BIGINT
    return t.numeric(38, first.scale or 0) if first.name == "numeric" else t.DOUBLE


def sum_(node: exp.Func, types: Types, _: Context) -> exp.Expr:
    """AWS: r_SUM. DuckDB's sum of whole numbers is a HUGEINT."""
    return over(node, lambda call: cast(call, t.BIGINT)) if is_integer(types[0]) else node


def avg(node: exp.Func, types: Types, _: Context) -> exp.Expr:
    """AWS: r_AVG. The average of whole numbers is truncated, of decimals cut at their scale."""
    first = types[0]
    if is_integer(first):
        return over(node, lambda total: cast(call("trunc", total), t.BIGINT))
    if first is not None and first.name == "numeric":
        return over(node, lambda call: _decimal_average(call, first))
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


FUNCTIONS = (
    Function("count", "r_COUNT", BIGINT, node=exp.Count, takes="any"),
    Function("sum", "r_SUM", sum_type, sum_, exp.Sum, takes="number/interval"),
    Function("avg", "r_AVG", sum_type, avg, exp.Avg, takes="number/interval"),
    Function("min", "r_MIN", like_first, node=exp.Min, takes="ordered"),
    Function("max", "r_MAX", like_first, node=exp.Max, takes="ordered"),
    Function("any_value", "r_ANY_VALUE", like_first, node=exp.AnyValue, takes="any"),
    Function("bit_and", "r_BIT_AND", like_first, node=exp.BitwiseAndAgg, takes="integer"),
    Function("bit_or", "r_BIT_OR", like_first, node=exp.BitwiseOrAgg, takes="integer"),
    Function("bool_and", "r_BOOL_AND", BOOLEAN, node=exp.LogicalAnd, takes="boolean/integer"),
    Function("bool_or", "r_BOOL_OR", BOOLEAN, node=exp.LogicalOr, takes="boolean/integer"),
    Function("stddev", "r_STDDEV_functions", DOUBLE, node=exp.Stddev, takes="number"),
    Function("stddev_samp", "r_STDDEV_functions", DOUBLE, node=exp.StddevSamp, takes="number"),
    Function("stddev_pop", "r_STDDEV_functions", DOUBLE, node=exp.StddevPop, takes="number"),
    Function(
        "variance var_samp", "r_VARIANCE_functions", DOUBLE, node=exp.Variance, takes="number"
    ),
    Function("var_pop", "r_VARIANCE_functions", DOUBLE, node=exp.VariancePop, takes="number"),
    Function("grouping", "r_GROUP_BY_aggregation-extensions", INTEGER, node=exp.Grouping),
    Function("grouping_id", "r_GROUP_BY_aggregation-extensions", INTEGER, node=exp.GroupingId),
)
