"""The aggregates that sort: LISTAGG, MEDIAN, PERCENTILE_CONT, PERCENTILE_DISC.

The types of a WITHIN GROUP (ORDER BY …) come after those of the arguments.
"""

from sqlglot import exp

from localshift import types as t
from localshift.errors import refuse
from localshift.sql.context import Context
from localshift.sql.functions.function import TEXT, Function, over
from localshift.sql.nodes import cast
from localshift.sql.type_rules import RANK, Types
from localshift.types import RedshiftType


def listagg(node: exp.Func, _: Types, __: Context) -> exp.Expr:
    """AWS: r_LISTAGG. Without a delimiter nothing stands between the values.

    Nulls and empty strings are left out, and more than 65535 bytes are an error.
    """
    value, delimiter = node.this, node.args.get("separator") or exp.Literal.string("")
    if isinstance(value, exp.Distinct):  # sqlglot takes the delimiter for a second value
        value, *rest = value.expressions
        return _listagg_distinct(node, _text(value), rest[0] if rest else delimiter)
    node.set("this", _text(value))
    node.set("separator", delimiter)
    return over(node, lambda call: exp.Anonymous(this="localshift_listed", expressions=[call]))


def _listagg_distinct(node: exp.Func, text: exp.Expr, delimiter: exp.Expr) -> exp.Expr:
    """Of equal values the first one by the order stays; DuckDB orders by the value alone."""
    group = node.parent
    kind: type[exp.Expr] = type(node)
    if isinstance(group, exp.WithinGroup):
        text, kind = exp.Order(this=text, expressions=group.expression.expressions), type(group)
    values = exp.ArrayAgg(this=text)

    def once(call: exp.Expr) -> exp.Expr:
        listed = call.transform(lambda part: values if isinstance(part, kind) else part)
        return exp.Anonymous(this="localshift_listed_once", expressions=[listed, delimiter.copy()])

    return over(node, once)


def _text(value: exp.Expr) -> exp.Expr:
    return exp.func("nullif", cast(value.copy(), t.varchar(t.MAX_VARCHAR)), exp.Literal.string(""))


def continuous_type(types: Types) -> RedshiftType | None:
    """AWS: r_PERCENTILE_CONT, r_MEDIAN. A number for numbers, a timestamp for timestamps."""
    measured = types[-1] if types else None
    if measured is None or measured.name in RANK:
        return t.DOUBLE
    if measured in (t.TIMESTAMP, t.TIMESTAMPTZ):
        return measured
    raise refuse(f"percentile_cont() and median() of {measured}")


def median(node: exp.Func, types: Types, _: Context) -> exp.Expr:
    """AWS: r_MEDIAN. Numbers are interpolated as DOUBLE, for DuckDB rounds decimals."""
    _as_double(node.this, types[-1])
    return node


def percentile_cont(node: exp.Func, types: Types, _: Context) -> exp.Expr:
    """AWS: r_PERCENTILE_CONT."""
    if isinstance(node.parent, exp.WithinGroup):
        _as_double(node.parent.expression.expressions[0].this, types[-1])
    return node


def percentile_disc(node: exp.Func, _: Types, __: Context) -> exp.Expr:
    """AWS: r_WF_PERCENTILE_DISC, r_APPROXIMATE_PERCENTILE_DISC. It is no plain aggregate."""
    group = node.parent
    is_window = isinstance(group, exp.WithinGroup) and isinstance(group.parent, exp.Window)
    if not (is_window or node.args.pop("approximate", False)):
        raise refuse("percentile_disc() without OVER or APPROXIMATE")
    return node


def _as_double(value: exp.Expr, type_: RedshiftType | None) -> None:
    if type_ is not None and type_.name in RANK:
        value.replace(cast(value.copy(), t.DOUBLE))


FUNCTIONS = (
    Function("listagg", "r_LISTAGG", TEXT, listagg, exp.GroupConcat),
    Function("median", "r_MEDIAN", continuous_type, median, exp.Median),
    Function(
        "percentile_cont",
        "r_PERCENTILE_CONT",
        continuous_type,
        percentile_cont,
        exp.PercentileCont,
    ),
    Function(
        "percentile_disc",
        "r_WF_PERCENTILE_DISC",
        lambda types: types[-1],
        percentile_disc,
        exp.PercentileDisc,
    ),
)
