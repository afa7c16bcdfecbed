"""Give every query its columns' Redshift types, scope by scope, from the inside out.

AWS: r_Numeric_computations201 (results of arithmetic), r_AVG, r_SUM, r_Character_types.
"""

from collections.abc import Iterable, Mapping

from sqlglot import exp
from sqlglot.optimizer.scope import Scope

from localshift import types as t
from localshift.sql import super_operators
from localshift.sql.blanks import (
    distinct_by_comparison,
    group_by_comparison,
    set_operation_by_comparison,
)
from localshift.sql.branches import unified
from localshift.sql.column_types import ColumnTypes, Outputs, TableTypes
from localshift.sql.context import Context
from localshift.sql.expression_types import ExpressionTyper
from localshift.sql.grouping import check_grouping, expand_group_by_all, grouping_keys
from localshift.types import RedshiftType


def type_query(
    query: exp.Query, scopes: Iterable[Scope], tables: TableTypes, context: Context
) -> tuple[exp.Query, list[RedshiftType | None]]:
    """Rewrite `query`, which is used up; the types of its output columns, None where unknown.

    Its scopes are those of sqlglot's traverse_scope().
    """
    holder = exp.Paren(this=query)
    typer = _QueryTyper(tables, context)
    outputs: list[RedshiftType | None] = []
    for scope in scopes:
        outputs = typer.scope(scope)
    rewritten: exp.Query = holder.this
    rewritten.pop()
    return rewritten, outputs


def type_scalar(
    node: exp.Expr, columns: Mapping[str, RedshiftType], context: Context
) -> tuple[exp.Expr, RedshiftType | None]:
    """Rewrite an expression outside of a query; its columns are those of one table."""
    holder = exp.Paren(this=node)
    type_ = ExpressionTyper(ColumnTypes({}, columns), context).visit(node, None)
    rewritten: exp.Expr = holder.this
    return rewritten, type_


class _QueryTyper:
    def __init__(self, tables: TableTypes, context: Context) -> None:
        self._context = context
        self._columns = ColumnTypes(tables)
        self._expressions = ExpressionTyper(self._columns, context)

    def scope(self, scope: Scope) -> list[RedshiftType | None]:
        query = scope.expression
        outputs: Outputs = []
        if isinstance(query, exp.SetOperation):
            outputs = self._set_operation(query, scope)
        elif isinstance(query, exp.Select):
            outputs = self._select(query, scope)
        else:
            self._expressions.children(query, scope)
        self._columns.add(query, outputs)
        return [type_ for _, type_ in outputs]

    def _set_operation(self, query: exp.SetOperation, scope: Scope) -> Outputs:
        sides = [self._columns.outputs(query.this), self._columns.outputs(query.expression)]
        outputs: Outputs = []
        for number, ((name, left), (_, right)) in enumerate(zip(*sides, strict=False)):
            super_operators.check_union(query, left, right)
            both = [
                (_column(query.left, number), left),
                (_column(query.right, number), right),
            ]
            is_super = t.SUPER in (left, right)
            type_ = t.SUPER if is_super else unified(query.key.upper(), both, self._context)
            outputs.append((name, type_))
        if (order := query.args.get("order")) is not None:
            self._order(order, dict(outputs), scope)
        for key in ("limit", "offset"):
            if (clause := query.args.get(key)) is not None:
                self._expressions.children(clause, scope)
        if query.args.get("distinct"):
            names, types = [name for name, _ in outputs], [type_ for _, type_ in outputs]
            distinct = set_operation_by_comparison(query, names, types)
            if distinct is not query:
                query.replace(distinct)
                self._columns.add(distinct, outputs)
        return outputs

    def _select(self, query: exp.Select, scope: Scope) -> Outputs:
        expand_group_by_all(query)
        for part, value in query.args.items():
            if part in ("with_", "with", "expressions", "group", "distinct", "order"):
                continue
            for node in value if isinstance(value, list) else [value]:
                if isinstance(node, exp.Expr):
                    self._expressions.visit(node, scope)
        outputs = []
        for projection in list(query.expressions):
            type_ = self._expressions.visit(projection, scope)
            outputs.append((projection.alias_or_name, type_))
        if (order := query.args.get("order")) is not None:
            self._order(order, dict(outputs), scope)
        if (group := query.args.get("group")) is not None:
            check_grouping(group)
            for key, type_ in [
                self._expressions.replaced(key, scope) for key in list(grouping_keys(group))
            ]:
                group_by_comparison(query, key, type_)
        if query.args.get("distinct") is not None:
            distinct_by_comparison(query, [type_ for _, type_ in outputs])
        return outputs

    def _order(
        self, order: exp.Order, outputs: Mapping[str, RedshiftType | None], scope: Scope
    ) -> None:
        """ORDER BY of columns of the result, or of others. A SUPER is ordered by its key."""
        for ordered in order.expressions:
            value, type_ = self._expressions.replaced(ordered.this, scope)
            if isinstance(value, exp.Column) and not value.table:
                type_ = outputs.get(value.name, type_)
            if type_ == t.SUPER:
                value.replace(super_operators.key(value, type_))


def _column(side: exp.Query, number: int) -> exp.Expr:
    """The value of a column of a SELECT; of a set operation, which has no such, the whole."""
    return side.selects[number].unalias() if isinstance(side, exp.Select) else side
