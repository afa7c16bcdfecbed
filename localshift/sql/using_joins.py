"""Joins with USING. AWS: r_FROM_clause30, r_Join_examples."""

from sqlglot import exp

from localshift.errors import SqlError, refuse
from localshift.sql.column_types import TableTypes


def prepare_using(select: exp.Select, tables: TableTypes) -> None:
    """Let `k` of USING (k) mean what all tables joined before have as their common `k`.

    sqlglot takes the first table's, which is null in rows of a RIGHT or FULL join. It takes the
    first that is not null where a join names more than one column, so the name is written twice.
    """
    joins = select.args.get("joins") or []
    for number, join in enumerate(joins):
        if not (names := join.args.get("using")):
            continue
        before = joins[:number]
        if any(_is_comma(other) for other in before):
            raise refuse("USING after a comma in FROM")
        for name in names:
            _check_unique(name.name, select, before, tables)
        if any(other.side in ("RIGHT", "FULL") for other in before) and len(names) == 1:
            join.set("using", [names[0], names[0].copy()])


def _check_unique(
    name: str, select: exp.Select, before: list[exp.Join], tables: TableTypes
) -> None:
    """What USING names is one column of the tables before, where it is known what they have."""
    others = [join.this for join in before if name not in _using(join)]
    sources = [select.args["from_"].this, *others]
    if sum(name in _columns(source, tables) for source in sources) > 1:
        raise SqlError("42702", f'common column name "{name}" appears more than once in left table')


def _using(join: exp.Join) -> list[str]:
    return [column.name for column in join.args.get("using") or []]


def _columns(source: exp.Expr, tables: TableTypes) -> tuple[str, ...]:
    return tuple(tables.get(tuple(part.name for part in getattr(source, "parts", ())), ()))


def _is_comma(join: exp.Join) -> bool:
    return not any(join.args.get(part) for part in ("on", "using", "method", "side", "kind"))
