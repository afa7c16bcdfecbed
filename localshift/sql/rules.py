"""What Redshift refuses of a query that is well formed: rules of windows, sets and aggregates.

AWS: c_Window_functions, r_UNION, r_LISTAGG, r_QUALIFY_clause, r_SELECT_list.
"""

from collections.abc import Iterable

from sqlglot import exp

from localshift.errors import SqlError, refuse, syntax_error
from localshift.sql.grouping import is_aggregate
from localshift.sql.nodes import find_all, nodes_of

_RANKING = (
    exp.RowNumber, exp.Rank, exp.DenseRank, exp.Ntile, exp.PercentRank, exp.CumeDist, exp.Lag,
    exp.Lead,
)  # fmt: skip
_WITHOUT_ORDER = (exp.GroupConcat, exp.Median, exp.PercentileCont, exp.PercentileDisc)
_ZERO = exp.Literal.number(0)
_CONSTANTS = (exp.Literal, exp.Null, exp.Boolean)
_ROWS_OF_VALUES = (
    exp.In, exp.Values, exp.Insert, exp.Binary, exp.Tuple, exp.GroupingSets, exp.Rollup, exp.Cube,
)  # fmt: skip
_SET_NAMES = {exp.Union: "UNION", exp.Intersect: "INTERSECT", exp.Except: "EXCEPT"}


def check_rules(expression: exp.Expr) -> None:
    """Raises SqlError for the first rule that a query or a part of it breaks."""
    nodes = nodes_of(expression)
    for node in nodes:
        match node:
            case exp.Window():
                _check_window(node)
            case exp.SetOperation():
                _check_set_operation(node)
            case exp.Select():
                _check_select(node)
            case exp.CTE() if _reads_itself(node):
                _check_recursive(node)
            case exp.Count() if isinstance(node.this, exp.Distinct):
                if not node.this.expressions:
                    raise syntax_error(")")
                if len(node.this.expressions) > 1:
                    raise SqlError("42883", "count(distinct) takes one expression")
            case exp.Nvl2() if node.args.get("false") is None:
                raise syntax_error(")")
            case exp.Order() if isinstance(node.parent, exp.AggFunc):
                raise syntax_error("order")
            case exp.Tuple() if not isinstance(node.parent, _ROWS_OF_VALUES):
                raise syntax_error(",")
    _check_sort_keys(node for node in nodes if isinstance(node, _WITHOUT_ORDER))


def check_without_table(query: exp.Expr) -> None:
    """The functions that sort run on the compute nodes, where there is nothing but tables."""
    if find_all(query, *_WITHOUT_ORDER):
        raise SqlError(
            "0A000",
            "One or more of the used functions must be applied on at least one user created"
            " tables. Examples of user table only functions are LISTAGG, MEDIAN, PERCENTILE_CONT,"
            " etc",
        )


def check_distinct_order(select: exp.Select) -> None:
    """PostgreSQL 8.0, "SELECT": DISTINCT leaves nothing to sort by but what is selected.

    Columns are bound.
    """
    order = select.args.get("order")
    if order is None or select.args.get("distinct") is None:
        return
    selected = [value for node in select.expressions for value in (node, node.unalias())]
    names = {node.alias_or_name for node in select.expressions}
    for ordered in order.expressions:
        key = ordered.this
        is_name = isinstance(key, exp.Column) and not key.table and key.name in names
        if not (is_name or isinstance(key, exp.Literal) or key in selected):
            raise SqlError(
                "42P10", "for SELECT DISTINCT, ORDER BY expressions must appear in select list"
            )


