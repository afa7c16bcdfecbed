"""Functions that users wrote in SQL: a call is replaced by the expression that it stands for.

AWS: udf-creating-a-scalar-sql-udf.
"""

from collections.abc import Callable
from dataclasses import dataclass

from sqlglot import exp

from localshift.errors import SqlError, refuse
from localshift.sql.functions import KNOWN_BY_NAME
from localshift.sql.lexer import Kind, tokens
from localshift.sql.nodes import find_all
from localshift.types import MAX_VARCHAR, RedshiftType, varchar

_DEEPEST = 32


@dataclass(frozen=True, slots=True)
class UserFunction:
    """A scalar function in SQL. `body` is a SELECT whose arguments are columns "$1", "$2", …"""

    takes: tuple[RedshiftType, ...]
    gives: RedshiftType
    body: str

    def call(self, arguments: list[exp.Expr], parse: Callable[[str], exp.Query]) -> exp.Expr:
        """The expression of a call, each argument and the result with the declared type."""
        values = {
            f"${number}": _cast(argument.copy(), type_)
            for number, (argument, type_) in enumerate(zip(arguments, self.takes, strict=True), 1)
        }
        holder = exp.Paren(this=parse(self.body).expressions[0].unalias())
        for column in find_all(holder, exp.Column):
            if column.name in values:
                column.replace(values[column.name].copy())
        return _cast(holder, self.gives)


Find = Callable[[tuple[str, ...], int], UserFunction | None]


def with_argument_columns(body: str) -> str:
    """$1 as the column "$1", so that the text is a query."""
    parts, end = [], 0
    for token in tokens(body):
        if token.kind is Kind.PARAMETER:
            parts += [body[end : token.start], f'"{token.text}"']
            end = token.end
    return "".join([*parts, body[end:]])


def expand_user_functions(
    query: exp.Expr, find: Find, parse: Callable[[str], exp.Query], depth: int = 0
) -> None:
    """Replace the calls of users' functions, in place."""
    if depth > _DEEPEST:
        raise SqlError("54001", "functions are nested too deeply")
    calls = [call for call in find_all(query, exp.Anonymous) if not _is_builtin(call)]
    found = False
    for call in calls:
        outer, parts = _qualified(call)
        function = find(parts, len(call.expressions))
        if function is not None:
            outer.replace(function.call(call.expressions, parse))
            found = True
        elif len(parts) > 1:
            raise refuse(f"the function {'.'.join(parts)}()")
    if found:
        expand_user_functions(query, find, parse, depth + 1)


def _is_builtin(call: exp.Anonymous) -> bool:
    return not isinstance(call.parent, exp.Dot) and call.name.lower() in KNOWN_BY_NAME


def _qualified(call: exp.Anonymous) -> tuple[exp.Expr, tuple[str, ...]]:
    """The whole of `database.schema.name(…)`, and its names."""
    outer: exp.Expr = call
    while isinstance(outer.parent, exp.Dot) and outer.parent.expression is outer:
        outer = outer.parent
    name = call.name.lower()
    if not isinstance(outer, exp.Dot):
        return outer, (name,)
    return outer, (*(part.name for part in outer.this.find_all(exp.Identifier)), name)


def _cast(value: exp.Expr, type_: RedshiftType) -> exp.Expr:
    """To the type of an argument or a result, where lengths of strings do not count."""
    kind = varchar(MAX_VARCHAR) if type_.name == "character varying" else type_
    return exp.cast(value, str(kind), dialect="redshift")
