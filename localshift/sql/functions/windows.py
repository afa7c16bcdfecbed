"""Window functions; aggregates are in aggregates.py."""

from sqlglot import exp

from localshift import types as t
from localshift.sql.context import Context
from localshift.sql.functions.function import BIGINT, DOUBLE, INTEGER, Function, like_first, over
from localshift.sql.nodes import cast
from localshift.sql.type_rules import Types


def ratio_to_report(node: exp.Func, _: Types, __: Context) -> exp.Expr:
    """AWS: r_WF_RATIO_TO_REPORT. A row's value divided by the sum over its window."""
    window, (value,) = node.parent, node.expressions
    if isinstance(window, exp.Window):
        total = window.copy()
        total.set("this", exp.Sum(this=value.copy()))
        ratio = exp.Div(
            this=cast(value.copy(), t.DOUBLE), expression=cast(total, t.DOUBLE), typed=True
        )
        window.replace(exp.paren(ratio))
    return node


def ranked(node: exp.Func, _: Types, __: Context) -> exp.Expr:
    """AWS: r_WF_RANK, r_WF_DENSE_RANK. An INTEGER, where DuckDB gives BIGINT."""
    return over(node, lambda call: cast(call, t.INTEGER))


FUNCTIONS = (
    Function("row_number", "r_WF_ROW_NUMBER", BIGINT, node=exp.RowNumber, takes=""),
    Function("rank", "r_WF_RANK", INTEGER, ranked, node=exp.Rank, takes=""),
    Function("dense_rank", "r_WF_DENSE_RANK", INTEGER, ranked, node=exp.DenseRank, takes=""),
    Function("ntile", "r_WF_NTILE", BIGINT, node=exp.Ntile, takes="integer"),
    Function("percent_rank", "r_WF_PERCENT_RANK", DOUBLE, node=exp.PercentRank, takes=""),
    Function("cume_dist", "r_WF_CUME_DIST", DOUBLE, node=exp.CumeDist, takes=""),
    Function("lag", "r_WF_LAG", like_first, node=exp.Lag, takes="any integer?"),
    Function("lead", "r_WF_LEAD", like_first, node=exp.Lead, takes="any integer?"),
    Function("first_value", "r_WF_first_value", like_first, node=exp.FirstValue, takes="any"),
    Function("last_value", "r_WF_first_value", like_first, node=exp.LastValue, takes="any"),
    Function("nth_value", "r_WF_NTH", like_first, node=exp.NthValue, takes="any integer"),
    Function("ratio_to_report", "r_WF_RATIO_TO_REPORT", DOUBLE, ratio_to_report, takes="number"),
)
