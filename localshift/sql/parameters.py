"""Put the values of a prepared statement's parameters into its text, as literals.

A parameter is replaced where the lexer sees it, so never inside a string or a comment.
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from localshift.errors import SqlError, refuse
from localshift.sql.lexer import Kind, tokens
from localshift.types import RedshiftType


def parameter_count(sql: str) -> int:
    """The highest n of the parameters $n."""
    numbers = (int(token.value) for token in tokens(sql) if token.kind is Kind.PARAMETER)
    return max(numbers, default=0)


def substitute(sql: str, values: Sequence[Any]) -> str:
    """The text with a literal for each parameter. Raises SqlError 42P02 for one without a value."""
    return replace_parameters(sql, [literal(value) for value in values])


def substitute_nulls(sql: str, types: Sequence[RedshiftType | None]) -> str:
    """The text with a null of its type for each parameter, to describe the statement."""
    return replace_parameters(
        sql, ["null" if type_ is None else f"cast(null as {type_})" for type_ in types]
    )


def literal(value: Any) -> str:
    """A value as Redshift's SQL writes it. Strings are left untyped, as the client sent them."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int() | Decimal():
            return f"({value})" if value < 0 else str(value)
        case float():
            return f"cast('{value!r}' as double precision)"
        case str():
            return quote(value)
        case datetime():
            kind = "timestamp" if value.tzinfo is None else "timestamptz"
            return f"cast('{value.isoformat(sep=' ')}' as {kind})"
        case date():
            return f"cast('{value.isoformat()}' as date)"
        case time():
            return f"cast('{value.isoformat()}' as time)"
        case timedelta():
            return f"interval '{value.total_seconds()} seconds'"
    raise refuse(f"parameters of type {type(value).__name__}")


def quote(text: str) -> str:
    """A string literal; Redshift reads backslashes as escapes (AWS: r_Character_types)."""
    if "\0" in text:
        raise SqlError("22021", 'invalid byte sequence for encoding "UTF8": 0x00')
    return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'"


def replace_parameters(sql: str, literals: Sequence[str]) -> str:
    parts: list[str] = []
    done = 0
    for token in tokens(sql):
        if token.kind is not Kind.PARAMETER:
            continue
        number = int(token.value)
        if not 1 <= number <= len(literals):
            raise SqlError("42P02", f"there is no parameter ${number}")
        parts += [sql[done : token.start], literals[number - 1]]
        done = token.end
    return "".join(parts) + sql[done:]
