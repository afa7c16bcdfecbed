"""Correlated subqueries that Redshift can not turn into joins. AWS: r_correlated_subqueries."""

from collections.abc import Iterable

from sqlglot import exp
from sqlglot.optimizer.scope import Scope

from localshift.errors import SqlError

_MESSAGE = "This type of correlated subquery pattern is not supported due to internal error"


def check_correlations(scopes: Iterable[Scope]) -> None:
    """Raises SqlError 0A000 for a correlation of a kind that the page lists; columns are bound."""
    for scope in scopes:
        if scope.is_subquery and scope.external_columns and _is_refused(scope):
            raise SqlError("0A000", _MESSAGE)


def _is_refused(scope: Scope) -> bool:
    subquery = scope.expression
    join, condition = subquery.find_ancestor(exp.Join, exp.Select), subquery.find_ancestor(exp.In)
    return (
        _skips_a_level(scope)
        or (isinstance(join, exp.Join) and bool(join.side))
        or subquery.find(exp.Window) is not None
        or subquery.find_ancestor(exp.Group, exp.Select).__class__ is exp.Group
        or (condition is not None and _groups_an_aggregate(condition, subquery))
    )


def _skips_a_level(scope: Scope) -> bool:
    """Does a column belong to a query further out than the one that the subquery stands in?"""
    outer = scope.parent
    return (
        outer is not None
        and outer.is_subquery
        and any(column.table not in outer.sources for column in scope.external_columns)
    )


def _groups_an_aggregate(condition: exp.In, subquery: exp.Expr) -> bool:
    """`x IN (SELECT sum(y) … GROUP BY z)`; MIN and MAX are allowed."""
    if condition.args.get("query") is None or not subquery.args.get("group"):
        return False
    aggregates = subquery.expressions[0].find_all(exp.AggFunc)
    return condition.args["query"].unnest() is subquery and any(
        not isinstance(aggregate, (exp.Min, exp.Max)) for aggregate in aggregates
    )
