"""SELECT: translate, describe, run."""

from localshift.errors import SqlError
from localshift.results import Column, Description, Result
from localshift.session import Session
from localshift.sql.late_binding import replace_late_binding_function
from localshift.sql.translate import Translated, translate_query
from localshift.statements.names import resolver
from localshift.types import RedshiftType, from_duckdb


def run(session: Session, sql: str) -> Result:
    """Run a query; its rows are read as the client asks for them."""
    translated = translate(session, sql)
    columns = columns_of(session, translated)
    session.await_locks(list(translated.bound.relations.values()))
    return Result("SELECT", columns, session.fetch(translated.sql))


def describe(session: Session, sql: str) -> Description:
    return Description((), columns_of(session, translate(session, sql)))


def translate(session: Session, sql: str) -> Translated:
    """Translate a query in this session. Raises SqlError."""
    text = replace_late_binding_function(sql)
    translated = translate_query(text, resolver(session), session.context)
    refuse_leader_node_mix(sql, translated)
    return translated


def columns_of(session: Session, translated: Translated) -> tuple[Column, ...]:
    """The columns of a translated query: Redshift's types where known, else DuckDB's."""
    described = session.run(f"describe {translated.sql}").fetchall()
    types = [*translated.types, *[None] * (len(described) - len(translated.types))]
    return tuple(
        Column(row[0], closest(type_, from_duckdb(row[1])))
        for row, type_ in zip(described, types, strict=False)
    )


def closest(known: RedshiftType | None, stored: RedshiftType) -> RedshiftType:
    """What was inferred, unless DuckDB gives values of another kind."""
    if known is None:
        return stored
    same_kind = known.name == stored.name or (known.is_string and stored.is_string)
    if same_kind or stored.name == "numeric" or known.duckdb == stored.duckdb:
        return known
    return stored


def refuse_leader_node_mix(sql: str, translated: Translated) -> None:
    """AWS: c_sql-functions-leader-node. Functions of the leader node can't read user tables."""
    if not translated.bound.relations:
        return
    words = sql.lower()
    if any(f"{name}(" in words for name in ("current_schema", "has_table_privilege")):
        raise SqlError(
            "0A000",
            "Specified types or functions (one per INFO message) not supported on"
            " Amazon Redshift tables.",
        )
