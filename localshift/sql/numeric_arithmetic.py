"""+ - * / % and comparisons of numbers.

AWS: r_numeric_computations201 (results of arithmetic), r_VARBYTE_OPERATORS,
c_Supported_data_types (a string literal next to a number is one; other strings are compared with
the text of the number).
"""

from sqlglot import exp

from localshift import types as t
from localshift.errors import SqlError, refuse
from localshift.sql.casts import as_text, number_of_literal
from localshift.sql.decimals import divide_decimals
from localshift.sql.nodes import SIGNS, cast, is_string_literal
from localshift.sql.operators import no_such_operator
from localshift.sql.type_rules import (
    INTEGERS,
    RANK,
    Types,
    concatenation,
    decimal_result,
    literal_type,
    precision_and_scale,
)
from localshift.types import RedshiftType

MAX_DIGITS = 38
_FLOATS = ("real", "double precision")


def arithmetic(
    node: exp.Expr, left: RedshiftType | None, right: RedshiftType | None
) -> RedshiftType | None:
    """The result of an operation; the node is rewritten where DuckDB's would be another one."""
    if left is None or right is None:
        return None
    if left.name == right.name == "varbyte" and isinstance(node, exp.Add):
        node.replace(exp.DPipe(this=node.this, expression=node.expression))
        return concatenation([left, right])
    left = _number(node.this, left, right, node)
    right = _number(node.expression, right, left, node)
    if left.name in _FLOATS or right.name in _FLOATS:
        _widen(node, left, right, t.DOUBLE)
        return t.DOUBLE
    if left.name in INTEGERS and right.name in INTEGERS:
        result = max(left, right, key=lambda type_: RANK[type_.name])
        _widen(node, left, right, result)
        if isinstance(node, exp.Div):
            node.replace(exp.IntDiv(this=_grouped(node.this), expression=_grouped(node.expression)))
        return result
    result = decimal_result(node, precision_and_scale(left), precision_and_scale(right))
    if isinstance(node, exp.Div):
        node.replace(divide_decimals(node.this, left, node.expression, right, result))
    return result


def literal(node: exp.Literal) -> RedshiftType:
    """The type of a literal. AWS: r_Numeric_types201: numbers have 38 digits at most.

    DuckDB has a HUGEINT for what no BIGINT holds, and calculates with it in floating point.
    """
    type_ = literal_type(node)
    if type_.name != "numeric":
        return type_
    digits = node.name.replace(".", "").lstrip("0")
    if len(digits) > MAX_DIGITS:
        raise refuse(f"numbers of more than {MAX_DIGITS} digits")
    is_least_bigint = isinstance(node.parent, exp.Neg) and digits == str(2**63)
    if type_.scale == 0 and not is_least_bigint:
        node.replace(cast(node.copy(), type_))
    return type_


def negative(operand: exp.Expr, type_: RedshiftType | None) -> RedshiftType | None:
    """The result of `-x`. PostgreSQL 8.0, "Operators": a string literal is a float here."""
    if type_ is None or type_.name in RANK or type_.is_interval:
        return type_
    if not is_string_literal(operand):
        raise SqlError("42883", f"operator does not exist: - {type_.name}")
    operand.replace(number_of_literal(operand.name, t.DOUBLE)[0])
    return t.DOUBLE


def align_numbers(node: exp.Expr, types: Types) -> None:
    """Compare strings with numbers as Redshift does.

    The documentation does not say how numbers and booleans, or bytes and strings, are compared.
    """
    operands = list(node.iter_expressions())
    _refuse_mixed(operands, types, ("boolean",), tuple(RANK))
    _refuse_mixed(operands, types, ("varbyte",), ("character", "character varying"))
    numbers = [type_ for type_ in types if type_ is not None and type_.name in RANK]
    is_simple = len(operands) == len(types) and node.find(exp.Query) is None
    if not numbers or not is_simple:
        return
    strings = [
        operand
        for operand, type_ in zip(operands, types, strict=True)
        if type_ is not None and type_.is_string and not is_string_literal(operand)
    ]
    if strings and any(type_.name == "numeric" for type_ in numbers):
        raise refuse("comparisons of DECIMAL with a string that is no literal")
    for operand, type_ in zip(operands, types, strict=True):
        if strings and type_ is not None and type_.name in RANK:
            operand.replace(as_text(operand.copy(), type_))
        elif not strings and is_string_literal(operand):
            operand.replace(number_of_literal(operand.this, numbers[0])[0])


def _refuse_mixed(
    operands: list[exp.Expr], types: Types, some: tuple[str, ...], others: tuple[str, ...]
) -> None:
    names = [
        type_.name
        for operand, type_ in zip(operands, types, strict=False)
        if type_ is not None and not is_string_literal(operand)
    ]
    left = next((name for name in names if name in some), None)
    right = next((name for name in names if name in others), None)
    if left is not None and right is not None:
        raise refuse(f"comparisons of {left} and {right} without a cast")


def _number(
    operand: exp.Expr, type_: RedshiftType, other: RedshiftType, node: exp.Expr
) -> RedshiftType:
    """The type of an operand; a string literal becomes a number like the other side."""
    if type_.name in RANK:
        return type_
    if is_string_literal(operand) and other.name in RANK:
        number, found = number_of_literal(operand.name, other)
        operand.replace(number)
        return found
    if type_.is_string and other.name in RANK:
        raise refuse(f"{SIGNS[type(node)]} of a number and a string that is no literal")
    raise no_such_operator(SIGNS[type(node)], [type_, other])


def _widen(node: exp.Expr, left: RedshiftType, right: RedshiftType, result: RedshiftType) -> None:
    """Let DuckDB calculate in the type of the result, which it chooses by the literals' values."""
    for operand, type_ in ((node.this, left), (node.expression, right)):
        if type_ != result and not isinstance(operand, exp.Literal):
            operand.replace(cast(operand.copy(), result))


def _grouped(node: exp.Expr) -> exp.Expr:
    return exp.paren(node) if isinstance(node, exp.Binary) else node
