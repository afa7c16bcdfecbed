"""NATURAL joins. AWS: r_FROM_clause30."""

from collections.abc import Mapping

from sqlglot import exp

from localshift.errors import refuse
from localshift.types import RedshiftType

TableColumns = Mapping[tuple[str, ...], Mapping[str, RedshiftType]]


def expand_natural_joins(select: exp.Select, tables: TableColumns) -> None:
    """Write a NATURAL join of tables as one with USING; without common columns it is a cross join.

    The tables are bound; of views and subqueries it is refused.
    """
    joins = select.args.get("joins") or []
    for number, join in enumerate(joins):
        if not join.method:
            continue
        if join.method.upper() != "NATURAL":
            raise refuse(f"{join.method.upper()} joins")
        before = [select.args["from_"].this, *(other.this for other in joins[:number])]
        left = {name for source in before for name in _columns(source, tables)}
        common = [name for name in _columns(join.this, tables) if name in left]
        join.set("method", None)
        if common:
            join.set("using", [exp.to_identifier(name, quoted=True) for name in common])
        elif join.side:
            raise refuse("NATURAL outer joins of tables without common columns")
        else:
            join.set("kind", "CROSS")


def _columns(source: exp.Expr, tables: TableColumns) -> list[str]:
    found = tables.get(tuple(part.name for part in getattr(source, "parts", ())))
    if found is None or source.args["alias"].columns:
        raise refuse("NATURAL joins of anything but tables")
    return list(found)
