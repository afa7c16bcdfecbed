"""Bind the parts of UPDATE, DELETE and MERGE together, as one query over all their tables."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlglot import exp
from sqlglot.errors import SqlglotError

from localshift.catalog.metadata import Relation
from localshift.errors import SqlError
from localshift.session import Session
from localshift.sql.binding import Bound, bind_columns, bind_tables
from localshift.sql.translate import print_duckdb
from localshift.sql.typing import type_query
from localshift.statements.names import resolver
from localshift.types import RedshiftType


@dataclass(frozen=True, slots=True)
class BoundChange:
    """A statement's parts in DuckDB SQL. `read` has the oids of the relations besides the target.

    `values` are expressions with their `types`; `where` is empty or begins with a blank.
    """

    target: str
    sources: list[str]
    values: list[str]
    types: list[RedshiftType | None]
    where: str
    read: set[int]


def bind_change(
    session: Session,
    target: Relation,
    table: exp.Table,
    sources: Sequence[exp.Expr],
    values: Sequence[exp.Expr],
    where: exp.Where | None,
) -> BoundChange:
    """Bind the parts as one query over the target and the other tables, then take it apart."""
    select = exp.Select(
        expressions=[
            exp.alias_(value.copy(), f"v{number}", quoted=True)
            for number, value in enumerate(values)
        ]
        or [exp.alias_(exp.Literal.number(1), "one", quoted=True)],
        from_=exp.From(this=table.copy()),
        joins=[exp.Join(this=source.copy()) for source in sources],
        where=where.copy() if where is not None else None,
    )
    bound, read = Bound(), Bound()
    names = resolver(session)
    try:
        for join in select.args["joins"]:
            bind_tables(exp.select("*").from_(join.this.copy()), names, read)
        bind_tables(select, names, bound)
        qualified = bind_columns(select, bound)
        qualified, types = type_query(qualified, bound.columns, session.context)
    except SqlglotError as error:
        raise SqlError("42601", str(error)) from None
    session.await_locks([target, *bound.relations.values()])
    where_ = qualified.args.get("where")
    return BoundChange(
        target=print_duckdb(qualified.args["from_"].this).replace(" AS ", " as ", 1),
        sources=[print_duckdb(join.this) for join in qualified.args.get("joins") or []],
        values=[print_duckdb(node.this) for node in qualified.expressions] if values else [],
        types=types if values else [],
        where=f" {print_duckdb(where_)}" if where_ is not None else "",
        read=set(read.relations),
    )
