"""EXPLAIN. AWS: r_EXPLAIN."""

from sqlglot import exp

from localshift.errors import refuse
from localshift.results import Column, Description, Result
from localshift.session import Session
from localshift.sql.plans import Step, plan, plan_lines
from localshift.sql.reader import Reader
from localshift.sql.translate import parse
from localshift.statements import queries
from localshift.statements.names import find_relation
from localshift.statements.targets import parts_of
from localshift.types import MAX_VARCHAR, varchar

_COLUMNS = (Column("QUERY PLAN", varchar(MAX_VARCHAR)),)


def run(session: Session, sql: str) -> Result:
    """EXPLAIN of a SELECT, INSERT, UPDATE, DELETE or CREATE TABLE AS, which is checked, not run."""
    reader = Reader(sql)
    reader.expect("explain")
    if reader.accept("verbose"):
        raise refuse("EXPLAIN VERBOSE")
    if reader.at_words("create"):
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
    if not isinstance(statement, (exp.Insert, exp.Update, exp.Delete)):
        queries.translate(session, sql)
        return plan(statement)
    target = statement.this.this if isinstance(statement.this, exp.Schema) else statement.this
    find_relation(session, parts_of(target))
    if isinstance(statement, exp.Insert):
        return plan(statement.expression) if statement.expression else Step("XN Result")
    step = plan(target)
    if (where := statement.args.get("where")) is not None:
        step = plan(exp.select("*").from_(target.copy()).where(where.this.copy()))
    return step
