"""Bind the parts of UPDATE, DELETE and MERGE together, as one query over all their tables."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.optimizer.scope import traverse_scope

from localshift.catalog.relations import Relation
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

    `values` are expressions with their `types`; `with_` is empty or ends with a blank, `where` is
    empty or begins with one.
    """

    with_: str
    target: str
    sources: list[str]
    values: list[str]
    types: list[RedshiftType | None]
    where: str
    read: set[int]


def as_query(
    table: exp.Table,
    sources: Sequence[exp.Expr],
    values: Sequence[exp.Expr],
    where: exp.Where | None = None,
    with_: exp.With | None = None,
) -> exp.Select:
    """The query over the target and the other tables that a change runs."""
    return exp.Select(
        with_=with_.copy() if with_ is not None else None,
        expressions=[
            exp.alias_(value.copy(), f"v{number}", quoted=True)
            for number, value in enumerate(values)
        ]
        or [exp.alias_(exp.Literal.number(1), "one", quoted=True)],
        from_=exp.From(this=table.copy()),
        joins=[exp.Join(this=source.copy()) for source in sources],
        where=where.copy() if where is not None else None,
    )


def bind_change(
    session: Session,
    target: Relation,
    table: exp.Table,
    sources: Sequence[exp.Expr],
    values: Sequence[exp.Expr],
    where: exp.Where | None = None,
    with_: exp.With | None = None,
) -> BoundChange:
    """Bind the parts as one query over the target and the other tables, then take it apart."""
    select = as_query(table, sources, values, where, with_)
    bound, read = Bound(), Bound()
    names = resolver(session)
    try:
        for source in sources:
            reading = exp.select("*").from_(source.copy())
            reading.set("with_", with_.copy() if with_ is not None else None)
            bind_tables(reading, names, read)
        bind_tables(select, names, bound)
        qualified = bind_columns(select, bound)
        scopes = traverse_scope(qualified)
        qualified, types = type_query(qualified, scopes, bound.columns, session.context)
    except SqlglotError as error:
        raise SqlError("42601", str(error)) from None
    session.await_locks([target, *bound.relations.values()])
    where_, with_ = qualified.args.get("where"), qualified.args.get("with_")
    return BoundChange(
        with_=f"{print_duckdb(with_)} " if with_ is not None else "",
        target=print_duckdb(qualified.args["from_"].this).replace(" AS ", " as ", 1),
        sources=[print_duckdb(join.this) for join in qualified.args.get("joins") or []],
        values=[f"({print_duckdb(node.this)})" for node in qualified.expressions] if values else [],
        types=types if values else [],
        where=f" {print_duckdb(where_)}" if where_ is not None else "",
        read=set(read.relations),
    )


def refuse_multiple_matches(session: Session, bound: BoundChange, where: str) -> None:
    """Raises SqlError 21000 when a row of the target matches several rows of the sources."""
    alias = bound.target.rsplit(" as ", 1)[1]
    several = session.run(
        f"{bound.with_}select 1 from {bound.target}, {', '.join(bound.sources)}{where}"
        f" group by {alias}.rowid having count(*) > 1 limit 1"
    ).fetchone()
    if several is not None:
        raise SqlError("21000", "Found multiple matches to update the same tuple.")
