"""+ - * / of dates, times and intervals.

AWS: r_Datetime_types, r_DATE-CONCATENATE_function, r_interval_literals, r_interval_data_types
("Interval arithmetic"). A table of what there is; the rest is no operator.
"""

from collections.abc import Callable

from sqlglot import exp

from localshift import types as t
from localshift.errors import SqlError
from localshift.sql.context import Context
from localshift.sql.nodes import SIGNS, call, cast, is_string_literal
from localshift.sql.temporal import literal
from localshift.sql.type_rules import INTEGERS, RANK
from localshift.types import RedshiftType

_Build = Callable[[exp.Expr, exp.Expr], exp.Expr]
_Rule = tuple[RedshiftType, _Build]


def temporal_arithmetic(
    node: exp.Expr, left: RedshiftType | None, right: RedshiftType | None, context: Context
) -> RedshiftType | None:
    """Replace an operation by DuckDB's; its type. Raises SqlError 42883 for what is none."""
    left, right = _literal_types(node, left, right, context)
    if left is None or right is None:
        return None
    sides = node.this.copy(), node.expression.copy()
    sign = SIGNS[type(node)]
    rule = _RULES.get((sign, _kind(left), _kind(right)))
    if rule is None and sign in "+*":
        rule = _RULES.get((sign, _kind(right), _kind(left)))
        sides = sides[1], sides[0]
    if rule is None:
        raise SqlError("42883", f"operator does not exist: {left.name} {sign} {right.name}")
    result, build = rule
    node.replace(exp.paren(build(*map(_grouped, sides))))
    if result.is_interval and left.is_interval:
        same = left.name == right.name or not right.is_interval
        return RedshiftType(left.name) if same else t.INTERVAL
    return result


def _literal_types(
    node: exp.Expr, left: RedshiftType | None, right: RedshiftType | None, context: Context
) -> tuple[RedshiftType | None, RedshiftType | None]:
    """A string literal: what is taken away is like the other side, what is added an interval."""
    if is_string_literal(node.this) and right is not None:
        left = right if isinstance(node, exp.Sub) else t.INTERVAL
        node.this.replace(literal(node.this.this, left, context))
    elif is_string_literal(node.expression) and left is not None:
        right = left if isinstance(node, exp.Sub) else t.INTERVAL
        node.expression.replace(literal(node.expression.this, right, context))
    return left, right


def _kind(type_: RedshiftType) -> str:
    if type_.name in INTEGERS:
        return "integer"
    if type_.name in RANK:
        return "number"
    if type_.is_interval:
        return "months" if type_.name.endswith(("year", "month")) else "interval"
    return type_.name


def _grouped(node: exp.Expr) -> exp.Expr:
    return exp.paren(node) if isinstance(node, (exp.Binary, exp.Neg)) else node


def _add(left: exp.Expr, right: exp.Expr) -> exp.Expr:
    return exp.Add(this=left, expression=right)


def _subtract(left: exp.Expr, right: exp.Expr) -> exp.Expr:
    return exp.Sub(this=left, expression=right)


def _days(build: _Build) -> _Build:
    return lambda left, right: build(left, cast(right, t.INTEGER))


def _as_date(build: _Build) -> _Build:
    return lambda left, right: cast(exp.paren(build(left, right)), t.DATE)


def _between(type_: RedshiftType) -> _Build:
    return lambda left, right: _subtract(cast(left, type_), cast(right, type_))


def _between_times(left: exp.Expr, right: exp.Expr) -> exp.Expr:
    """DuckDB takes no time from a time."""
    day = cast(exp.Literal.string("2000-01-01"), t.DATE)
    return _subtract(exp.paren(_add(day, left)), exp.paren(_add(day.copy(), right)))


def _minus_days(left: exp.Expr, right: exp.Expr) -> exp.Expr:
    return _subtract(left, call("to_days", cast(right, t.INTEGER)))


def _multiply(interval: exp.Expr, number: exp.Expr) -> exp.Expr:
    return call("localshift_multiply_interval", interval, number)


def _divide(interval: exp.Expr, number: exp.Expr) -> exp.Expr:
    one = cast(exp.Literal.number(1), t.DOUBLE)
    return _multiply(interval, exp.paren(exp.Div(this=one, expression=number)))


def _rules() -> dict[tuple[str, str, str], _Rule]:
    date, time, timetz = t.DATE.name, t.TIME.name, t.TIMETZ.name
    timestamp, timestamptz = t.TIMESTAMP.name, t.TIMESTAMPTZ.name
    rules: dict[tuple[str, str, str], _Rule] = {
        ("+", date, "integer"): (t.DATE, _days(_add)),
        ("-", date, "integer"): (t.DATE, _days(_subtract)),
        ("-", timestamp, "integer"): (t.TIMESTAMP, _minus_days),
        ("+", date, time): (t.TIMESTAMP, _add),
        ("+", date, timetz): (t.TIMESTAMPTZ, _add),
        ("-", date, date): (t.BIGINT, _subtract),
        ("-", time, time): (t.INTERVAL, _between_times),
        ("+", date, "interval"): (t.TIMESTAMP, _add),
        ("-", date, "interval"): (t.TIMESTAMP, _subtract),
        ("+", date, "months"): (t.DATE, _as_date(_add)),
        ("-", date, "months"): (t.DATE, _as_date(_subtract)),
    }
    for left in (date, timestamp, timestamptz):
        for right in (date, timestamp, timestamptz):
            zoned = timestamptz in (left, right)
            between = _between(t.TIMESTAMPTZ if zoned else t.TIMESTAMP)
            rules.setdefault(("-", left, right), (t.INTERVAL, between))
    for interval in ("interval", "months"):
        for type_ in (t.TIMESTAMP, t.TIMESTAMPTZ, t.TIME, t.TIMETZ):
            rules["+", type_.name, interval] = (type_, _add)
            rules["-", type_.name, interval] = (type_, _subtract)
        for other in ("interval", "months"):
            rules["+", interval, other] = (t.INTERVAL, _add)
            rules["-", interval, other] = (t.INTERVAL, _subtract)
        for number in ("integer", "number"):
            rules["*", interval, number] = (t.INTERVAL, _multiply)
            rules["/", interval, number] = (t.INTERVAL, _divide)
    return rules


_RULES = _rules()
