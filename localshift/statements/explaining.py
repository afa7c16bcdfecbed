"""EXPLAIN. AWS: r_EXPLAIN."""

from sqlglot import exp

from localshift.errors import refuse
from localshift.results import Column, Description, Result
from localshift.session import Session
from localshift.sql.plans import Step, plan, plan_lines
from localshift.sql.reader import Reader
from localshift.sql.translate import parse, translate_parsed
from localshift.statements import queries
from localshift.statements.bound_change import as_query
from localshift.statements.changes import tables_of_delete
from localshift.statements.names import find_relation, resolver
from localshift.statements.targets import named_columns, parts_of
from localshift.statements.values import is_default
from localshift.types import MAX_VARCHAR, varchar

_COLUMNS = (Column("QUERY PLAN", varchar(MAX_VARCHAR)),)


def run(session: Session, sql: str) -> Result:
    """EXPLAIN of a SELECT, INSERT, UPDATE, DELETE or CREATE TABLE AS, which is checked, not run."""
    reader = Reader(sql)
    reader.expect("explain")
    if reader.accept("verbose"):
        raise refuse("EXPLAIN VERBOSE")
    if reader.accept("create"):
        reader.accept("local")
        reader.accept_any("temporary", "temp")
        reader.expect("table")
        while not reader.accept("as"):
            reader.next()
    here = reader.here
    if here is None or not (
        here.is_operator("(") or here.is_word("select", "with", "insert", "update", "delete")
    ):
        raise reader.error()
    lines = plan_lines(_plan(session, reader.rest()))
    return Result("EXPLAIN", _COLUMNS, iter([[(line,) for line in lines]]))


def describe(_session: Session, _sql: str) -> Description:
    return Description((), _COLUMNS)


def _plan(session: Session, sql: str) -> Step:
    statement = parse(sql)
    match statement:
        case exp.Insert():
            return _insert_plan(session, statement)
        case exp.Update():
            from_ = statement.args.get("from_")
            table, sources = statement.this, [from_.this] if from_ is not None else []
            values = [pair.expression for pair in statement.expressions]
        case exp.Delete():
            table, sources = tables_of_delete(statement)
            values = []
        case _:
            session.query(queries.translate(session, sql).sql)
            return plan(statement)
    find_relation(session, parts_of(table))
    given = [value for value in values if not is_default(value)]
    where, with_ = statement.args.get("where"), statement.args.get("with_")
    query = as_query(table, sources, given, where, with_)
    return _checked_plan(session, query)


def _insert_plan(session: Session, statement: exp.Insert) -> Step:
    into, source = statement.this, statement.expression
    target = find_relation(session, parts_of(into.this if isinstance(into, exp.Schema) else into))
    if isinstance(into, exp.Schema):
        named_columns(target, [node.name for node in into.expressions])
    if not isinstance(source, exp.Query):
        raise refuse("EXPLAIN INSERT of anything but a query")
    return _checked_plan(session, source)


def _checked_plan(session: Session, query: exp.Query) -> Step:
    """The plan of a query that Redshift and DuckDB could run."""
    session.query(translate_parsed(query.copy(), resolver(session), session.context).sql)
    return plan(query)
