"""Conditional functions."""

from sqlglot import exp

from localshift.sql.blanks import unpadded
from localshift.sql.context import Context
from localshift.sql.functions.function import BOOLEAN, Function, like_first
from localshift.sql.type_rules import Types, unify


def decode(node: exp.Func, types: Types, _: Context) -> exp.Expr:
    """AWS: r_DECODE_expression. Two nulls are equal here."""
    subject = unpadded(node.expressions[0], types[0])
    rest = node.expressions[1:]
    searches = types[1::2]
    branches: list[exp.If] = []
    while len(rest) >= 2:
        search, result, *rest = rest
        wanted = unpadded(search, searches[len(branches)])
        branches.append(
            exp.If(this=exp.NullSafeEQ(this=subject.copy(), expression=wanted), true=result)
        )
    return exp.Case(ifs=branches, default=rest[0] if rest else None)


def nullif(node: exp.Func, types: Types, _: Context) -> exp.Expr:
    """AWS: r_NULLIF_function. Trailing blanks do not count in the comparison."""
    left, right = (
        unpadded(side, type_)
        for side, type_ in zip((node.this, node.expression), types, strict=True)
    )
    equal = exp.EQ(this=left.copy(), expression=right)
    return exp.Case(ifs=[exp.If(this=equal, true=exp.null())], default=node.this)


FUNCTIONS = (
    Function("coalesce nvl", "r_NVL_function", unify, node=exp.Coalesce),
    Function("nullif", "r_NULLIF_function", like_first, nullif, exp.Nullif),
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
