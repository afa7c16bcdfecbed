"""Operators whose operands are SUPER: what they do is known when the values are.

AWS: query-super ("Dynamic typing", "Order by"), operators-functions ("Arithmetic operators").
"""

from collections.abc import Sequence

from sqlglot import exp

from localshift import types as t
from localshift.errors import SqlError, refuse
from localshift.sql.functions.function import Function
from localshift.sql.nodes import SIGNS, call, is_string_literal
from localshift.sql.super_casts import to_super
from localshift.sql.type_rules import Types
from localshift.types import SUPER, RedshiftType


def key(value: exp.Expr, type_: RedshiftType | None) -> exp.Expr:
    """What is compared in the place of a value: text that is equal, and ordered, as values are."""
    return call("localshift_super_key", to_super(value.copy(), type_))


def compare(node: exp.Expr, operands: Sequence[exp.Expr], types: Types) -> exp.Expr:
    """A comparison in which an operand is a SUPER. Values of several kinds are not equal."""
    if any(isinstance(operand.unnest(), exp.Query) for operand in operands):
        raise refuse("comparisons of SUPER with a subquery")
    keys = [key(operand, type_) for operand, type_ in zip(operands, types, strict=True)]
    match node:
        case exp.EQ() | exp.NEQ() | exp.NullSafeEQ():
            return type(node)(this=keys[0], expression=keys[1])
        case exp.In():
            return exp.In(this=keys[0], expressions=keys[1:])
        case exp.Between():
            low = _ordered(exp.GTE, keys[0], keys[1])
            return exp.paren(exp.And(this=low, expression=_ordered(exp.LTE, keys[0], keys[2])))
    return _ordered(type(node), keys[0], keys[1])


def calculate(node: exp.Expr, left: RedshiftType | None, right: RedshiftType | None) -> exp.Expr:
    """`+ - * / %`. The result is a SUPER."""
    return call(
        "localshift_super_calculate",
        exp.Literal.string(SIGNS[type(node)]),
        to_super(node.this.copy(), left),
        to_super(node.expression.copy(), right),
    )


def negated(value: exp.Expr) -> exp.Expr:
    """A number with the other sign; NULL for what is no number."""
    zero = exp.Literal.string("0")
    return call("localshift_super_calculate", exp.Literal.string("-"), zero, value.copy())


def string(value: exp.Expr) -> exp.Expr:
    """A string; NULL for what is none."""
    return call("localshift_super_string", value.copy())


_ROUNDINGS = {
    "abs": "abs", "ceil": "ceil", "ceiling": "ceil", "floor": "floor", "round": "round",
    "sign": "sign", "trunc": "trunc",
}  # fmt: skip


def rounded(node: exp.Func, types: Types) -> exp.Expr | None:
    """Functions of numbers of a SUPER, which give one. AWS: operators-functions, r_ROUND, r_TRUNC.

    None for another function, or another argument.
    """
    arguments = list(node.iter_expressions())
    name = node.name.lower() if isinstance(node, exp.Anonymous) else node.sql_name().lower()
    if types[:1] != [SUPER] or name not in _ROUNDINGS:
        return None
    if len(arguments) > 1:
        raise SqlError("42883", f"function {name}(super, {types[1]}) does not exist")
    return call(
        "localshift_super_rounded", exp.Literal.string(_ROUNDINGS[name]), arguments[0].copy()
    )


def check_iterated(types: Types) -> None:
    """Raises SqlError 42804 for FROM over what is no SUPER."""
    for type_ in types:
        if type_ not in (SUPER, None):
            raise SqlError("42804", f"cannot iterate over an expression of type {type_}")


def check_union(
    query: exp.SetOperation, left: RedshiftType | None, right: RedshiftType | None
) -> None:
    """Refuse set operations of SUPER but with a SUPER or NULL."""
    if SUPER in (left, right) and left != right and None not in (left, right):
        raise refuse(f"{query.key.upper()} of SUPER with another type")


def check_condition(node: exp.Expr, type_: RedshiftType | None, where: str) -> None:
    """Raises SqlError 42804 for what is no condition, which DuckDB would cast to one.

    AWS: c_Supported_data_types, "Implicit conversion types": a whole number becomes one.
    """
    if (
        type_ is not None
        and type_.name not in ("boolean", "smallint", "integer", "bigint")
        and not is_string_literal(node)
    ):
        raise SqlError("42804", f"argument of {where} must be type boolean, not type {type_.name}")


def _ordered(kind: type[exp.Expr], left: exp.Expr, right: exp.Expr) -> exp.Expr:
    """NULL where the values are of several kinds."""
    comparable = call("localshift_super_comparable", left.copy(), right.copy())
    return exp.Case(ifs=[exp.If(this=comparable, true=kind(this=left.copy(), expression=right))])


def as_strings(node: exp.Expr, types: Types) -> Types:
    """Let an operator of patterns see the string that a SUPER is; others are refused."""
    if SUPER not in types:
        return types
    if not isinstance(node, (exp.Like, exp.ILike, exp.SimilarTo)):
        raise refuse(f"{node.sql('redshift')[:60]}: an operator of a SUPER without a cast")
    text = t.varchar(t.MAX_VARCHAR)
    for name, type_ in zip(("this", "expression"), types, strict=True):
        if type_ == SUPER:
            node.set(name, string(node.args[name]))
    return [text if type_ == SUPER else type_ for type_ in types]


# Functions and aggregates that take a value of any type, and do not look into it.
_ANY_TYPE = (
    exp.Count, exp.AnyValue, exp.Lag, exp.Lead, exp.FirstValue, exp.LastValue, exp.NthValue,
    exp.Exists,
)  # fmt: skip
_VARIADIC = ("array", "object")


def check_arguments(node: exp.Func, function: Function, types: Types) -> None:
    """Refuse a SUPER where a function is not known to take one: a cast says what is meant."""
    takes_any = isinstance(node, _ANY_TYPE) or function.names in _VARIADIC
    if SUPER in types and not takes_any and "super" not in (function.takes or ""):
        raise refuse(f"{function.name_of(node)}() of a SUPER without a cast")
