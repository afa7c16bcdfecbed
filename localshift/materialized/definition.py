"""What may stand in a materialized view's definition, and how Redshift would refresh it.

AWS: materialized-view-create-sql-command (limitations), materialized-view-refresh-sql-command
(what is refreshed incrementally), materialized-view-auto-rewrite (what queries are rewritten to).
"""

from sqlglot import exp

from localshift.errors import SqlError
from localshift.sql.functions import find_function, session

_LEADER_NODE_ONLY = {"current_schema", "current_schemas"}
_INCREMENTAL_AGGREGATES = (exp.Count, exp.Sum, exp.Min, exp.Max, exp.Avg)
_CLOCKS = (
    exp.CurrentTimestamp,
    exp.CurrentDate,
    exp.CurrentTime,
    exp.Localtime,
    exp.Localtimestamp,
)
_MUTABLE = {"getdate", "now", "random", "sysdate", "timeofday"}


def check_definition(query: exp.Query) -> None:
    """Raises SqlError 0A000 for a clause or a function that no definition may have."""
    for node in query.find_all(exp.Query):
        for clause, name in (("order", "ORDER BY"), ("limit", "LIMIT"), ("offset", "OFFSET")):
            if node.args.get(clause) is not None:
                raise cannot_define(f"the {name} clause")
    for call in query.find_all(exp.Func):
        name = call.name if isinstance(call, exp.Anonymous) else call.sql_name()
        if name.lower() in _LEADER_NODE_ONLY or name.lower().startswith("has_"):
            raise cannot_define(f"the leader node-only function {name.lower()}")


def cannot_define(what: str) -> SqlError:
    return SqlError("0A000", f"A materialized view's definition can't include {what}")


def is_mutable(query: exp.Query) -> bool:
    """Whether the query may give another result over the same rows: it asks for time or session."""
    return any(
        isinstance(call, _CLOCKS)
        or (isinstance(call, exp.Anonymous) and call.name.lower() in _MUTABLE)
        or find_function(call) in session.FUNCTIONS
        for call in query.find_all(exp.Func)
    )


def is_incremental(query: exp.Query, *, has_sortkey: bool) -> bool:
    """Whether Redshift could refresh it by the changes of its base tables alone."""
    if is_mutable(query) or _has_outer_join(query):
        return False
    if isinstance(query, exp.SetOperation):
        sides = [query.left, query.right]
        return (
            isinstance(query, exp.Union)
            and not query.args.get("distinct")
            and not has_sortkey
            and not any(_aggregates(side) for side in sides)
            and all(is_incremental(side, has_sortkey=False) for side in sides)
        )
    nested = [*query.find_all(exp.Subquery, exp.CTE, exp.Window, exp.SetOperation)]
    return not nested and not any(
        not isinstance(call, _INCREMENTAL_AGGREGATES) or isinstance(call.this, exp.Distinct)
        for call in query.find_all(exp.AggFunc)
    )


def is_rewritable(query: exp.Query) -> bool:
    """Whether Redshift may answer other queries from it. localshift never does."""
    return (
        isinstance(query, exp.Select)
        and is_incremental(query, has_sortkey=False)
        and query.args.get("distinct") is None
        and query.args.get("having") is None
    )


def _has_outer_join(query: exp.Query) -> bool:
    return any(join.side for join in query.find_all(exp.Join))


def _aggregates(query: exp.Expr) -> bool:
    return query.find(exp.AggFunc, exp.Group) is not None
