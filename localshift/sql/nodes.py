"""Small things that the rewrites do with sqlglot's nodes."""

from functools import cache

from sqlglot import exp

from localshift.types import RedshiftType

# The operators of arithmetic, as they are written.
SIGNS: dict[type[exp.Expr], str] = {
    exp.Add: "+", exp.Sub: "-", exp.Mul: "*", exp.Div: "/", exp.Mod: "%"
}  # fmt: skip


def is_string_literal(node: exp.Expr) -> bool:
    return isinstance(node, exp.Literal) and node.is_string


def call(name: str, *arguments: exp.Expr) -> exp.Expr:
    """A call of a function or macro of DuckDB's."""
    return exp.Anonymous(this=name, expressions=list(arguments))


def cast(node: exp.Expr, target: RedshiftType) -> exp.Expr:
    """A cast to the type that DuckDB has for `target`."""
    return exp.Cast(this=node, to=_data_type(target.duckdb).copy())


@cache
def _data_type(duckdb: str) -> exp.DataType:
    return exp.DataType.build(duckdb, dialect="duckdb")
