"""Values of the date and time types: literals, conversions, comparisons.

AWS: r_Datetime_types, r_Date_and_time_literals, c_Supported_data_types (type compatibility). A
string literal next to a date or a time is one itself, in any of the documented forms.
"""

from sqlglot import exp

from localshift import types as t
from localshift.datetimes.intervals import Interval, read_interval
from localshift.datetimes.reading import Clock, read
from localshift.datetimes.zones import find_zone
from localshift.errors import SqlError
from localshift.quoting import string
from localshift.sql.context import Context
from localshift.sql.nodes import call, cast, is_string_literal
from localshift.sql.type_rules import Types
from localshift.types import RedshiftType

TEMPORAL = (t.DATE, t.TIME, t.TIMETZ, t.TIMESTAMP, t.TIMESTAMPTZ)
MOMENTS = (t.DATE, t.TIMESTAMP, t.TIMESTAMPTZ)

_READERS = {
    t.DATE: "localshift_to_date",
    t.TIME: "localshift_to_time",
    t.TIMETZ: "localshift_to_timetz",
    t.TIMESTAMP: "localshift_to_timestamp",
    t.TIMESTAMPTZ: "localshift_to_timestamptz",
}
_CASTS = {
    *((source, target) for source in MOMENTS for target in MOMENTS),
    (t.TIMESTAMP, t.TIME), (t.TIMESTAMP, t.TIMETZ), (t.TIMESTAMPTZ, t.TIME),
    (t.TIMESTAMPTZ, t.TIMETZ), (t.TIME, t.TIMETZ), (t.TIMETZ, t.TIME),
}  # fmt: skip
_MICROSECONDS = {
    "minute": 60_000_000,
    "hour": 3_600_000_000,
    "day": 86_400_000_000,
}


def is_temporal(type_: RedshiftType | None) -> bool:
    return type_ in TEMPORAL or (type_ is not None and type_.is_interval)


def is_epoch(node: exp.Expr) -> bool:
    """AWS: r_Dateparts_for_datetime_functions. The epoch is a moment without a zone."""
    return is_string_literal(node) and node.name.strip().lower() == "epoch"


def literal(text: str, target: RedshiftType, context: Context) -> exp.Expr:
    """The value that a string literal is. Raises SqlError 22007 or 22008."""
    if target.is_interval:
        interval = _interval(text, target)
        return interval_of(interval.months, interval.microseconds)
    return cast(exp.Literal.string(_read(text, target, context)), target)


def literal_sql(text: str, target: RedshiftType, context: Context) -> str:
    """The same as DuckDB SQL to be stored: VALUES may have very many of them."""
    if target.is_interval:
        interval = _interval(text, target)
        return f"localshift_interval_of({interval.months}, {interval.microseconds})"
    read = f"cast({string(_read(text, target, context))} as {target.duckdb})"
    return stored(read, target, target)


def _interval(text: str, target: RedshiftType) -> Interval:
    words = target.name.removeprefix("interval").strip() or None
    return read_interval(text, words, target.precision)


def _read(text: str, target: RedshiftType, context: Context) -> str:
    clock = Clock(lambda: context.transaction_started_at, find_zone(context.time_zone))
    return read(target.name, text, clock)


def interval_of(months: int, microseconds: int) -> exp.Expr:
    amounts = exp.Literal.number(months), exp.Literal.number(microseconds)
    return call("localshift_interval_of", *amounts)


def convert(
    node: exp.Expr, source: RedshiftType | None, target: RedshiftType, context: Context
) -> exp.Expr:
    """An explicit cast to a date or time type; `node` is used up. Raises SqlError 42846."""
    if is_string_literal(node):
        return literal(node.this, target, context)
    if source is not None and source.is_string:
        return as_type(call(_READERS.get(target, "localshift_to_interval"), node), target)
    if source is None or source == target:
        return cast(node, target)
    if source.is_interval and target.is_interval:
        return as_type(node, target)
    if (source, target) not in _CASTS:
        raise SqlError("42846", f"cannot cast type {source.name} to {target.name}")
    if source == t.TIMESTAMPTZ and target in (t.TIME, t.TIMETZ):
        node, source = cast(node, t.TIMESTAMP), t.TIMESTAMP
    if source == t.TIMESTAMP and target == t.TIMETZ:
        node = cast(node, t.TIME)
    return cast(node, target)


def as_type(node: exp.Expr, target: RedshiftType) -> exp.Expr:
    """Cut off an interval what is smaller than its type. AWS: r_interval_data_types."""
    cut = _cut(target)
    return node if cut is None else call(cut[0], node, exp.Literal.number(cut[1]))


def _cut(target: RedshiftType) -> tuple[str, int] | None:
    """The macro that cuts off an interval, and the unit that it keeps, by its type."""
    words = target.name.split()
    if words[0] != "interval" or len(words) == 1:
        return None
    if words[-1] in ("year", "month"):
        return "localshift_cut_months", 12 if words[-1] == "year" else 1
    if words[-1] == "second":
        digits = 6 if target.precision is None else target.precision
        return "localshift_cut_microseconds", 10 ** (6 - digits)
    return "localshift_cut_microseconds", _MICROSECONDS[words[-1]]


def stored(value: str, source: RedshiftType | None, target: RedshiftType) -> str:
    """DuckDB SQL that stores `value` (DuckDB SQL too) in a column: intervals as long as the type
    has them, a TIMETZ in UTC.
    """
    if source is not None and source.is_string:
        value = f"{_READERS.get(target, 'localshift_to_interval')}({value})"
    elif source != target:
        value = f"cast({value} as {target.duckdb})"
    if target == t.TIMETZ:
        return f"localshift_utc_time({value})"
    cut = _cut(target)
    return value if cut is None else f"{cut[0]}({value}, {cut[1]})"


def fitted(
    node: exp.Expr, source: RedshiftType | None, target: RedshiftType, context: Context
) -> exp.Expr | None:
    """A value of `target` by an implicit conversion; None where there is none.

    A string that is no literal is not converted.
    """
    if isinstance(node, exp.Null):
        return cast(node, target)
    if is_string_literal(node):
        return literal(node.name, target, context)
    if source is None or source == target or (source.is_interval and target.is_interval):
        return node
    return cast(node, target) if source in MOMENTS and target in MOMENTS else None


def align_comparison(node: exp.Expr, types: Types, context: Context) -> None:
    """Make the string literals that are compared with a date dates.

    Another string is compared with the text of the date, to which dates convert implicitly.
    """
    operands = list(node.iter_expressions())
    temporal = [type_ for type_ in types if is_temporal(type_)]
    if not temporal or len(operands) != len(types):
        return
    if isinstance(node, exp.In) and is_string_literal(node.this):
        return
    target = temporal[0]
    strings = [
        operand
        for operand, type_ in zip(operands, types, strict=True)
        if type_ is not None and type_.is_string and not is_string_literal(operand)
    ]
    for operand, type_ in zip(operands, types, strict=True):
        if strings and is_temporal(type_):
            operand.replace(temporal_text(operand.copy(), type_))
        elif not strings and is_string_literal(operand) and target is not None:
            operand.replace(literal(operand.this, target, context))


def temporal_text(node: exp.Expr, type_: RedshiftType | None) -> exp.Expr:
    """A date or time as Redshift writes it."""
    if type_ is not None and type_.is_interval:
        return call("localshift_interval_text", node)
    return cast(node, t.varchar(t.MAX_VARCHAR))
