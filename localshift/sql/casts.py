"""CAST, TRY_CAST and CONVERT, and what a value is as text or as a number.

AWS: r_CAST_function (an explicit cast cuts strings), r_TRY_CAST, r_Numeric_types201 (decimals
round), r_VARBYTE_type (bytes).
"""

import re
from functools import lru_cache

from sqlglot import exp

from localshift import types as t
from localshift.errors import SqlError, refuse, undefined_type
from localshift.sql.catalog_arrays import object_cast
from localshift.sql.context import Context
from localshift.sql.nodes import call, cast, duckdb_type
from localshift.sql.super_casts import from_super, to_super
from localshift.sql.temporal import (
    convert,
    is_epoch,
    is_temporal,
    temporal_text,
)
from localshift.sql.type_rules import RANK, precision_and_scale
from localshift.types import RedshiftType, parse_type

_WHOLE_NUMBER = re.compile(r"[+-]?\d+", re.ASCII)
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|[nN][aA][nN]", re.ASCII)
_NUMBERS = {"numeric", "real", "double precision"}
_WHOLE_BYTES = {"smallint": 2, "integer": 4, "bigint": 8}
_FLOAT_DIGITS = {"real": 6, "double precision": 15}
# The pairs of types between which Redshift has no cast, beside those of VARBYTE.
_IMPOSSIBLE = {
    *((name, "boolean") for name in _NUMBERS),
    *(("boolean", name) for name in (*_NUMBERS, "character", "character varying")),
}


def type_of(node: exp.DataType) -> RedshiftType:
    """The Redshift type that a CAST names."""
    return _type_of(node.copy())


@lru_cache(maxsize=500)
def _type_of(node: exp.DataType) -> RedshiftType:
    text = node.sql("redshift")
    found = parse_type(text)
    if found is None and isinstance(node, exp.ObjectIdentifier):
        raise refuse(f"the type {text.lower()}")
    if found is None:
        raise undefined_type(text.lower())
    return found


def rewrite_cast(node: exp.Cast, source: RedshiftType | None, context: Context) -> RedshiftType:
    """Replace an explicit cast by DuckDB's; the type that it gives."""
    target = type_of(node.to)
    check_cast(source, target)
    if source and node.to.this == exp.DataType.Type.TEXT and node.this.is_string:
        target = source  # dbt's macro type_string makes a literal such a one, as long as it is
    if target.name in ("regclass", "regtype"):
        named, type_ = object_cast(node, source, target, context.search_path)
        node.replace(named)
        return type_
    if isinstance(node, exp.TryCast) and target == t.BOOLEAN and source and source.is_string:
        raise SqlError("42846", f"cannot cast type {source.name} to boolean")
    value = node.this
    if target == t.TIMESTAMPTZ and is_epoch(value):
        target = t.TIMESTAMP
    if t.SUPER in (source, target):
        node.replace(_of_super(value.copy(), source, target, context))
    elif "varbyte" in (target.name, source.name if source else ""):
        if isinstance(node, exp.TryCast):
            raise refuse("try_cast() of or to varbyte")
        node.replace(_of_bytes(value.copy(), source, target))
    elif target.is_string:
        node.replace(_string(value.copy(), source, target))
    elif is_temporal(target):
        node.replace(_moment(node, source, target, context))
    else:
        if source is not None and source.is_string:
            node.set("this", _checked_text(node, target))
        node.set("to", duckdb_type(target.duckdb))
        if _may_lose_digits(node, source, target):
            result = exp.TryCast(this=value.copy(), to=node.to.copy())
            node.replace(exp.Anonymous(this="localshift_checked", expressions=[result, value]))
    return target


def _may_lose_digits(node: exp.Cast, source: RedshiftType | None, target: RedshiftType) -> bool:
    """Whether a calculated number may have more digits before the point than the decimal takes.

    AWS: r_numeric_computations201, "Overflow conditions". A literal is told by DuckDB's error.
    """
    if source is None or source.name not in RANK or target.name != "numeric":
        return False
    if isinstance(node, exp.TryCast) or not node.find(exp.Column):
        return False
    if source.name in _FLOAT_DIGITS:
        return True
    digits, scale = precision_and_scale(source)
    return digits - scale > (target.precision or 18) - (target.scale or 0)


def _moment(
    node: exp.Cast, source: RedshiftType | None, target: RedshiftType, context: Context
) -> exp.Expr:
    """A date or a time; with TRY_CAST null for what is none. AWS: r_TRY_CAST."""
    if not isinstance(node, exp.TryCast):
        return convert(node.this.copy(), source, target, context)
    value = exp.paren(node.this.copy())  # a literal is read when the statement runs
    return exp.Anonymous(this="try", expressions=[convert(value, source, target, context)])


