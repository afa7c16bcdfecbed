"""What the functions of dates and times share: their arguments, and parts of dates."""

from sqlglot import exp

from localshift import types as t
from localshift.datetimes.parts import find_part
from localshift.errors import SqlError
from localshift.sql.context import Context
from localshift.sql.functions.arguments import no_such_function
from localshift.sql.nodes import is_string_literal
from localshift.sql.temporal import fitted
from localshift.sql.type_rules import Types
from localshift.types import RedshiftType


def arguments(
    node: exp.Func, types: Types, context: Context, *wanted: tuple[RedshiftType, ...]
) -> tuple[list[exp.Expr], list[RedshiftType | None]]:
    """The last arguments of a call, each as one of the types that are wanted of it.

    A string literal becomes the first of them, as does a date or timestamp of another type.
    Raises SqlError 42883 when there is no such conversion.
    """
    nodes = list(node.iter_expressions())[-len(wanted) :]
    found, found_types = [], []
    for argument, type_, choices in zip(nodes, types[-len(wanted) :], wanted, strict=True):
        target = type_ if type_ in choices or type_ is None else choices[0]
        if is_string_literal(argument) or isinstance(argument, exp.Null):
            target = choices[0]
        value = argument if target is None else fitted(argument, type_, target, context)
        if value is None:
            name = node.name if isinstance(node, exp.Anonymous) else node.sql_name()
            raise no_such_function(name.lower(), list(node.iter_expressions()), types)
        found.append(value.copy())
        found_types.append(target)
    return found, found_types


def part_of(node: exp.Func) -> str:
    """The part of a date that the first argument names. Raises SqlError 22023 for none."""
    first = next(iter(node.iter_expressions()))
    if not isinstance(first, (exp.Literal, exp.Var)):
        raise SqlError("22023", "a date part must be a name or a string")
    part = find_part(first.name)
    if part is None:
        raise SqlError("22023", f'timestamp units "{first.name}" not recognized')
    return part


def name_date_part(call: exp.Anonymous) -> None:
    """Make the date part of a call a string, so that it is not read as a column."""
    if call.name.lower() in TAKE_A_PART and call.expressions:
        first = call.expressions[0]
        if (isinstance(first, exp.Column) and not first.table) or isinstance(first, exp.Var):
            first.replace(exp.Literal.string(first.name.lower()))


TAKE_A_PART = (
    "dateadd", "date_add", "datediff", "date_diff", "date_part", "pgdate_part", "date_trunc"
)  # fmt: skip
MOMENT = (t.TIMESTAMP, t.DATE, t.TIMESTAMPTZ)
