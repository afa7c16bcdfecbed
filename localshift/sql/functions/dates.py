"""Functions that count with dates and times, and that compare them."""

from sqlglot import exp

from localshift import types as t
from localshift.errors import SqlError, refuse
from localshift.sql.context import Context
from localshift.sql.functions.function import BIGINT, DATE, DOUBLE, INTEGER, TIMESTAMP, Function
from localshift.sql.functions.moments import arguments, part_of
from localshift.sql.nodes import call, cast
from localshift.sql.temporal import convert
from localshift.sql.type_rules import Types
from localshift.types import RedshiftType

_TIMES = (t.TIME, t.TIMETZ)
_UNITS = {
    "microsecond": "to_microseconds", "millisecond": "to_milliseconds", "second": "to_seconds",
    "minute": "to_minutes", "hour": "to_hours", "day": "to_days", "week": "to_weeks",
    "month": "to_months", "quarter": "to_quarters", "decade": "to_decades",
    "century": "to_centuries", "millennium": "to_millennia",
}  # fmt: skip
_OF_A_TIME = ("microsecond", "millisecond", "second", "minute", "hour")


def dateadd_type(types: Types) -> RedshiftType:
    """AWS: r_DATEADD_function. A date becomes a timestamp."""
    given = types[2] if len(types) > 2 else None
    return given if given in (*_TIMES, t.TIMESTAMPTZ) and given is not None else t.TIMESTAMP


def dateadd(node: exp.Func, types: Types, context: Context) -> exp.Expr:
    """AWS: r_DATEADD_function. 29 February plus years is 1 March, plus months 28 February."""
    part = part_of(node)
    (value,), (type_,) = arguments(node, types, context, (t.TIMESTAMP, t.TIMESTAMPTZ, *_TIMES))
    count = cast(node.expressions[1].copy(), t.BIGINT)
    if type_ in _TIMES and part not in _OF_A_TIME:
        raise SqlError("0A000", f'"{type_}" units "{part}" not supported')
    if type_ == t.TIMETZ:
        value = call("localshift_utc_time", value)
    if part == "year":
        return call("localshift_add_years", value, count)
    if part not in _UNITS:
        raise refuse(f"dateadd() of the date part {part}")
    return exp.paren(exp.Add(this=value, expression=call(_UNITS[part], count)))


def datediff(node: exp.Func, types: Types, context: Context) -> exp.Expr:
    """AWS: r_DATEDIFF_function. Counts the boundaries between two moments."""
    part = part_of(node)
    choices = (t.TIMESTAMP, t.TIMESTAMPTZ, *_TIMES)
    values, found = arguments(node, types, context, choices, choices)
    times = [type_ in _TIMES for type_ in found]
    if any(times):
        if not all(times) or part not in _OF_A_TIME:
            raise refuse(f"datediff() of {part} between {found[0]} and {found[1]}")
        values = [_on_a_day(value, type_) for value, type_ in zip(values, found, strict=True)]
    elif t.TIMESTAMPTZ in found:
        values = [cast(value, t.TIMESTAMPTZ) for value in values]
    if part in ("century", "millennium"):
        years = exp.Literal.number(100 if part == "century" else 1000)
        first, last = (call("localshift_period", value, years.copy()) for value in values)
        return cast(exp.paren(exp.Sub(this=last, expression=first)), t.BIGINT)
    if part not in (*_UNITS, "year"):
        raise refuse(f"datediff() of the date part {part}")
    if part == "week":  # DuckDB counts whole weeks
        values = [call("date_trunc", exp.Literal.string(part), value) for value in values]
    return call("date_diff", exp.Literal.string(part), *values)


def _on_a_day(value: exp.Expr, type_: RedshiftType | None) -> exp.Expr:
    if type_ == t.TIMETZ:
        value = cast(call("localshift_utc_time", value), t.TIME)
    day = cast(exp.Literal.string("2000-01-01"), t.DATE)
    return exp.paren(exp.Add(this=day, expression=value))