def check_cast(source: RedshiftType | None, target: RedshiftType) -> None:
    """Raises SqlError 42846 for two types between which Redshift has no cast."""
    if source is None:
        return
    if (source.name, target.name) in _IMPOSSIBLE or (
        "varbyte" in (source.name, target.name)
        and source.name != target.name
        and not _goes_with_bytes(target if source.name == "varbyte" else source)
    ):
        raise SqlError("42846", f"cannot cast type {source.name} to {target.name}")


def as_text(value: exp.Expr, source: RedshiftType | None) -> exp.Expr:
    """A value in the text that Redshift has for it. AWS: c_Supported_data_types."""
    if source is not None and source.is_string:
        return value
    if source is not None and source.name in _FLOAT_DIGITS:
        digits = exp.Literal.number(_FLOAT_DIGITS[source.name])
        return exp.Anonymous(this="localshift_float_text", expressions=[value, digits])
    return temporal_text(value, source)


def number_of_literal(text: str, like: RedshiftType) -> tuple[exp.Expr, RedshiftType]:
    """A string literal as the number that it becomes next to one of the type `like`, and its type.

    Raises SqlError 22P02 when it is not written as such a number.
    """
    is_whole = like.name in _WHOLE_BYTES
    if not (_WHOLE_NUMBER if is_whole else _NUMBER).fullmatch(text.strip()):
        kind = "integer" if is_whole else f"type {like.name}"
        raise SqlError("22P02", f'invalid input syntax for {kind}: "{text}"')
    type_ = like
    if like.name == "numeric" and "e" not in text.lower():
        whole, _, fraction = text.strip().lstrip("+-").partition(".")
        type_ = t.numeric(min(38, max(1, len(whole + fraction))), len(fraction))
    return cast(exp.Literal.string(text.strip()), type_), type_


def padded(value: exp.Expr, type_: RedshiftType | None) -> exp.Expr:
    """A value of CHAR with the blanks that it is stored without. AWS: r_Character_types."""
    if type_ is None or type_.name != "character" or type_.precision is None:
        return value
    width, blank = exp.Literal.number(type_.precision), exp.Literal.string(" ")
    return exp.Anonymous(this="rpad", expressions=[value, width, blank])


def _goes_with_bytes(type_: RedshiftType) -> bool:
    return type_.is_string or type_.name in _WHOLE_BYTES


def _string(value: exp.Expr, source: RedshiftType | None, target: RedshiftType) -> exp.Expr:
    text = as_text(value, source)
    length = target.precision or t.MAX_VARCHAR
    known_to_fit = source is not None and source.is_string and (source.precision or 0) <= length
    if not known_to_fit and length < t.MAX_VARCHAR:
        text = call("localshift_cut", text, exp.Literal.number(length))
    if target.name == "character":
        text = call("localshift_char", text)
    return text if known_to_fit and not isinstance(text, exp.Literal) else exp.Paren(this=text)


def _checked_text(node: exp.Cast, target: RedshiftType) -> exp.Expr:
    """A string that becomes a number, if it is written as Redshift wants it."""
    value: exp.Expr = node.this.copy()
    kind = "integer" if target.name in _WHOLE_BYTES else "number"
    if kind == "number" and target.name not in _NUMBERS:
        return value
    if isinstance(node, exp.TryCast):
        test = exp.Anonymous(this=f"localshift_is_{kind}_text", expressions=[value])
        return exp.Case(ifs=[exp.If(this=test, true=value.copy())])
    arguments = [value] if kind == "integer" else [value, exp.Literal.string(target.name)]
    return exp.Anonymous(this=f"localshift_{kind}_text", expressions=arguments)


def _of_super(
    value: exp.Expr, source: RedshiftType | None, target: RedshiftType, context: Context
) -> exp.Expr:
    if target == t.SUPER:
        return to_super(value, source)
    plain, type_ = from_super(value, target)
    if target.is_string:
        return _string(plain, type_, target)
    if is_temporal(target):
        converted = convert(plain, type_, target, context)
        return exp.Anonymous(this="try", expressions=[converted])
    return plain


def _of_bytes(value: exp.Expr, source: RedshiftType | None, target: RedshiftType) -> exp.Expr:
    """Casts of and to VARBYTE. AWS: r_VARBYTE_type."""
    if target.is_string:
        text = exp.Anonymous(this="decode", expressions=[value])
        return _string(text, t.varchar(t.MAX_VARCHAR), target)
    if target.name in _WHOLE_BYTES:
        raise refuse(f"casts of varbyte to {target.name}")
    if source is None:
        return cast(value, target)
    size = _WHOLE_BYTES.get(source.name, source.precision or t.MAX_VARCHAR)
    if size > (target.precision or size):
        raise refuse(f"casts to {target} of what may be longer")
    if source.name in _WHOLE_BYTES:
        arguments = [value, exp.Literal.number(size)]
        return exp.Anonymous(this="localshift_integer_bytes", expressions=arguments)
    if source.is_string:
        return exp.Anonymous(this="encode", expressions=[padded(value, source)])
    return value
