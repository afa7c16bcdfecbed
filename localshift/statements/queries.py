"""SELECT: translate, describe, run."""

from itertools import pairwise

from localshift.errors import SqlError
from localshift.fetching import Query
from localshift.plans import Plan
from localshift.results import Column, Description, Result
from localshift.session import Session
from localshift.sql.context import Context
from localshift.sql.late_binding import replace_late_binding_function
from localshift.sql.lexer import tokens
from localshift.sql.translate import Translated, translate_query
from localshift.sql.type_rules import INTEGERS
from localshift.statements.names import resolver
from localshift.types import RedshiftType, from_duckdb


def run(session: Session, sql: str) -> Result:
    """Run a query; its rows are read as the client asks for them."""
    plan = _plan(session, sql)
    session.engine.history.show_to(plan.translated.bound.system)
    session.await_locks(list(plan.translated.bound.relations.values()))
    return Result("SELECT", plan.columns, session.fetch(plan.query))


def describe(session: Session, sql: str) -> Description:
    return Description((), _plan(session, sql).columns)


def _plan(session: Session, sql: str) -> Plan:
    def make(context: Context) -> Plan:
        translated = _translate(session, sql, context)
        query = session.query(translated.sql)
        return Plan(translated, query, _columns(query, translated))

    return session.plan(sql, make)


def translate(session: Session, sql: str) -> Translated:
    """Translate a query in this session. Raises SqlError."""
    return _translate(session, sql, session.context)


def _translate(session: Session, sql: str, context: Context) -> Translated:
    text = replace_late_binding_function(sql)
    translated = translate_query(text, resolver(session), context)
    refuse_leader_node_mix(sql, translated)
    session.engine.history.show_to(translated.bound.system)
    return translated


def columns_of(session: Session, translated: Translated) -> tuple[Column, ...]:
    """The columns of a translated query: Redshift's types where known, else DuckDB's."""
    return _columns(session.query(translated.sql), translated)


def _columns(query: Query, translated: Translated) -> tuple[Column, ...]:
    types = [*translated.types, *[None] * (len(query.columns) - len(translated.types))]
    return tuple(
        Column(name, closest(type_, from_duckdb(stored)))
        for (name, stored), type_ in zip(query.columns, types, strict=False)
    )


def closest(known: RedshiftType | None, stored: RedshiftType) -> RedshiftType:
    """What was inferred, unless DuckDB gives values of another kind."""
    if known is None:
        return stored
    same_kind = known.name == stored.name or (known.is_string and stored.is_string)
    is_wider = stored.name in INTEGERS and known.name in INTEGERS[INTEGERS.index(stored.name) :]
    if same_kind or is_wider or stored.name == "numeric" or known.duckdb == stored.duckdb:
        return known
    return stored


_LEADER_NODE_CALLS = ("age", "current_schema", "has_table_privilege", "isfinite", "now")
_LEADER_NODE_WORDS = ("current_time", "current_timestamp", "localtime", "localtimestamp")


def refuse_leader_node_mix(sql: str, translated: Translated) -> None:
    """AWS: c_sql-functions-leader-node. Functions of the leader node can't read user tables."""
    if not translated.bound.relations:
        return
    if any(
        token.is_word(*_LEADER_NODE_WORDS)
        or (token.is_word(*_LEADER_NODE_CALLS) and following.is_operator("("))
        for token, following in pairwise(tokens(sql))
    ):
        raise SqlError(
            "0A000",
            "Specified types or functions (one per INFO message) not supported on"
            " Amazon Redshift tables.",
        )
