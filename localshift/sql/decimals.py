"""Exact division of decimals, which DuckDB does in floating point.

AWS: r_Numeric_computations201. The quotient is cut, not rounded, at its scale.
"""

from sqlglot import exp

from localshift import types as t
from localshift.sql.nodes import cast, duckdb_type
from localshift.types import RedshiftType


def divide_decimals(
    left: exp.Expr,
    left_type: RedshiftType,
    right: exp.Expr,
    right_type: RedshiftType,
    result: RedshiftType,
) -> exp.Expr:
    """`left / right` as a DECIMAL of the type `result`, by whole numbers of 128 bits.

    The dividend is scaled so that the whole quotient has the result's scale. It has no more digits
    than the result's precision, at most 38, so it fits.
    """
    left_scale, right_scale = left_type.scale or 0, right_type.scale or 0
    scale = result.scale or 0
    shift = scale + right_scale - left_scale
    dividend = _whole(left, left_scale)
    divisor = _whole(right, right_scale)
    if shift >= 0:
        dividend = exp.Mul(this=dividend, expression=_power_of_ten(shift))
    else:
        divisor = exp.paren(exp.Mul(this=divisor, expression=_power_of_ten(-shift)))
    return with_scale(exp.IntDiv(this=exp.paren(dividend), expression=divisor), result)


def with_scale(whole: exp.Expr, result: RedshiftType) -> exp.Expr:
    """A whole number of units in the last place, as a DECIMAL of the type `result`."""
    scale = result.scale or 0
    unit = cast(exp.Literal.string(f"1e-{scale}"), t.numeric(38, scale))
    units = cast(whole, t.numeric(38, 0))
    return cast(exp.Mul(this=units, expression=unit), result)


def _whole(value: exp.Expr, scale: int) -> exp.Expr:
    """The value in units of its last place."""
    value = exp.paren(value.copy()) if isinstance(value, exp.Binary) else value.copy()
    if scale:
        value = exp.Mul(this=value, expression=exp.Literal.number(10**scale))
    return exp.Cast(this=value, to=duckdb_type("hugeint"))


def _power_of_ten(exponent: int) -> exp.Expr:
    return exp.Cast(this=exp.Literal.string(str(10**exponent)), to=duckdb_type("hugeint"))
