"""Small things that the rewrites do with sqlglot's nodes."""

from functools import cache
from typing import TypeVar

from sqlglot import exp

from localshift.types import RedshiftType

# The operators of arithmetic, as they are written.
SIGNS: dict[type[exp.Expr], str] = {
    exp.Add: "+", exp.Sub: "-", exp.Mul: "*", exp.Div: "/", exp.Mod: "%"
}  # fmt: skip

_E = TypeVar("_E", bound=exp.Expr)


def nodes_of(root: exp.Expr) -> list[exp.Expr]:
    """A node and all below it, level by level, as they are now; what is replaced stays in the list.

    Every rewrite walks the whole query, and sqlglot's own walk() takes more than twice as long.
    """
    found = [root]
    for node in found:
        for value in node.args.values():
            if isinstance(value, list):
                found += [element for element in value if isinstance(element, exp.Expr)]
            elif isinstance(value, exp.Expr):
                found.append(value)
    return found


def find_all(root: exp.Expr, *kinds: type[_E]) -> list[_E]:
    """The nodes of these classes, as nodes_of() has them."""
    return [node for node in nodes_of(root) if isinstance(node, kinds)]


def is_string_literal(node: exp.Expr) -> bool:
    return isinstance(node, exp.Literal) and node.is_string


def call(name: str, *arguments: exp.Expr) -> exp.Expr:
    """A call of a function or macro of DuckDB's."""
    return exp.Anonymous(this=name, expressions=list(arguments))


def cast(node: exp.Expr, target: RedshiftType) -> exp.Expr:
    """A cast to the type that DuckDB has for `target`."""
    return exp.Cast(this=node, to=duckdb_type(target.duckdb))


def duckdb_type(name: str) -> exp.DataType:
    """A type by DuckDB's name for it."""
    return _parsed_type(name).copy()


@cache
def _parsed_type(name: str) -> exp.DataType:
    return exp.DataType.build(name, dialect="duckdb")
