"""The syntax that may pass from Redshift's SQL to DuckDB's; everything else is refused by name."""

from sqlglot import exp

from localshift.errors import refuse, syntax_error
from localshift.sql.nodes import nodes_of

_NODES: frozenset[type[exp.Expr]] = frozenset(
    {
        # queries
        exp.Select, exp.Subquery, exp.Union, exp.Intersect, exp.Except, exp.With, exp.CTE,
        exp.From, exp.Join, exp.Table, exp.TableAlias, exp.Pivot, exp.PivotAlias,
        exp.Where, exp.Group, exp.Having,
        exp.Order, exp.Ordered, exp.Limit, exp.Offset, exp.Distinct, exp.Star, exp.Values,
        exp.Tuple, exp.Qualify, exp.Rollup, exp.Cube, exp.GroupingSets,
        # changes
        exp.Insert, exp.Update, exp.Delete, exp.Merge, exp.Whens, exp.When, exp.Schema,
        # columns and values
        exp.Alias, exp.Column, exp.Identifier, exp.Literal, exp.Null, exp.Boolean, exp.Var,
        exp.DataType, exp.DataTypeParam, exp.ObjectIdentifier, exp.Interval, exp.IntervalSpan,
        exp.Dot, exp.Bracket, exp.Paren,
        # operators
        exp.Add, exp.Sub, exp.Mul, exp.Div, exp.Mod, exp.Neg, exp.DPipe, exp.And, exp.Or, exp.Not,
        exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Is, exp.In, exp.Between, exp.Like,
        exp.ILike, exp.Escape, exp.Any, exp.SimilarTo, exp.BitwiseAnd, exp.BitwiseOr,
        exp.BitwiseXor, exp.BitwiseNot, exp.BitwiseLeftShift, exp.BitwiseRightShift,
        # functions: which ones, functions/ says
        exp.Window, exp.WindowSpec, exp.WithinGroup, exp.IgnoreNulls, exp.RespectNulls,
    }
)  # fmt: skip


_QUERY_PARTS = {"with_", "expressions", "order", "limit", "offset", "distinct"}
_SET_PARTS = _QUERY_PARTS | {"this", "expression"}

# The clauses of those nodes that sqlglot reads more of than Redshift has.
_CLAUSES: dict[type[exp.Expr], set[str]] = {
    exp.Select: _QUERY_PARTS | {"from_", "joins", "where", "group", "having", "qualify"},
    exp.Union: _SET_PARTS,
    exp.Intersect: _SET_PARTS,
    exp.Except: _SET_PARTS,
    exp.Star: {"except_"},
    exp.Group: {"expressions", "all"},
    exp.Join: {"this", "on", "using", "side", "kind", "method"},
    exp.CTE: {"this", "alias"},
    exp.Cast: {"this", "to"},
    exp.TryCast: {"this", "to", "safe"},
    exp.Between: {"this", "low", "high"},
    exp.Distinct: {"expressions"},
    exp.Limit: {"expression"},
    exp.Table: {"this", "db", "catalog", "alias", "joins", "pivots"},
    exp.Pivot: {
        "expressions", "fields", "unpivot", "include_nulls", "alias", "columns",
        "pivot_column_naming",
    },
    exp.Window: {"this", "partition_by", "order", "spec", "over"},
    exp.Insert: {"this", "expression", "default"},
    exp.Update: {"with_", "this", "expressions", "from_", "where"},
    exp.Delete: {"with_", "this", "tables", "using", "where"},
    exp.Merge: {"this", "using", "on", "whens"},
}  # fmt: skip
_JOIN_KINDS = ("", "INNER", "OUTER", "CROSS")


def check(expression: exp.Expr) -> None:
    """Raises SqlError 0A000 for syntax that localshift has not decided about.

    AWS: c_unsupported-postgresql-features; VALUES can't stand for a table.
    """
    for node in nodes_of(expression):
        if isinstance(node, exp.Values) and not isinstance(node.parent, exp.Insert):
            raise syntax_error("values")
        if isinstance(node, exp.In) and not (node.expressions or node.args.get("query")):
            raise syntax_error(")")
        if isinstance(node, exp.Join) and node.kind.upper() not in _JOIN_KINDS:
            raise refuse(f"{node.kind.upper()} joins")
        if type(node) in _NODES or isinstance(node, exp.Func):
            _check_clauses(node)
            continue
        raise refuse(f"{type(node).__name__} in: {node.sql('redshift')[:80]}")


def _check_clauses(node: exp.Expr) -> None:
    clauses = _CLAUSES.get(type(node))
    if clauses is None:
        return
    for name, value in node.args.items():
        if value and name not in clauses:
            clause = f"{type(node).__name__} {name.rstrip('_')}".upper()
            raise refuse(f"{clause} in: {node.sql('redshift')[:80]}")
