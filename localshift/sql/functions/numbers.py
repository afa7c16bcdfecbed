"""Functions of numbers."""

from sqlglot import exp

from localshift import types as t
from localshift.sql.functions.function import DOUBLE, Function, like_first
from localshift.sql.type_rules import Types
from localshift.types import RedshiftType


def _number(types: Types) -> RedshiftType | None:
    first = like_first(types)
    return t.numeric(38, 0) if first is None else first


FUNCTIONS = (
    Function("abs", "r_ABS", like_first, node=exp.Abs),
    Function("round", "r_ROUND", _number, node=exp.Round),
    Function("floor", "r_FLOOR", _number, node=exp.Floor),
    Function("ceil ceiling", "r_CEILING_FLOOR", _number, node=exp.Ceil),
    Function("sign", "r_SIGN", _number, node=exp.Sign),
    Function("sqrt", "r_SQRT", DOUBLE, node=exp.Sqrt),
    Function("power pow", "r_POWER", DOUBLE, node=exp.Pow),
    Function("exp", "r_EXP", DOUBLE, node=exp.Exp),
    Function("ln dln", "r_LN", DOUBLE, node=exp.Ln),
    Function("sin", "r_SIN", DOUBLE, node=exp.Sin),
    Function("cos", "r_COS", DOUBLE, node=exp.Cos),
    Function("asin", "r_ASIN", DOUBLE, node=exp.Asin),
    Function("radians", "r_RADIANS", DOUBLE, node=exp.Radians),
    Function("random", "r_RANDOM", DOUBLE, node=exp.Rand),
)
