"""TO_CHAR of dates and times, TO_DATE, TO_TIMESTAMP.

AWS: r_FORMAT_strings, r_TO_CHAR, r_TO_DATE_function, r_TO_TIMESTAMP.
"""

from sqlglot import exp

from localshift import types as t
from localshift.datetimes.templates import Pattern, cut
from localshift.errors import refuse
from localshift.quoting import string
from localshift.sql.context import Context
from localshift.sql.functions.function import DATE, TEXT, Function, always
from localshift.sql.functions.moments import arguments
from localshift.sql.functions.number_formats import number_to_char
from localshift.sql.nodes import call, cast, is_string_literal
from localshift.sql.type_rules import RANK, Types

# What a pattern is in DuckDB, {x} being the moment: numbers with the digits that they fill, names.
_NUMBERS = {
    "YYYY": ("year({x})", 4), "YYY": ("year({x}) % 1000", 3), "YY": ("year({x}) % 100", 2),
    "Y": ("year({x}) % 10", 1), "IYYY": ("isoyear({x})", 4), "IYY": ("isoyear({x}) % 1000", 3),
    "IY": ("isoyear({x}) % 100", 2), "I": ("isoyear({x}) % 10", 1),
    "CC": ("(year({x}) + 99) // 100", 2), "Q": ("quarter({x})", 1), "MM": ("month({x})", 2),
    "WW": ("(dayofyear({x}) - 1) // 7 + 1", 2), "W": ("(day({x}) - 1) // 7 + 1", 1),
    "IW": ("week({x})", 2), "DDD": ("dayofyear({x})", 3),
    "IDDD": ("(week({x}) - 1) * 7 + isodow({x})", 3), "DD": ("day({x})", 2),
    "D": ("dayofweek({x}) + 1", 1), "ID": ("isodow({x})", 1),
    "J": ("cast(floor(julian({x})) as integer)", 1), "HH24": ("hour({x})", 2),
    "HH12": ("(hour({x}) + 11) % 12 + 1", 2), "HH": ("(hour({x}) + 11) % 12 + 1", 2),
    "MI": ("minute({x})", 2), "SS": ("second({x})", 2),
    "SSSS": ("hour({x}) * 3600 + minute({x}) * 60 + second({x})", 1),
    "MS": ("datepart('microseconds', {x}) % 1000000 // 1000", 3),
    "US": ("datepart('microseconds', {x}) % 1000000", 6),
}  # fmt: skip
_NAMES = {
    "MONTH": ("monthname({x})", 9), "MON": ("left(monthname({x}), 3)", 3),
    "DAY": ("dayname({x})", 9), "DY": ("left(dayname({x}), 3)", 3),
    "RM": (
        "['I', 'II', 'III', 'IV', 'V', 'VI', 'VII', 'VIII', 'IX', 'X', 'XI', 'XII'][month({x})]",
        4,
    ),
}  # fmt: skip
_HALVES = ("AM", "PM", "A.M.", "P.M.")
_ERAS = ("BC", "AD", "B.C.", "A.D.")


def to_char(node: exp.Func, types: Types, context: Context) -> exp.Expr:
    """AWS: r_TO_CHAR. Of dates and timestamps; TIMESTAMPTZ by the session's clock."""
    if types[0] is not None and types[0].name in RANK:
        return number_to_char(node, types[0])
    first = exp.Anonymous(this=node.name, expressions=[node.expressions[0].copy()])
    (value,), (type_,) = arguments(first, types[:1], context, (t.TIMESTAMP, t.TIMESTAMPTZ))
    template = node.expressions[1]
    if not is_string_literal(template):
        raise refuse("to_char() with a format that is no literal")
    if type_ == t.TIMESTAMPTZ:
        value = cast(value, t.TIMESTAMP)
    written = value.sql("duckdb")
    parts = [
        string(part) if isinstance(part, str) else _pattern(part, written, context)
        for part in cut(template.name)
    ]
    return exp.maybe_parse(f"({' || '.join(parts) or string('')})", dialect="duckdb")


def _pattern(part: Pattern, x: str, context: Context) -> str:
    if part.name in _NUMBERS:
        sql, digits = _NUMBERS[part.name]
        return _number(sql.format(x=x), digits if part.fill else 1, part.ordinal)
    if part.ordinal:
        raise refuse(f"the format {part.written}{part.ordinal}")
    if part.name in _NAMES:
        sql, width = _NAMES[part.name]
        text = _like_written(sql.format(x=x), part.written)
        return f"rpad({text}, {width}, ' ')" if part.fill else text
    if part.name in _HALVES:
        early, late = (half + "." if "." in part.name else half for half in ("A", "P"))
        end = "M." if "." in part.name else "M"
        return _like_written(f"if(hour({x}) < 12, '{early}{end}', '{late}{end}')", part.written)
    if part.name in _ERAS:
        return _like_written("'A.D.'" if "." in part.name else "'AD'", part.written)
    if part.name == "Y,YYY":
        return f"printf('%d,%03d', year({x}) // 1000, year({x}) % 1000)"
    return _zone(part, context)


def _zone(part: Pattern, context: Context) -> str:
    if context.time_zone not in ("UTC", "Etc/UTC"):
        raise refuse(f"the format {part.written} in the time zone {context.time_zone}")
    if part.name == "OF":
        return string("+00")
    return string("utc" if part.written.islower() else "UTC")


def _number(sql: str, digits: int, ordinal: str) -> str:
    text = f"printf('%0{digits}d', cast({sql} as bigint))"
    if not ordinal:
        return text
    ending = (
        f"case when ({sql}) % 100 in (11, 12, 13) then 'th' when ({sql}) % 10 = 1 then 'st'"
        f" when ({sql}) % 10 = 2 then 'nd' when ({sql}) % 10 = 3 then 'rd' else 'th' end"
    )
    return f"{text} || {ending if ordinal.islower() else f'upper({ending})'}"


def _like_written(sql: str, written: str) -> str:
    """MONTH, Month or month: upper, mixed or lower case."""
    letters = [letter for letter in written if letter.isalpha()]
    if letters[0].islower():
        return f"lower({sql})"
    return f"upper({sql})" if letters[1].isupper() else sql


def to_date(node: exp.Func, _: Types, __: Context) -> exp.Expr:
    """AWS: r_TO_DATE_function. Fields out of range move the date on, unless it is strict."""
    return cast(_parsed(node), t.DATE)


def to_timestamp(node: exp.Func, _: Types, __: Context) -> exp.Expr:
    """AWS: r_TO_TIMESTAMP. A TIMESTAMPTZ, of a text in the session's time zone."""
    return cast(cast(_parsed(node), t.TIMESTAMP), t.TIMESTAMPTZ)


def _parsed(node: exp.Func) -> exp.Expr:
    text, template, *strict = (argument.copy() for argument in node.expressions)
    is_strict = strict[0] if strict else exp.Boolean(this=False)
    return call("localshift_parse", text, template, is_strict)


FUNCTIONS = (
    Function("to_char", "r_TO_CHAR", TEXT, to_char, takes="any string"),
    Function("to_date", "r_TO_DATE_function", DATE, to_date, takes="string string any?"),
    Function(
        "to_timestamp",
        "r_TO_TIMESTAMP",
        always(t.TIMESTAMPTZ),
        to_timestamp,
        takes="string string any?",
    ),
)
