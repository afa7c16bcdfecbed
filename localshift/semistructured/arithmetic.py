"""Arithmetic whose types are known only when the values are. AWS: operators-functions. Pure.

What is no number gives NULL. A float makes the result a float; of decimals the result has the scale
that Redshift's rules give for the scales and digits at hand.
"""

import operator
from collections.abc import Callable
from decimal import ROUND_CEILING, ROUND_DOWN, ROUND_FLOOR, ROUND_HALF_UP, Context, Decimal

from localshift.errors import SqlError
from localshift.semistructured.values import Value, is_number

_EXACT = Context(prec=120)
_MAX_DIGITS = 38
_FLOATS: dict[str, Callable[[float, float], float]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
}
_ROUNDINGS = {
    "floor": ROUND_FLOOR,
    "ceil": ROUND_CEILING,
    "round": ROUND_HALF_UP,
    "trunc": ROUND_DOWN,
}


def calculate(sign: str, left: Value, right: Value) -> Value:
    """`left sign right`. `+` also joins two strings."""
    if sign == "+" and isinstance(left, str) and isinstance(right, str):
        return left + right
    if not (is_number(left) and is_number(right)):
        return None
    if sign in "/%" and not right:
        raise SqlError("22012", "division by zero")
    if isinstance(left, float) or isinstance(right, float):
        if sign == "%":
            return None
        return _finite(_FLOATS[sign](float(left), float(right)))
    return _decimal(sign, Decimal(left), Decimal(right))


def rounded(name: str, value: Value) -> Value:
    """floor, ceil, round and trunc to whole numbers, abs and sign; a float stays one."""
    if not is_number(value):
        return None
    if name == "abs":
        return abs(value)
    exact = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    if name == "sign":
        whole = (exact > 0) - (exact < 0)
    else:
        whole = int(exact.to_integral_value(_ROUNDINGS[name], context=_EXACT))
    return float(whole) if isinstance(value, float) else whole


def _decimal(sign: str, left: Decimal, right: Decimal) -> Value:
    (_, s1), (p2, s2) = _precision_and_scale(left), _precision_and_scale(right)
    match sign:
        case "+":
            result = _EXACT.add(left, right)
        case "-":
            result = _EXACT.subtract(left, right)
        case "*":
            result = _EXACT.multiply(left, right)
        case "%":
            result = _EXACT.remainder(left, right)
        case _:
            quotient = _EXACT.divide(left, right)
            scale = max(4, s1 + p2 - s2 + 1)
            room = _MAX_DIGITS - max(1, quotient.adjusted() + 1)
            result = quotient.quantize(Decimal(1).scaleb(-min(scale, room)), ROUND_DOWN, _EXACT)
    if len(result.as_tuple().digits) > _MAX_DIGITS:
        raise SqlError("22003", "Numeric data overflow (result precision)")
    return result if _precision_and_scale(result)[1] else int(result)


def _precision_and_scale(value: Decimal) -> tuple[int, int]:
    _, digits, exponent = value.as_tuple()
    scale = -exponent if isinstance(exponent, int) else 0
    return max(len(digits), scale), scale


def _finite(value: float) -> float:
    if value - value != 0:
        raise SqlError("22003", "value out of range: overflow")
    return value


def precision(value: Value) -> int | None:
    """AWS: r_decimal_precision. The digits of a decimal."""
    return _of_decimal(value, 0)


def scale(value: Value) -> int | None:
    """AWS: r_decimal_scale. The digits after its point."""
    return _of_decimal(value, 1)


def _of_decimal(value: Value, which: int) -> int | None:
    is_decimal = is_number(value) and not isinstance(value, float)
    return _precision_and_scale(Decimal(value))[which] if is_decimal else None
