"""Functions that take a part of a date or time, or cut it at a part.

AWS: r_Dateparts_for_datetime_functions.
"""

from sqlglot import exp

from localshift import types as t
from localshift.errors import refuse
from localshift.sql.context import Context
from localshift.sql.functions.function import DOUBLE, INTEGER, Function
from localshift.sql.functions.moments import MOMENT, arguments, part_of
from localshift.sql.nodes import call, cast
from localshift.sql.type_rules import Types
from localshift.types import RedshiftType

_CLOCK = ("hour", "minute", "second", "millisecond", "microsecond")
_ZONE = ("timezone", "timezone_hour", "timezone_minute")
# Parts of an interval, in units of months and of microseconds, and how many make the next part.
_OF_MONTHS = {"year": (12, 0), "month": (1, 12)}
_OF_MICROSECONDS = {
    "day": (86_400_000_000, 0),
    "hour": (3_600_000_000, 24),
    "minute": (60_000_000, 60),
    "second": (1_000_000, 60),
    "millisecond": (1_000, 1_000),
    "microsecond": (1, 1_000_000),
}


def extract_type(call: exp.Func, types: Types) -> RedshiftType:
    """AWS: r_EXTRACT_function. A whole number, but of a TIMESTAMPTZ a DOUBLE PRECISION.

    The page has INTEGER of all parts; the seconds since 1970 would end in 2038 then.
    """
    if types[-1] == t.TIMESTAMPTZ:
        return t.DOUBLE
    return t.BIGINT if part_of(call) == "epoch" else t.INTEGER


def extract(node: exp.Func, types: Types, context: Context) -> exp.Expr:
    """AWS: r_EXTRACT_function. The part alone, without smaller or larger ones."""
    value, type_, part = _arguments(node, types, context)
    return cast(_part(part, value, type_), extract_type(node, [type_]))


def date_part(node: exp.Func, types: Types, context: Context) -> exp.Expr:
    """AWS: r_DATE_PART_function. Seconds have their fraction."""
    value, type_, part = _arguments(node, types, context)
    if part == "second" and type_ is not None and not type_.is_interval:
        seconds = call("datepart", exp.Literal.string("microseconds"), value)
        return exp.paren(
            exp.Div(this=cast(seconds, t.DOUBLE), expression=exp.Literal.number("1000000.0"))
        )
    return cast(_part(part, value, type_), t.DOUBLE)


def _arguments(
    node: exp.Func, types: Types, context: Context
) -> tuple[exp.Expr, RedshiftType | None, str]:
    part = part_of(node)
    intervals = (types[-1],) if types[-1] is not None and types[-1].is_interval else ()
    choices = (*MOMENT, t.TIME, t.TIMETZ, *intervals)
    (value,), (type_,) = arguments(node, types, context, choices)
    return value, type_, part


def _part(part: str, value: exp.Expr, type_: RedshiftType | None) -> exp.Expr:
    if type_ is not None and type_.is_interval:
        return _interval_part(part, value)
    if type_ in (t.TIME, t.TIMETZ) and part not in (*_CLOCK, "epoch", *_ZONE):
        raise refuse(f"the date part {part} of {type_}")
    if part in _ZONE and type_ not in (t.TIMESTAMPTZ, t.TIMETZ):
        raise refuse(f"the date part {part} of {type_}")
    match part:
        case "century" | "millennium":
            years = exp.Literal.number(100 if part == "century" else 1000)
            return call("localshift_period", value, years)
        case "decade":
            return call("localshift_decade", value)
        case "millisecond" | "microsecond":
            micros = call("datepart", exp.Literal.string("microseconds"), value)
            fraction = exp.Mod(this=micros, expression=exp.Literal.number(1_000_000))
            divisor = exp.Literal.number(1000 if part == "millisecond" else 1)
            return exp.IntDiv(this=exp.paren(fraction), expression=divisor)
        case "epoch":
            return call("trunc", call("datepart", exp.Literal.string("epoch"), value))
    return call("datepart", exp.Literal.string(part), value)


def _interval_part(part: str, value: exp.Expr) -> exp.Expr:
    """A day has 24 hours here, and a year twelve months."""
    for amount, parts in (
        (call("localshift_months", value), _OF_MONTHS),
        (call("localshift_microseconds", value), _OF_MICROSECONDS),
    ):
        if part in parts:
            unit, next_part = parts[part]
            whole = exp.paren(exp.IntDiv(this=amount, expression=exp.Literal.number(unit)))
            if not next_part:
                return whole
            return exp.paren(exp.Mod(this=whole, expression=exp.Literal.number(next_part)))
    if part == "epoch":
        return call("datepart", exp.Literal.string("epoch"), value)
    raise refuse(f"the date part {part} of an interval")


def date_part_year(node: exp.Func, types: Types, context: Context) -> exp.Expr:
    """AWS: r_DATE_PART_YEAR."""
    (value,), _ = arguments(node, types, context, (t.DATE,))
    return cast(call("year", value), t.INTEGER)


def trunc_type(types: Types) -> RedshiftType:
    return t.TIMESTAMPTZ if types and types[-1] == t.TIMESTAMPTZ else t.TIMESTAMP


def date_trunc(node: exp.Func, types: Types, context: Context) -> exp.Expr:
    """AWS: r_DATE_TRUNC. A timestamp, also of a date. A week begins on Monday."""
    part = part_of(node)
    (value,), (type_,) = arguments(node, types, context, (t.TIMESTAMP, t.TIMESTAMPTZ))
    if part in ("century", "millennium"):
        years = exp.Literal.number(100 if part == "century" else 1000)
        return cast(call("localshift_period_start", value, years), type_ or t.TIMESTAMP)
    if part in ("epoch", "dayofweek", "dayofyear", *_ZONE):
        raise refuse(f"date_trunc() at the date part {part}")
    return cast(call("date_trunc", exp.Literal.string(part), value), type_ or t.TIMESTAMP)


FUNCTIONS = (
    Function("extract", "r_EXTRACT_function", INTEGER, extract, exp.Extract, typed=extract_type),
    Function("date_part pgdate_part", "r_DATE_PART_function", DOUBLE, date_part, takes="any any"),
    Function("date_part_year", "r_DATE_PART_YEAR", INTEGER, date_part_year, takes="any"),
    Function("date_trunc", "r_DATE_TRUNC", trunc_type, date_trunc, takes="any any"),
)
