"""CAST and the assignment casts of INSERT and UPDATE.

AWS: r_CAST_function (an explicit cast cuts strings), r_Character_types (an assignment refuses a
string that is too long, unless the excess is blanks), r_Numeric_types201 (decimals round).
"""

from sqlglot import exp

from localshift import types as t
from localshift.errors import SqlError, refuse
from localshift.types import RedshiftType, parse_type

CUT, FIT = "localshift_cut", "localshift_fit"

# The bytes of a string are what counts. `strlen` is DuckDB's length in bytes; the slow branch
# looks for the longest prefix that fits, because a character may have up to four bytes.
MACROS = f"""
create or replace macro {CUT}(x, n) as
    case
        when strlen(x) <= n then x
        when strlen(x) = length(x) then left(x, n)
        else left(x, list_max(list_filter(range(0, n + 1), lambda k: strlen(left(x, k)) <= n)))
    end;
create or replace macro {FIT}(x, n, type_text) as
    case
        when strlen(x) <= n then x
        when strlen(rtrim(x, ' ')) <= n then {CUT}(x, n)
        else error('value too long for type ' || type_text)
    end;
"""


_NOT_TO_BOOLEAN = ("numeric", "real", "double precision")


def type_of(node: exp.DataType) -> RedshiftType:
    """The Redshift type that a CAST names."""
    text = node.sql("redshift")
    found = parse_type(text)
    if found is None:
        raise SqlError("42704", f'type "{text.lower()}" does not exist')
    if found.name in ("super", "varbyte"):
        raise refuse(f"casts to {found.name}")
    return found


def rewrite_cast(node: exp.Cast, source: RedshiftType | None) -> RedshiftType:
    """Replace an explicit cast by DuckDB's; the type that it gives."""
    target = type_of(node.to)
    value = node.this
    if target.name == "boolean" and source is not None and source.name in _NOT_TO_BOOLEAN:
        raise SqlError("42846", f"cannot cast type {source.name} to boolean")
    if not target.is_string:
        node.set("to", exp.DataType.build(target.duckdb, dialect="duckdb"))
        return target
    text = value if source is not None and source.is_string else exp.cast(value.copy(), "text")
    text = text.copy()
    length = target.precision or t.MAX_VARCHAR
    known_to_fit = source is not None and source.is_string and (source.precision or 0) <= length
    if not known_to_fit and length < t.MAX_VARCHAR:
        text = exp.func(CUT, text, exp.Literal.number(length))
    if target.name == "character":
        text = exp.func("rtrim", text, exp.Literal.string(" "))
    node.replace(text if known_to_fit else exp.Paren(this=text))
    return target


def assignment(value: str, source: RedshiftType | None, target: RedshiftType) -> str:
    """DuckDB SQL that stores `value` (DuckDB SQL too) in a column of type `target`."""
    if not target.is_string:
        return value if source == target else f"cast({value} as {target.duckdb})"
    text = value if source is not None and source.is_string else f"cast({value} as varchar)"
    length = target.precision or t.MAX_VARCHAR
    fits = source is not None and source.is_string and (source.precision or t.MAX_VARCHAR) <= length
    if not fits:
        text = f"{FIT}({text}, {length}, '{target}')"
    return f"rtrim({text}, ' ')" if target.name == "character" else text
