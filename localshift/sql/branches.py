"""The branches of CASE and its relatives, and of set operations, which become values of one type.

AWS: r_CASE_function, r_DECODE_expression, r_NVL_function, r_NVL2, r_NULLIF_function,
r_GREATEST_LEAST, r_UNION; PostgreSQL 8.0, "UNION, CASE, and Related Constructs". A string literal
has no type of its own and takes that of the others.
"""

import re
from collections.abc import Sequence

from sqlglot import exp

from localshift import types as t
from localshift.errors import SqlError
from localshift.sql.context import Context
from localshift.sql.nodes import cast, is_string_literal
from localshift.sql.super_casts import to_super
from localshift.sql.temporal import MOMENTS, is_temporal, literal
from localshift.sql.type_rules import INTEGERS, RANK, unify
from localshift.types import RedshiftType

Branch = tuple[exp.Expr, RedshiftType | None]

_INTEGER = re.compile(r"\s*[+-]?\d+\s*")


def as_case(node: exp.Nullif | exp.DecodeCase) -> exp.Case:
    """NULLIF and DECODE as the CASE that they stand for; of DECODE two nulls are equal."""
    if isinstance(node, exp.Nullif):
        same = exp.EQ(this=node.this.copy(), expression=node.expression)
        return exp.Case(ifs=[exp.If(this=same, true=exp.null())], default=node.this)
    subject, *rest = node.expressions
    ifs = []
    while len(rest) >= 2:
        search, result, *rest = rest
        equal = exp.NullSafeEQ(this=subject.copy(), expression=search)
        ifs.append(exp.If(this=equal, true=result))
    return exp.Case(ifs=ifs, default=rest[0] if rest else None)


def unified(name: str, branches: Sequence[Branch], context: Context) -> RedshiftType | None:
    """The type of all branches, to which those of another type are cast in place.

    Raises SqlError 42804 when there is none, 22P02 for a literal that is not of the others' type.
    """
    typed = [type_ for value, type_ in branches if not is_string_literal(value)] or [
        type_ for _, type_ in branches
    ]
    types = [type_ for type_ in typed if type_ is not None]
    if t.SUPER in types:
        for value, type_ in branches:
            value.replace(to_super(value.copy(), type_))
        return t.SUPER
    _check_match(name, types)
    result = unify(types) or _latest(types)
    if result is None or result.is_string:
        return unify([type_ for _, type_ in branches])
    for value, _ in branches:
        if is_string_literal(value):
            value.replace(_typed_literal(value, result, context))
    return result


def first_wins(first: Branch, second: Branch, context: Context) -> RedshiftType | None:
    """AWS: r_NVL2. A number and something else give the type of the first."""
    (_, left), (value, right) = first, second
    if left is not None and left.is_string and right is not None and right.name in RANK:
        value.replace(cast(value.copy(), t.varchar(t.MAX_VARCHAR)))
        return t.varchar(max(left.precision or t.MAX_VARCHAR, 40))
    return unified("NVL2", [first, second], context)


def _check_match(name: str, types: Sequence[RedshiftType]) -> None:
    for type_ in types[1:]:
        if _family(type_) != _family(types[0]):
            raise SqlError(
                "42804", f"{name} types {types[0].name} and {type_.name} cannot be matched"
            )


def _family(type_: RedshiftType) -> str:
    if type_.is_string or type_.name in ("name", "text", "unknown"):
        return "string"
    if type_.name in (*RANK, "oid"):
        return "number"
    if type_.is_interval:
        return "interval"
    return "moment" if type_ in MOMENTS else type_.name


def _latest(types: Sequence[RedshiftType]) -> RedshiftType | None:
    """A date next to a timestamp is one; with a time zone if one has it."""
    return max(types, key=MOMENTS.index) if types and set(types) <= set(MOMENTS) else None


def _typed_literal(value: exp.Expr, type_: RedshiftType, context: Context) -> exp.Expr:
    if is_temporal(type_):
        return literal(value.name, type_, context)
    if type_.name in INTEGERS and not _INTEGER.fullmatch(value.name):
        raise SqlError("22P02", f'invalid input syntax for integer: "{value.name}"')
    return cast(value.copy(), type_)
