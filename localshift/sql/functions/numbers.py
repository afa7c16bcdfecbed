"""Functions of numbers."""

from sqlglot import exp

from localshift import types as t
from localshift.errors import refuse
from localshift.sql.context import Context
from localshift.sql.functions.function import (
    BIGINT,
    DOUBLE,
    TEXT,
    Function,
    Rewrite,
    always,
    is_bytes,
    like_first,
    macro,
    renamed,
)
from localshift.sql.nodes import cast
from localshift.sql.numeric_arithmetic import arithmetic
from localshift.sql.type_rules import INTEGERS, Types
from localshift.types import RedshiftType


def rounded_type(call: exp.Func, types: Types) -> RedshiftType | None:
    """AWS: r_ROUND, r_TRUNC, r_CEILING_FLOOR. Decimals keep the places asked for."""
    first = like_first(types)
    if first in (t.TIMESTAMP, t.TIMESTAMPTZ):
        return t.DATE
    if first is None or first.name != "numeric":
        return first
    places = _places(call)
    if places is None:
        return first
    digits, scale = first.precision or 18, first.scale or 0
    kept = min(max(places, 0), scale)
    return t.numeric(min(38, digits - scale + kept + (kept < scale)), kept)


def rounded(node: exp.Func, types: Types, _: Context) -> exp.Expr:
    """AWS: r_ROUND, r_TRUNC, r_CEILING_FLOOR. TRUNC of a timestamp is its date."""
    type_ = rounded_type(node, types)
    if type_ == t.DATE:
        return cast(node.expressions[0], t.DATE)
    call = exp.Anonymous(this=node.name.lower(), expressions=node.expressions)
    is_exact = type_ is not None and type_.name in ("numeric", *INTEGERS)
    return cast(call, type_) if type_ and is_exact else call


def finite(name: str) -> Rewrite:
    """AWS: r_EXP, r_POWER. DuckDB gives infinity where Redshift raises an error."""

    def rewrite(node: exp.Func, _: Types, __: Context) -> exp.Expr:
        call = exp.Anonymous(this=name, expressions=node.expressions)
        return exp.Anonymous(this="localshift_finite", expressions=[call])

    return rewrite


def sign_type(types: Types) -> RedshiftType | None:
    """AWS: r_SIGN. Of a decimal DECIMAL(1,0), else the type of the argument."""
    first = like_first(types)
    return t.numeric(1, 0) if first is not None and first.name == "numeric" else first


def sign(node: exp.Func, types: Types, _: Context) -> exp.Expr:
    """AWS: r_SIGN. DuckDB's is a TINYINT."""
    call = exp.Anonymous(this="sign", expressions=node.expressions)
    return cast(call, sign_type(types) or t.DOUBLE)


def mod(node: exp.Func, types: Types, _: Context) -> exp.Expr:
    """AWS: r_MOD. The same as %."""
    return _modulo(node, types)[0]


def mod_type(call: exp.Func, types: Types) -> RedshiftType | None:
    return _modulo(call, types)[1]


def _modulo(call: exp.Func, types: Types) -> tuple[exp.Expr, RedshiftType | None]:
    left, right = (exp.paren(operand.copy()) for operand in call.expressions)
    operation = exp.Mod(this=left, expression=right)
    holder = exp.Paren(this=operation)
    return holder, arithmetic(operation, *types)


def to_hex(node: exp.Func, types: Types, _: Context) -> exp.Expr:
    """AWS: r_TO_HEX. Of bytes all of them, of a number without leading zeros."""
    if is_bytes(types[0]):
        return exp.func("lower", exp.Anonymous(this="hex", expressions=node.expressions))
    size = 16 if types[0] == t.BIGINT else 8
    arguments = [*node.expressions, exp.Literal.number(size)]
    return exp.Anonymous(this="localshift_integer_hex", expressions=arguments)


def checksum(node: exp.Func, types: Types, _: Context) -> exp.Expr:
    """AWS: r_CHECKSUM. The page shows the digits of decimals; of other types it does not tell."""
    type_ = types[0]
    if type_ is None or type_.name != "numeric" or (type_.precision or 18) > 18:
        raise refuse(f"checksum() of {type_ or 'a value of unknown type'}")
    digits = exp.Mul(this=exp.paren(node.expressions[0]), expression=_unit(type_))
    return cast(digits, t.INTEGER)


def _unit(type_: RedshiftType) -> exp.Expr:
    return exp.Literal.number(10 ** (type_.scale or 0))


def _places(call: exp.Func) -> int | None:
    """The second argument, 0 where there is none; None if it is no literal."""
    if len(call.expressions) == 1:
        return 0
    text = call.expressions[1].sql()
    return int(text) if text.lstrip("-").isdigit() else None


def _of_double(names: str, page: str, duckdb: str | None = None) -> Function:
    """A function of a DOUBLE PRECISION that gives one."""
    rewrite = renamed(duckdb) if duckdb else None
    return Function(names, page, DOUBLE, rewrite, takes="double")


FUNCTIONS = (
    Function("abs", "r_ABS", like_first, takes="number"),
    Function("round", "r_ROUND", like_first, rounded, takes="number integer?", typed=rounded_type),
    Function("trunc", "r_TRUNC", like_first, rounded, takes="any integer?", typed=rounded_type),
    Function("floor", "r_FLOOR", like_first, rounded, takes="number", typed=rounded_type),
    Function(
        "ceil ceiling", "r_CEILING_FLOOR", like_first, rounded, takes="number", typed=rounded_type
    ),
    Function("mod", "r_MOD", like_first, mod, takes="number number", typed=mod_type),
    Function("sign", "r_SIGN", sign_type, sign, takes="number"),
    Function("power pow", "r_POWER", DOUBLE, finite("power"), takes="double double"),
    Function("atan2", "r_ATAN2", DOUBLE, takes="double double"),
    Function("pi", "r_PI", DOUBLE, takes=""),
    Function("random", "r_RANDOM", DOUBLE, takes=""),
    _of_double("sqrt", "r_SQRT"),
    _of_double("cbrt", "r_CBRT"),
    Function("exp", "r_EXP", DOUBLE, finite("exp"), takes="double"),
    Function("dexp", "r_DEXP", DOUBLE, finite("exp"), takes="double"),
    _of_double("ln", "r_LN"),
    _of_double("dlog1", "r_DLOG1", "ln"),
    _of_double("log", "r_LOG", "log10"),
    _of_double("dlog10", "r_DLOG10", "log10"),
    _of_double("sin", "r_SIN"),
    _of_double("cos", "r_COS"),
    _of_double("tan", "r_TAN"),
    _of_double("cot", "r_COT"),
    _of_double("asin", "r_ASIN"),
    _of_double("acos", "r_ACOS"),
    _of_double("atan", "r_ATAN"),
    _of_double("degrees", "r_DEGREES"),
    _of_double("radians", "r_RADIANS"),
    Function("to_hex", "r_TO_HEX", TEXT, to_hex, takes="integer/varbyte"),
    Function("strtol", "r_STRTOL", BIGINT, macro, takes="string integer"),
    Function("checksum", "r_CHECKSUM", always(t.INTEGER), checksum, takes="any"),
)
