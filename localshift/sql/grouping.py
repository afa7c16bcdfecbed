"""GROUP BY: its keys, also those of GROUPING SETS, ROLLUP and CUBE, and GROUP BY ALL.

AWS: r_GROUP_BY_clause, r_GROUP_BY_aggregation-extensions.
"""

from collections.abc import Iterator

from sqlglot import exp

from localshift.errors import SqlError

_EXTENSIONS = (exp.Rollup, exp.Cube, exp.GroupingSets)
_MOST_SETS = 64


def is_aggregate(node: exp.Expr) -> bool:
    """Whether it is a call of an aggregate function that is not one of a window."""
    if not isinstance(node, exp.AggFunc):
        return False
    call: exp.Expr = node
    while isinstance(call.parent, (exp.IgnoreNulls, exp.RespectNulls, exp.WithinGroup)):
        call = call.parent
    return not (isinstance(call.parent, exp.Window) and call.arg_key == "this")


def expand_group_by_all(select: exp.Select) -> None:
    """GROUP BY ALL names every column of the SELECT list that has no aggregate in it."""
    group = select.args.get("group")
    if group is None or not group.args.get("all"):
        return
    keys = [
        value.copy()
        for value in (projection.unalias() for projection in select.expressions)
        if not isinstance(value, exp.Literal) and not _aggregates(value)
    ]
    select.set("group", exp.Group(expressions=keys) if keys else None)


def grouping_keys(group: exp.Expr) -> Iterator[exp.Expr]:
    """The expressions that are grouped by, in all the grouping sets."""
    for node in group.iter_expressions():
        if isinstance(node, (*_EXTENSIONS, exp.Tuple, exp.Paren)):
            yield from grouping_keys(node)
        else:
            yield node


def check_grouping(group: exp.Group) -> None:
    """The limits of the aggregation extensions: 64 sets, no constants, no column twice in a set."""
    if not any(isinstance(node, _EXTENSIONS) for node in group.expressions):
        return
    if any(isinstance(key, (exp.Literal, exp.Null, exp.Boolean)) for key in grouping_keys(group)):
        raise SqlError("0A000", "constants are not allowed in GROUPING SETS, ROLLUP and CUBE")
    sets = _product([_sets_of(node) for node in group.expressions])
    if len(sets) > _MOST_SETS:
        raise SqlError("54000", f"GROUP BY has more than {_MOST_SETS} grouping sets")
    for keys in sets:
        if len(set(keys)) < len(keys):
            raise SqlError("42701", "a grouping set can not have a column twice")


def _sets_of(node: exp.Expr) -> list[tuple[exp.Expr, ...]]:
    """The grouping sets that one element of GROUP BY stands for."""
    parts = [_columns(part) for part in node.expressions]
    if isinstance(node, exp.Rollup):
        return [sum(parts[:count], ()) for count in range(len(parts), -1, -1)]
    if isinstance(node, exp.Cube):
        return [
            sum((part for bit, part in enumerate(parts) if chosen >> bit & 1), ())
            for chosen in range(2 ** min(len(parts), 7))
        ]
    if isinstance(node, exp.GroupingSets):
        return [keys for part in node.expressions for keys in _sets_of(part)]
    return [_columns(node)]


def _columns(node: exp.Expr) -> tuple[exp.Expr, ...]:
    if isinstance(node, exp.Tuple):
        return tuple(node.expressions)
    return (node.this if isinstance(node, exp.Paren) else node,)


def _product(factors: list[list[tuple[exp.Expr, ...]]]) -> list[tuple[exp.Expr, ...]]:
    sets: list[tuple[exp.Expr, ...]] = [()]
    for factor in factors:
        sets = [left + right for left in sets for right in factor]
    return sets


def _aggregates(node: exp.Expr) -> bool:
    """Whether an aggregate or a window is in it, other than in a subquery."""
    inside = node.walk(prune=lambda found: isinstance(found, exp.Query))
    return any(isinstance(found, (exp.AggFunc, exp.Window)) for found in inside)
