"""Functions of time zones.

AWS: CONVERT_TIMEZONE (usage notes), r_AT_TIME_ZONE, r_TIMEZONE.
"""

from datetime import timedelta

from sqlglot import exp

from localshift import types as t
from localshift.datetimes.zones import find_zone
from localshift.sql.context import Context
from localshift.sql.functions.function import TIMESTAMP, Function
from localshift.sql.functions.moments import arguments
from localshift.sql.nodes import call, is_string_literal
from localshift.sql.type_rules import Types
from localshift.types import RedshiftType

_UTC = exp.Literal.string("UTC")


def convert_timezone(node: exp.Func, types: Types, context: Context) -> exp.Expr:
    """AWS: CONVERT_TIMEZONE. Without a source zone the timestamp is in UTC."""
    *zones, _ = node.expressions
    last = exp.Anonymous(this=node.name, expressions=[node.expressions[-1].copy()])
    (value,), _ = arguments(last, types[-1:], context, (t.TIMESTAMP,))
    if len(zones) == 2:
        value = to_utc(zones[0], value)
    return from_utc(zones[-1], value)


def to_utc(zone: exp.Expr, local: exp.Expr) -> exp.Expr:
    """A clock of the zone as a clock of UTC; both are timestamps without a zone."""
    name, offset = _zone(zone)
    if name is None:
        return exp.paren(exp.Sub(this=local, expression=_minutes(offset)))
    return call("timezone", _UTC.copy(), call("timezone", name, local))


def from_utc(zone: exp.Expr, clock: exp.Expr) -> exp.Expr:
    """A clock of UTC as a clock of the zone."""
    name, offset = _zone(zone)
    if name is None:
        return exp.paren(exp.Add(this=clock, expression=_minutes(offset)))
    return call("timezone", name, call("timezone", _UTC.copy(), clock))


def _zone(zone: exp.Expr) -> tuple[exp.Expr | None, timedelta]:
    """The name of a zone that DuckDB knows, or its offset from UTC."""
    if not is_string_literal(zone):
        return call("localshift_zone", zone.copy()), timedelta()
    found = find_zone(zone.name)
    name = None if found.name is None else exp.Literal.string(found.name)
    return name, found.offset


def _minutes(offset: timedelta) -> exp.Expr:
    return call("to_minutes", exp.Literal.number(offset // timedelta(minutes=1)))


def timezone_type(types: Types) -> RedshiftType:
    return t.TIMESTAMPTZ if types and t.TIMESTAMP in types else t.TIMESTAMP


def timezone(node: exp.Func, types: Types, context: Context) -> exp.Expr:
    """AWS: r_TIMEZONE. A TIMESTAMP is taken as the zone's, a TIMESTAMPTZ shown in the zone."""
    zone, value = node.expressions
    last = exp.Anonymous(this=node.name, expressions=[value.copy()])
    (moment,), (type_,) = arguments(last, types[-1:], context, (t.TIMESTAMPTZ, t.TIMESTAMP))
    if type_ == t.TIMESTAMP:
        return call("timezone", _UTC.copy(), to_utc(zone, moment))
    return from_utc(zone, call("timezone", _UTC.copy(), moment))


def at_time_zone(node: exp.AtTimeZone) -> exp.Anonymous:
    """AWS: r_AT_TIME_ZONE. `x AT TIME ZONE 'z'` is TIMEZONE('z', x)."""
    return exp.Anonymous(this="timezone", expressions=[node.args["zone"], node.this])


FUNCTIONS = (
    Function(
        "convert_timezone",
        "CONVERT_TIMEZONE",
        TIMESTAMP,
        convert_timezone,
        takes="string any any?",
    ),
    Function("timezone", "r_TIMEZONE", timezone_type, timezone, takes="string any"),
)
