"""Casts from and to SUPER. AWS: limitations-super, query-super ("Lax semantics").

A SUPER that can't be cast is NULL, where a cast of another type is an error.
"""

from sqlglot import exp

from localshift import types as t
from localshift.errors import SqlError, refuse
from localshift.sql.nodes import call, cast, duckdb_type
from localshift.sql.temporal import TEMPORAL
from localshift.sql.type_rules import INTEGERS
from localshift.types import RedshiftType

_TO_FLOAT = {"real": "localshift_super_of_real", "double precision": "localshift_super_of_double"}
_AS_WRITTEN = (*INTEGERS, "numeric", "boolean")
# What Redshift reads as a number in a string; blanks around it do not count.
_INTEGER_TEXT = r"^\s*([+-]?[0-9]+)\s*$"
_NUMBER_TEXT = r"^\s*([+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)\s*$"


def to_super(value: exp.Expr, source: RedshiftType | None) -> exp.Expr:
    """A value as a SUPER. Raises SqlError 42846 for dates and times, which are no values of it."""
    if source == t.SUPER or isinstance(value, exp.Null):
        return value
    if source is None:
        return call("localshift_super_of_unknown", value)
    if source.is_string:
        return call("localshift_super_of_text", value)
    if source.name in _TO_FLOAT:
        return call(_TO_FLOAT[source.name], value)
    if source.name in _AS_WRITTEN:
        return cast(value, t.varchar(t.MAX_VARCHAR))
    if source.name == "varbyte":
        raise refuse("casts of varbyte to super")
    raise SqlError("42846", f"cannot cast type {source.name} to super")


def from_super(value: exp.Expr, target: RedshiftType) -> tuple[exp.Expr, RedshiftType]:
    """A SUPER as a value of `target`, or as a string that is still to be made one; and its type."""
    text = t.varchar(t.MAX_VARCHAR)
    if target.is_string:
        return call("localshift_super_text", value), text
    if target.name == "boolean":
        return call("localshift_super_boolean", value), target
    if target in TEMPORAL:
        return call("localshift_super_string", value), text
    if target.name not in (*INTEGERS, "numeric", "real", "double precision"):
        raise refuse(f"casts of super to {target.name}")
    pattern = _INTEGER_TEXT if target.name in INTEGERS else _NUMBER_TEXT
    number = call("localshift_super_number", value, exp.Literal.string(pattern))
    return exp.TryCast(this=number, to=duckdb_type(target.duckdb)), target
