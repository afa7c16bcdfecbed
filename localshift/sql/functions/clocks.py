"""Functions of the time that it is.

AWS: Date_functions_header ("Date and time functions in transactions"; the deprecated ones run on
the leader node alone). All are in the session's time zone.
"""

from collections.abc import Callable
from datetime import datetime

from sqlglot import exp

from localshift import types as t
from localshift.datetimes.zones import find_zone
from localshift.sql.context import Context
from localshift.sql.functions.function import DATE, TEXT, TIMESTAMP, Function, Rewrite, always
from localshift.sql.nodes import cast
from localshift.sql.type_rules import Types
from localshift.types import RedshiftType


def _started(context: Context) -> datetime:
    """The start of the transaction, by the session's clock."""
    return find_zone(context.time_zone).from_utc(context.transaction_started_at)


def getdate(_node: exp.Func, _: Types, context: Context) -> exp.Expr:
    """AWS: r_GETDATE. The start of the statement, to the second."""
    now = find_zone(context.time_zone).from_utc(context.statement_started_at)
    return _value(now.replace(microsecond=0).isoformat(" "), t.TIMESTAMP)


def current_timestamp(node: exp.Func, _: Types, context: Context) -> exp.Expr:
    """AWS: r_SYSDATE (a TIMESTAMP). CURRENT_TIMESTAMP and NOW() are a TIMESTAMPTZ."""
    if node.args.get("sysdate"):
        return _value(_started(context).isoformat(" "), t.TIMESTAMP)
    return _value(context.transaction_started_at.isoformat(" ") + "+00", t.TIMESTAMPTZ)


def _clock(type_: RedshiftType, text: Callable[[datetime], str]) -> Rewrite:
    return lambda _node, _types, context: _value(text(_started(context)), type_)


def timeofday(_node: exp.Func, _: Types, context: Context) -> exp.Expr:
    """AWS: r_TIMEOFDAY_function. `Thu Sep 19 22:53:50.333525 2013 UTC`."""
    now = find_zone(context.time_zone).from_utc(context.statement_started_at)
    text = now.strftime("%a %b %d %H:%M:%S.%f %Y ") + context.time_zone
    return exp.Literal.string(text)


def _value(text: str, type_: RedshiftType) -> exp.Expr:
    return cast(exp.Literal.string(text), type_)


_PAGE = "Date_functions_header"
_TIMESTAMPTZ = always(t.TIMESTAMPTZ)

FUNCTIONS = (
    Function("getdate", "r_GETDATE", TIMESTAMP, getdate, takes=""),
    Function(
        "sysdate current_timestamp",
        "r_SYSDATE",
        TIMESTAMP,
        current_timestamp,
        exp.CurrentTimestamp,
    ),
    Function("now", _PAGE, _TIMESTAMPTZ, current_timestamp, takes=""),
    Function(
        "current_date",
        "r_CURRENT_DATE_function",
        DATE,
        _clock(t.DATE, lambda now: now.date().isoformat()),
        exp.CurrentDate,
    ),
    Function(
        "localtimestamp",
        _PAGE,
        TIMESTAMP,
        _clock(t.TIMESTAMP, lambda now: now.isoformat(" ")),
        exp.Localtimestamp,
    ),
    Function(
        "localtime",
        _PAGE,
        always(t.TIME),
        _clock(t.TIME, lambda now: now.time().isoformat()),
        exp.Localtime,
    ),
    Function("timeofday", "r_TIMEOFDAY_function", TEXT, timeofday, takes=""),
)
