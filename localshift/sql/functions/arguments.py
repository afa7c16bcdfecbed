"""The arguments of a call: their number, their types, and the implicit conversions.

AWS: c_Supported_data_types, "Implicit conversion types". A string literal has no type of its own
and becomes what the function wants. PostgreSQL 8.0, "Functions": a call that fits no function is
told with the types of its arguments.
"""

from collections.abc import Sequence

from sqlglot import exp

from localshift import types as t
from localshift.errors import SqlError
from localshift.sql.casts import as_text, number_of_literal
from localshift.sql.nodes import cast, is_string_literal
from localshift.sql.super_casts import to_super
from localshift.sql.type_rules import INTEGERS, RANK, Types
from localshift.types import RedshiftType

_NO_TEXT = ("boolean", "super", "varbyte")


def fit_arguments(call: exp.Func, name: str, types: Types, takes: str) -> Types:
    """Convert the arguments of `call` to the kinds in `takes`; the types that they then have.

    A kind is any, ordered, string, integer, number, double, interval, boolean, varbyte or super, or
    several of them: string/varbyte. What is ordered is anything but boolean.
    Raises SqlError 42883 when there are too few or too many, or one can't be converted.
    """
    kinds = takes.split()
    needed = sum(not kind.endswith("?") for kind in kinds)
    arguments = list(call.iter_expressions())
    if not needed <= len(arguments) <= len(kinds):
        raise no_such_function(name, arguments, types)
    fitted = []
    for argument, type_, kind in zip(arguments, types, kinds, strict=False):
        choices = kind.rstrip("?").split("/")
        found = next(filter(None, (_fit(argument, type_, choice) for choice in choices)), None)
        if found is None and type_ is not None:
            raise no_such_function(name, arguments, types)
        fitted.append(found)
    return fitted


def _fit(argument: exp.Expr, type_: RedshiftType | None, kind: str) -> RedshiftType | None:
    """The type of an argument after its conversion; None if it has none, or can't be converted."""
    if kind == "super":
        argument.replace(to_super(argument.copy(), type_))
        return t.SUPER
    if type_ is None or kind == "any":
        return type_
    is_literal = is_string_literal(argument)
    match kind:
        case "boolean" if type_ == t.BOOLEAN:
            return type_
        case "ordered" if type_ != t.BOOLEAN:
            return type_
        case "interval" if type_.is_interval:
            return type_
        case "string" if type_.is_string:
            return type_
        case "string" if type_.name not in _NO_TEXT:
            argument.replace(as_text(argument.copy(), type_))
            return t.varchar(t.MAX_VARCHAR)
        case "integer" if type_.name in INTEGERS:
            return type_
        case "integer" if is_literal:
            return _read(argument, t.INTEGER)
        case "number" if type_.name in RANK:
            return type_
        case "double" if type_.name in RANK:
            if type_ != t.DOUBLE:
                argument.replace(cast(argument.copy(), t.DOUBLE))
            return t.DOUBLE
        case "number" | "double" if is_literal:
            return _read(argument, t.DOUBLE)
        case "varbyte" if type_.name == "varbyte":
            return type_
        case "varbyte" if is_literal:
            argument.replace(exp.Anonymous(this="encode", expressions=[argument.copy()]))
            return RedshiftType("varbyte", type_.precision)
    return None


def _read(literal: exp.Expr, type_: RedshiftType) -> RedshiftType:
    literal.replace(number_of_literal(literal.name, type_)[0])
    return type_


def no_such_function(name: str, arguments: Sequence[exp.Expr], types: Types) -> SqlError:
    """PostgreSQL's words for arguments that no function of the name takes."""
    told = ", ".join(
        "unknown" if type_ is None or is_string_literal(argument) else type_.name
        for argument, type_ in zip(arguments, types, strict=True)
    )
    return SqlError(
        "42883",
        f"function {name}({told}) does not exist",
        hint="No function matches the given name and argument types."
        " You may need to add explicit type casts.",
    )