def add_months(node: exp.Func, types: Types, context: Context) -> exp.Expr:
    """AWS: r_ADD_MONTHS. The last day of a month stays the last day."""
    months = cast(node.expressions[1].copy(), t.INTEGER)
    first = exp.Anonymous(this=node.name, expressions=[node.expressions[0].copy()])
    (value,), _ = arguments(first, types[:1], context, (t.TIMESTAMP,))
    return call("localshift_add_months", value, months)


def months_between(node: exp.Func, types: Types, context: Context) -> exp.Expr:
    """AWS: r_MONTHS_BETWEEN_function."""
    values, _ = arguments(node, types, context, (t.TIMESTAMP,), (t.TIMESTAMP,))
    return call("localshift_months_between", *values)


def last_day(node: exp.Func, types: Types, context: Context) -> exp.Expr:
    """AWS: r_LAST_DAY. A date, whatever the argument is."""
    (value,), _ = arguments(node, types, context, (t.DATE,))
    return call("last_day", value)


def next_day(node: exp.Func, types: Types, context: Context) -> exp.Expr:
    """AWS: r_NEXT_DAY. The next such day of the week, never the day itself."""
    day = call("localshift_day_number", node.expressions[1].copy())
    first = exp.Anonymous(this=node.name, expressions=[node.expressions[0].copy()])
    (value,), _ = arguments(first, types[:1], context, (t.DATE,))
    return call("localshift_next_day", value, day)


def date(node: exp.Func, types: Types, context: Context) -> exp.Expr:
    """DATE(x) is CAST(x AS DATE). AWS: r_CAST_function."""
    return convert(node.this.copy(), types[0], t.DATE, context)


def _compare(name: str, left: RedshiftType, right: RedshiftType) -> Function:
    """-1, 0 or 1, as the first is less, equal or greater; its page has its name."""

    def compare(node: exp.Func, types: Types, context: Context) -> exp.Expr:
        values, _ = arguments(node, types, context, (left,), (right,))
        return call("localshift_compare", *values)

    return Function(name, f"r_{name.upper()}", INTEGER, compare, takes="any any")


FUNCTIONS = (
    Function(
        "dateadd date_add", "r_DATEADD_function", dateadd_type, dateadd, takes="any integer any"
    ),
    Function("datediff date_diff", "r_DATEDIFF_function", BIGINT, datediff, takes="any any any"),
    Function("add_months", "r_ADD_MONTHS", TIMESTAMP, add_months, takes="any integer"),
    Function(
        "months_between", "r_MONTHS_BETWEEN_function", DOUBLE, months_between, takes="any any"
    ),
    Function("last_day", "r_LAST_DAY", DATE, last_day, takes="any"),
    Function("next_day", "r_NEXT_DAY", DATE, next_day, takes="any string"),
    Function("date", "r_CAST_function", DATE, date, exp.Date, takes="any"),
    _compare("date_cmp", t.DATE, t.DATE),
    _compare("date_cmp_timestamp", t.DATE, t.TIMESTAMP),
    _compare("date_cmp_timestamptz", t.DATE, t.TIMESTAMPTZ),
    _compare("timestamp_cmp", t.TIMESTAMP, t.TIMESTAMP),
    _compare("timestamp_cmp_date", t.TIMESTAMP, t.DATE),
    _compare("timestamp_cmp_timestamptz", t.TIMESTAMP, t.TIMESTAMPTZ),
    _compare("timestamptz_cmp", t.TIMESTAMPTZ, t.TIMESTAMPTZ),
    _compare("timestamptz_cmp_date", t.TIMESTAMPTZ, t.DATE),
    _compare("timestamptz_cmp_timestamp", t.TIMESTAMPTZ, t.TIMESTAMP),
    _compare("interval_cmp", t.INTERVAL, t.INTERVAL),
)
