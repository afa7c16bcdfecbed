"""Functions of dates and times."""

import re
from datetime import datetime

from sqlglot import exp

from localshift import types as t
from localshift.errors import refuse
from localshift.sql.context import Context
from localshift.sql.functions.function import (
    BIGINT,
    DATE,
    INTEGER,
    NAME,
    TIMESTAMP,
    Function,
    macro,
)
from localshift.sql.type_rules import Types


def now(node: exp.Func, _: Types, context: Context) -> exp.Expr:
    """AWS: r_GETDATE (start of the statement, to the second), r_SYSDATE (start of transaction)."""
    if node.args.get("sysdate"):
        return _timestamp(context.transaction_started_at)
    return _timestamp(context.statement_started_at.replace(microsecond=0))


def today(_node: exp.Func, _: Types, context: Context) -> exp.Expr:
    day = context.transaction_started_at.date().isoformat()
    return exp.cast(exp.Literal.string(day), "date")


def date_trunc(node: exp.Func, types: Types, _: Context) -> exp.Expr:
    """AWS: r_DATE_TRUNC. The result is a timestamp, also of a date."""
    return exp.cast(node.copy(), "timestamp") if types and types[0] == t.DATE else node


def dateadd(node: exp.Func, types: Types, _: Context) -> exp.Expr:
    """AWS: r_DATEADD_function. A timestamp, also for a date; 29 February plus years is 1 March."""
    if types[0] in (t.TIME, t.TIMETZ):
        raise refuse(f"dateadd() of {types[0]}")
    if node.text("unit").upper() == "YEAR":
        return exp.Anonymous(
            this="localshift_add_years",
            expressions=[exp.cast(node.this.copy(), "timestamp"), node.expression],
        )
    return node


def datediff(node: exp.Func, types: Types, _: Context) -> exp.Expr:
    """AWS: r_DATEDIFF_function. Counts the boundaries between two dates or timestamps."""
    for type_ in types[:2]:
        if type_ in (t.TIME, t.TIMETZ):
            raise refuse(f"datediff() of {type_}")
    return node


_PARTS = {
    "YEAR", "Y", "YR", "QUARTER", "QTR", "MONTH", "MON", "WEEK", "DAY", "D", "DAYOFWEEK", "DOW",
    "DAYOFYEAR", "DOY", "HOUR", "HR", "H", "MINUTE", "MIN", "EPOCH",
}  # fmt: skip


def extract(node: exp.Func, _: Types, __: Context) -> exp.Expr:
    """AWS: r_EXTRACT_function, r_DATE_PART_function.

    They differ in fractions of a second, and number decades and centuries unlike DuckDB: such
    parts are refused.
    """
    part = node.this.name.upper()
    if part not in _PARTS and not (part in ("SECOND", "SEC") and isinstance(node, exp.Extract)):
        raise refuse(f"the date part {part.lower()}")
    return node


def to_char(node: exp.Func, types: Types, _: Context) -> exp.Expr:
    """AWS: r_TO_CHAR. Of dates and timestamps; numbers come with their own formats."""
    if types[0] is not None and types[0] not in (t.DATE, t.TIMESTAMP, t.TIMESTAMPTZ):
        raise refuse(f"to_char() of {types[0]}")
    return known_format(node)


def known_format(node: exp.Func, *_: object) -> exp.Expr:
    """AWS: r_FORMAT_strings. Of the templates only those of plain numbers are translated."""
    template = node.args.get("format")
    if not isinstance(template, exp.Literal) or re.search(
        "[A-Za-z]", re.sub("%[YmdHMS]", "", template.this)
    ):
        raise refuse("date formats other than YYYY, MM, DD, HH24, MI and SS")
    return node


def _timestamp(at: datetime) -> exp.Expr:
    return exp.cast(exp.Literal.string(at.isoformat(sep=" ")), "timestamp")


FUNCTIONS = (
    Function("getdate sysdate", "r_GETDATE", TIMESTAMP, now, exp.CurrentTimestamp),
    Function("current_date", "r_CURRENT_DATE_function", DATE, today, exp.CurrentDate),
    Function("dateadd date_add", "r_DATEADD_function", TIMESTAMP, dateadd, exp.TsOrDsAdd),
    Function("datediff date_diff", "r_DATEDIFF_function", BIGINT, datediff, exp.TsOrDsDiff),
    Function("date_trunc", "r_DATE_TRUNC", TIMESTAMP, date_trunc, exp.TimestampTrunc),
    Function("date_trunc", "r_DATE_TRUNC", TIMESTAMP, date_trunc, exp.DateTrunc),
    Function("extract date_part", "r_EXTRACT_function", INTEGER, extract, exp.Extract),
    Function("last_day", "r_LAST_DAY", DATE, node=exp.LastDay),
    Function("date", "r_TO_DATE_function", DATE, node=exp.Date),
    Function("add_months", "r_ADD_MONTHS", TIMESTAMP, macro),
    Function("to_char", "r_TO_CHAR", NAME, to_char, exp.TimeToStr),
    Function("to_date", "r_TO_DATE_function", DATE, known_format, exp.StrToDate),
)
