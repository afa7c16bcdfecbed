"""Conditional functions."""

from sqlglot import exp

from localshift.sql.context import Context
from localshift.sql.functions.function import BOOLEAN, Function, like_first
from localshift.sql.type_rules import Types, unify


def decode(node: exp.Func, _: Types, __: Context) -> exp.Expr:
    """AWS: r_DECODE_expression. Two nulls are equal here."""
    subject, *rest = node.expressions
    branches = []
    while len(rest) >= 2:
        search, result, *rest = rest
        branches.append(
            exp.If(this=exp.NullSafeEQ(this=subject.copy(), expression=search), true=result)
        )
    return exp.Case(ifs=branches, default=rest[0] if rest else None)


FUNCTIONS = (
    Function("coalesce nvl", "r_NVL_function", unify, node=exp.Coalesce),
    Function("nullif", "r_NULLIF_function", like_first, node=exp.Nullif),
    Function("nvl2", "r_NVL2", lambda types: unify(types[1:]), node=exp.Nvl2),
    Function(
        "decode", "r_DECODE_expression", lambda types: unify(types[2::2]), decode, exp.DecodeCase
    ),
    Function("greatest", "r_GREATEST_LEAST", unify, node=exp.Greatest),
    Function("least", "r_GREATEST_LEAST", unify, node=exp.Least),
    Function(
        "case", "r_CASE_function", lambda types: types[1] if len(types) > 1 else None, node=exp.If
    ),
    Function("exists", "r_exists_condition", BOOLEAN, node=exp.Exists),
)
