"""CONNECT BY as a recursive query. AWS: r_CONNECT_BY_clause."""

from sqlglot import exp

from localshift.errors import SqlError, refuse

_ROWS, _PARENT = "connect_by_rows", "connect_by_parent"


def expand_connect_by(select: exp.Select) -> None:
    """Read from a recursive CTE in the place of the table, whose rows have a column LEVEL.

    WHERE comes after the hierarchy, so it stays in the query. A star does not show LEVEL.
    Implemented for one table.
    """
    connect = select.args.get("connect")
    if connect is None:
        return
    table = select.args["from_"].this if select.args.get("from_") else None
    if not isinstance(table, exp.Table) or select.args.get("joins"):
        raise refuse("CONNECT BY of anything but one table")
    if connect.args.get("nocycle"):
        raise refuse("CONNECT BY NOCYCLE")
    condition = connect.args["connect"]
    if condition.find(exp.Prior) is None:
        raise SqlError("42601", "CONNECT BY needs a condition with PRIOR")
    name = table.alias_or_name
    roots = exp.select("*", "1 as level").from_(table.copy())
    if (start := connect.args.get("start")) is not None:
        roots = roots.where(start.copy())
    children = (
        exp.select(
            exp.Column(this=exp.Star(), table=exp.to_identifier(name)),
            exp.alias_(f"{_PARENT}.level + 1", "level"),
        )
        .from_(table.copy())
        .join(exp.to_table(_ROWS).as_(_PARENT), on=_with_parent(condition, name))
    )
    recursive = exp.CTE(
        this=exp.Union(this=roots, expression=children, distinct=False),
        alias=exp.TableAlias(this=exp.to_identifier(_ROWS)),
    )
    select.append("exclude", exp.column("level"))
    select.set("connect", None)
    select.set("with_", exp.With(expressions=[*_other_ctes(select), recursive], recursive=True))
    table.replace(exp.to_table(_ROWS).as_(name))


def _with_parent(condition: exp.Expr, child: str) -> exp.Expr:
    """The condition with PRIOR columns as the parent's, all others as the child's."""
    condition = condition.copy()
    for column in list(condition.find_all(exp.Column)):
        if column.name.lower() == "level" and not column.table:
            column.replace(exp.maybe_parse(f"({_PARENT}.level + 1)"))
            continue
        is_prior = column.find_ancestor(exp.Prior) is not None
        column.set("table", exp.to_identifier(_PARENT if is_prior else child))
    for prior in list(condition.find_all(exp.Prior)):
        prior.replace(prior.this)
    return condition


def _other_ctes(select: exp.Select) -> list[exp.Expr]:
    with_ = select.args.get("with_")
    return list(with_.expressions) if with_ is not None else []