def _check_window(window: exp.Window) -> None:
    function = window.this
    while isinstance(function, (exp.IgnoreNulls, exp.RespectNulls, exp.WithinGroup)):
        function = function.this
    name = function.sql_name() if isinstance(function, exp.Func) else function.name
    name = (function.name if isinstance(function, exp.Anonymous) else name).lower()
    order, frame = window.args.get("order"), window.args.get("spec")
    for key in window.args.get("partition_by") or ():
        if isinstance(key, _CONSTANTS):
            raise SqlError(
                "0A000", "Constant expressions are not supported in partition by clauses."
            )
    for ordered in order.expressions if order else ():
        # dbt's date_spine sorts by 1, on Redshift too.
        if isinstance(ordered.this, _CONSTANTS) and not ordered.this.is_int:
            raise SqlError("0A000", "Constant expressions are not supported in order by clauses.")
    if frame is not None and frame.args["kind"].upper() != "ROWS":
        raise syntax_error(frame.args["kind"])
    _check_offset(function, name)
    if isinstance(function, _RANKING):
        if frame is not None:
            raise SqlError(
                "42601",
                f"window specification should not contain frame clause for window function {name}",
            )
        return
    if isinstance(function, _WITHOUT_ORDER) or name == "ratio_to_report":
        if order is not None or frame is not None:
            raise SqlError(
                "42601", f"window specification of {name} may only have a PARTITION BY clause"
            )
        return
    if isinstance(function.this, exp.Distinct):
        raise SqlError("0A000", "DISTINCT is not supported in window functions")
    if order is not None and frame is None:
        raise SqlError(
            "42601",
            "Aggregate window functions with an ORDER BY clause require a frame clause",
        )


def _check_offset(function: exp.Expr, name: str) -> None:
    """AWS: r_WF_NTH (greater than 0), r_WF_LAG (0 is the current row, of less nothing is said)."""
    offset = function.args.get("offset")
    if isinstance(function, exp.NthValue) and (isinstance(offset, exp.Neg) or offset == _ZERO):
        raise SqlError("22016", "argument of nth_value must be greater than zero")
    if isinstance(function, (exp.Lag, exp.Lead)) and isinstance(offset, exp.Neg):
        raise refuse(f"{name}() with a negative offset")


def _check_set_operation(query: exp.SetOperation) -> None:
    if not isinstance(query, exp.Union) and not query.args.get("distinct"):
        raise SqlError("0A000", f"{_SET_NAMES[type(query)]} ALL is not supported")
    for side in (query.this, query.expression):
        inner = side.unnest() if isinstance(side, exp.Subquery) else side
        if any(part.args.get(key) for part in (side, inner) for key in ("limit", "offset")):
            raise SqlError("0A000", "LIMIT may not be used within input to set operations.")


def _check_select(select: exp.Select) -> None:
    source = select.args.get("from_")
    is_next = not any(select.args.get(key) for key in ("where", "group", "having"))
    if select.args.get("qualify") and source is not None and is_next:
        last = [source, *(select.args.get("joins") or [])][-1].this
        if not last.alias:
            raise syntax_error("qualify")


def _reads_itself(cte: exp.CTE) -> bool:
    is_recursive = cte.parent is not None and bool(cte.parent.args.get("recursive"))
    return is_recursive and any(
        table.name == cte.alias and not table.db for table in find_all(cte.this, exp.Table)
    )


def _check_recursive(cte: exp.CTE) -> None:
    """AWS: r_WITH_clause, "Recursive common table expressions"."""
    if not cte.args["alias"].columns:
        raise SqlError("42601", f'recursive CTE "{cte.alias}" needs a list of columns')
    if isinstance(cte.this, exp.SetOperation) and cte.this.args.get("distinct"):
        raise SqlError("0A000", f'recursive CTE "{cte.alias}" must be a UNION ALL')


def _check_sort_keys(calls: Iterable[exp.Expr]) -> None:
    """The aggregates of one SELECT that sort do so by the same."""
    keys: dict[int, exp.Expr] = {}
    for node in filter(is_aggregate, calls):
        key = _sort_key(node)
        if key is not None and keys.setdefault(id(node.find_ancestor(exp.Query)), key) != key:
            raise SqlError(
                "0A000", "within group ORDER BY clauses for aggregate functions must be the same"
            )


def _sort_key(node: exp.Expr) -> exp.Expr | None:
    """What a sort-based aggregate sorts by: its own argument for MEDIAN."""
    if isinstance(node, exp.Median):
        return exp.Order(expressions=[exp.Ordered(this=node.this.copy(), nulls_first=False)])
    return node.parent.expression if isinstance(node.parent, exp.WithinGroup) else None
