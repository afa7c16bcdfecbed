"""Operators that DuckDB has not, or has otherwise: of strings, bits and bytes.

AWS: r_concat_op, r_OPERATOR_SYMBOLS, r_VARBYTE_OPERATORS. Each function rewrites a node whose
operands have these types, and gives the type of the result. Patterns are in patterns.py.
"""

from collections.abc import Callable

from sqlglot import exp

from localshift import types as t
from localshift.errors import SqlError
from localshift.sql.casts import as_text, check_cast
from localshift.sql.catalog_arrays import joined
from localshift.sql.nodes import cast
from localshift.sql.type_rules import INTEGERS, RANK, Types, concatenation
from localshift.types import RedshiftType

Operator = Callable[[exp.Expr, Types], RedshiftType | None]


def concatenate(node: exp.Expr, types: Types) -> RedshiftType | None:
    """AWS: r_concat_op. What is no string becomes one; bytes go with bytes."""
    if joined(node, types):
        return types[0]
    names = {type_.name for type_ in types if type_ is not None}
    if "varbyte" not in names:
        for operand, type_ in zip((node.this, node.expression), types, strict=True):
            if type_ is not None:
                check_cast(type_, t.varchar(t.MAX_VARCHAR))
            if type_ is None or not type_.is_string:
                operand.replace(as_text(operand.copy(), type_))
    elif names != {"varbyte"}:
        raise no_such_operator("||", types)
    return concatenation(types)


def bitwise(symbol: str, of_integers: str | None, of_bytes: str | None) -> Operator:
    """An operator of bits. The functions are DuckDB's names; None where its operator is the same.

    AWS: r_OPERATOR_SYMBOLS, r_VARBYTE_OPERATORS.
    """

    def rewrite(node: exp.Expr, types: Types) -> RedshiftType | None:
        known = [type_ for type_ in types if type_ is not None]
        operands = [node.this.copy()]
        if isinstance(node, exp.Binary):
            operands.append(node.expression.copy())
        if of_bytes is not None and all(type_.name == "varbyte" for type_ in known):
            node.replace(exp.Anonymous(this=of_bytes, expressions=operands))
            return known[0] if known else None
        if any(type_.name not in INTEGERS for type_ in known):
            raise no_such_operator(symbol, types)
        if of_integers is not None:
            node.replace(exp.Anonymous(this=of_integers, expressions=operands))
        if symbol in ("<<", ">>"):
            return types[0]
        return max(known, key=lambda type_: RANK[type_.name], default=None)

    return rewrite


def of_doubles(symbol: str) -> Operator:
    """AWS: r_OPERATOR_SYMBOLS. Powers and roots are of floats, whatever they are taken of."""

    def rewrite(node: exp.Expr, types: Types) -> RedshiftType:
        for operand, type_ in zip(list(node.iter_expressions()), types, strict=True):
            is_literal = isinstance(operand, exp.Literal)
            if type_ is not None and type_.name not in RANK and not is_literal:
                raise no_such_operator(symbol, types)
            operand.replace(cast(operand.copy(), t.DOUBLE))
        node.replace(exp.Anonymous(this="localshift_finite", expressions=[node.copy()]))
        return t.DOUBLE

    return rewrite


def absolute(_: exp.Expr, types: Types) -> RedshiftType | None:
    """AWS: r_OPERATOR_SYMBOLS. @ keeps the type."""
    if types[0] is not None and types[0].name not in RANK:
        raise no_such_operator("@", types)
    return types[0]


def no_such_operator(symbol: str, types: Types) -> SqlError:
    """PostgreSQL's words for operands that an operator does not take."""
    names = ["unknown" if type_ is None else type_.name for type_ in types]
    return SqlError("42883", f"operator does not exist: {f' {symbol} '.join(names)}")


OPERATORS: dict[type[exp.Expr], Operator] = {
    exp.DPipe: concatenate,
    exp.BitwiseAnd: bitwise("&", None, "localshift_bytes_and"),
    exp.BitwiseOr: bitwise("|", None, "localshift_bytes_or"),
    exp.BitwiseXor: bitwise("#", "xor", "localshift_bytes_xor"),
    exp.BitwiseNot: bitwise("~", None, "localshift_bytes_not"),
    exp.BitwiseLeftShift: bitwise("<<", None, None),
    exp.BitwiseRightShift: bitwise(">>", None, None),
    exp.Pow: of_doubles("^"),
    exp.Sqrt: of_doubles("|/"),
    exp.Cbrt: of_doubles("||/"),
    exp.Abs: absolute,
}
