"""PREPARE, EXECUTE and DEALLOCATE. AWS: r_PREPARE, r_EXECUTE, r_DEALLOCATE."""

from collections.abc import Callable
from dataclasses import dataclass

from localshift.errors import SqlError
from localshift.results import Description, Result
from localshift.session import Session
from localshift.sql.parameters import replace_parameters
from localshift.sql.reader import Reader
from localshift.statements import changes, queries
from localshift.types import RedshiftType

_RUNS: dict[str, Callable[[Session, str], Result]] = {
    "select": queries.run,
    "with": queries.run,
    "insert": changes.insert,
    "update": changes.update,
    "delete": changes.delete,
}


@dataclass(frozen=True, slots=True)
class Prepared:
    """A statement that PREPARE keeps: its parameters' types, its first word, its text."""

    types: tuple[RedshiftType, ...]
    verb: str
    sql: str


def prepare(session: Session, sql: str) -> Result:
    """PREPARE name [(type, …)] AS a SELECT, INSERT, UPDATE or DELETE; it lasts for the session."""
    reader = Reader(sql)
    reader.expect("prepare")
    name = reader.name()
    types = _types(reader)
    reader.expect("as")
    verb = reader.here
    if verb is None or not verb.is_word(*_RUNS):
        raise reader.error()
    if name in session.prepared:
        raise SqlError("42P05", f'prepared statement "{name}" already exists')
    session.prepared[name] = Prepared(tuple(types), verb.value, reader.rest())
    return Result("PREPARE")


def execute(session: Session, sql: str) -> Result:
    """EXECUTE name [(value, …)]; a value is cast to its parameter's type."""
    verb, text = _filled(session, sql)
    return _RUNS[verb](session, text)


def describe(session: Session, sql: str) -> Description:
    verb, text = _filled(session, sql)
    if _RUNS[verb] is queries.run:
        return queries.describe(session, text)
    return Description((), None)


def deallocate(session: Session, sql: str) -> Result:
    """DEALLOCATE [PREPARE] name."""
    reader = Reader(sql)
    reader.expect("deallocate")
    reader.accept("prepare")
    name = reader.name()
    reader.end()
    _find(session, name)
    del session.prepared[name]
    return Result("DEALLOCATE")


def _filled(session: Session, sql: str) -> tuple[str, str]:
    """The statement's first word, and its text with the given values for its parameters."""
    reader = Reader(sql)
    reader.expect("execute")
    name = reader.name()
    prepared = _find(session, name)
    values = _values(reader)
    reader.end()
    if len(values) != len(prepared.types):
        raise SqlError(
            "42601",
            f'wrong number of parameters for prepared statement "{name}"',
            detail=f"Expected {len(prepared.types)} parameters but got {len(values)}.",
        )
    given = map(_cast, values, prepared.types)
    return prepared.verb, replace_parameters(prepared.sql, list(given))


def _cast(value: str, type_: RedshiftType) -> str:
    """A value of a parameter's type, which has no length and no scale."""
    if type_.name == "numeric":
        return f"({value})"
    return f"cast({value} as {'varchar(max)' if type_.is_string else type_.name})"


def _find(session: Session, name: str) -> Prepared:
    if name not in session.prepared:
        raise SqlError("26000", f'prepared statement "{name}" does not exist')
    return session.prepared[name]


def _types(reader: Reader) -> list[RedshiftType]:
    types: list[RedshiftType] = []
    if reader.accept_operator("("):
        types.append(reader.type())
        while reader.accept_operator(","):
            types.append(reader.type())
        reader.expect_operator(")")
    return types


def _values(reader: Reader) -> list[str]:
    values: list[str] = []
    if reader.accept_operator("("):
        values.append(reader.until())
        while reader.accept_operator(","):
            values.append(reader.until())
        reader.expect_operator(")")
    return values
