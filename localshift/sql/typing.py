"""Give every expression of a qualified query its Redshift type, and rewrite what the type decides.

DuckDB has types of its own for results: HUGEINT for sums, DOUBLE for averages and for divisions of
decimals, strings without lengths. Redshift's rules are applied here, bottom up, scope by scope.

AWS: r_Numeric_computations201 (results of arithmetic), r_AVG, r_SUM, r_Character_types.
"""

from collections.abc import Mapping
from typing import Any

from sqlglot import exp
from sqlglot.optimizer.scope import Scope, traverse_scope

from localshift import types as t
from localshift.errors import refuse
from localshift.sql import super_operators
from localshift.sql.blanks import (
    distinct_by_comparison,
    group_by_comparison,
    union_by_comparison,
    unpad,
    unpad_query,
)
from localshift.sql.branches import as_case, first_wins, unified
from localshift.sql.casts import rewrite_cast
from localshift.sql.catalog_arrays import check_array, element
from localshift.sql.context import Context
from localshift.sql.functions import find_function
from localshift.sql.functions.arguments import fit_arguments
from localshift.sql.grouping import check_grouping, expand_group_by_all, grouping_keys
from localshift.sql.navigation import navigated, path_of
from localshift.sql.numeric_arithmetic import align_numbers, arithmetic
from localshift.sql.operators import OPERATORS
from localshift.sql.patterns import PATTERNS
from localshift.sql.temporal import align_comparison, align_union, is_temporal
from localshift.sql.temporal_arithmetic import temporal_arithmetic
from localshift.sql.type_rules import (
    Types,
    literal_type,
    unify,
)
from localshift.sql.unnesting import type_of_iteration
from localshift.types import RedshiftType

TableTypes = Mapping[tuple[str, ...], Mapping[str, RedshiftType]]

_BOOLEAN_NODES = (
    exp.Predicate,
    exp.Connector,
    exp.Not,
    exp.Between,
    exp.Exists,
)
_CONDITIONS = (exp.Connector, exp.Not, exp.Where, exp.Having, exp.Qualify)
_COMPARISONS = (
    exp.EQ, exp.NullSafeEQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Between, exp.In,
)  # fmt: skip


def type_query(
    query: exp.Query, tables: TableTypes, context: Context
) -> tuple[exp.Query, list[RedshiftType | None]]:
    """Rewrite `query`, which is used up; the types of its output columns, None where unknown."""
    holder = exp.Paren(this=query)
    typer = _Typer(tables, context)
    outputs: list[RedshiftType | None] = []
    for scope in traverse_scope(query):
        outputs = typer.scope(scope)
    rewritten: exp.Query = holder.this
    rewritten.pop()
    return rewritten, outputs


def type_scalar(
    node: exp.Expr, columns: Mapping[str, RedshiftType], context: Context
) -> tuple[exp.Expr, RedshiftType | None]:
    """Rewrite an expression outside of a query; its columns are those of one table."""
    holder = exp.Paren(this=node)
    type_ = _Typer({}, context, columns).visit(node, None)
    rewritten: exp.Expr = holder.this
    return rewritten, type_


class _Typer:
    def __init__(
        self,
        tables: TableTypes,
        context: Context,
        columns: Mapping[str, RedshiftType] | None = None,
    ) -> None:
        self._tables = tables
        self._context = context
        self._columns = columns or {}
        self._outputs: dict[int, list[tuple[str, RedshiftType | None]]] = {}

    def scope(self, scope: Scope) -> list[RedshiftType | None]:
        query = scope.expression
        outputs: list[tuple[str, RedshiftType | None]] = []
        if isinstance(query, exp.SetOperation):
            outputs = self._set_operation(query, scope)
        elif isinstance(query, exp.Select):
            outputs = self._select(query, scope)
        else:
            self.children(query, scope)
        self._outputs[id(query)] = outputs
        return [type_ for _, type_ in outputs]

    def _set_operation(
        self, query: exp.SetOperation, scope: Scope
    ) -> list[tuple[str, RedshiftType | None]]:
        sides = [self._side(query.this), self._side(query.expression)]
        outputs: list[tuple[str, RedshiftType | None]] = []
        for number, ((name, left), (_, right)) in enumerate(zip(*sides, strict=False)):
            super_operators.check_union(query, left, right)
            both = align_union(query, number, [left, right], self._context)
            outputs.append((name, unify(both)))
        if (order := query.args.get("order")) is not None:
            self._order(order, dict(outputs), scope)
        for key in ("limit", "offset"):
            if (clause := query.args.get(key)) is not None:
                self.children(clause, scope)
        if isinstance(query, exp.Union) and query.args.get("distinct"):
            names, types = [name for name, _ in outputs], [type_ for _, type_ in outputs]
            distinct = union_by_comparison(query, names, types)
            if distinct is not query:
                query.replace(distinct)
                self._outputs[id(distinct)] = outputs
        return outputs

    def _select(self, query: exp.Select, scope: Scope) -> list[tuple[str, RedshiftType | None]]:
        expand_group_by_all(query)
        for part, value in query.args.items():
            if part in ("with_", "with", "expressions", "group", "distinct", "order"):
                continue
            for node in value if isinstance(value, list) else [value]:
                if isinstance(node, exp.Expr):
                    self.visit(node, scope)
        outputs = []
        for projection in list(query.expressions):
            type_ = self.visit(projection, scope)
            outputs.append((projection.alias_or_name, type_))
        if (order := query.args.get("order")) is not None:
            self._order(order, dict(outputs), scope)
        if (group := query.args.get("group")) is not None:
            check_grouping(group)
            for key, type_ in [self._replaced(key, scope) for key in list(grouping_keys(group))]:
                group_by_comparison(query, key, type_)
        if query.args.get("distinct") is not None:
            distinct_by_comparison(query, [type_ for _, type_ in outputs])
        return outputs

    def _order(
        self, order: exp.Order, outputs: Mapping[str, RedshiftType | None], scope: Scope
    ) -> None:
        """ORDER BY of columns of the result, or of others. A SUPER is ordered by its key."""
        for ordered in order.expressions:
            value, type_ = self._replaced(ordered.this, scope)
            if isinstance(value, exp.Column) and not value.table:
                type_ = outputs.get(value.name, type_)
            if type_ == t.SUPER:
                value.replace(super_operators.key(value, type_))

    def _side(self, node: exp.Expr) -> list[tuple[str, RedshiftType | None]]:
        while isinstance(node, (exp.Subquery, exp.Paren)):
            node = node.this
        return self._outputs.get(id(node), [])

    def visit(self, node: exp.Expr, scope: Scope | None) -> RedshiftType | None:
        """The type of a node, whose children and itself may be replaced on the way."""
        match node:
            case exp.Subquery() | exp.Select() | exp.SetOperation():
                outputs = self._side(node)
                return outputs[0][1] if len(outputs) == 1 else None
            case exp.Column():
                return self._column(node, scope)
            case exp.Alias() | exp.Paren():
                return self.visit(node.this, scope)
            case exp.Literal():
                return literal_type(node)
            case exp.Boolean():
                return t.BOOLEAN
            case exp.Dot() | exp.Bracket():
                return self._path(node, scope)
            case exp.Neg():
                value, type_ = self._replaced(node.this, scope)
                if type_ == t.SUPER:
                    node.replace(super_operators.negated(value))
                return type_
            case exp.Cast():
                return rewrite_cast(node, self.visit(node.this, scope), self._context)
            case exp.Case():
                return self._case(node, scope)
            case exp.Nullif() | exp.DecodeCase():
                case = as_case(node)
                node.replace(case)
                return self._case(case, scope)
            case exp.Coalesce() | exp.Greatest() | exp.Least():
                values = [self._replaced(value, scope) for value in list(node.iter_expressions())]
                return unified(node.key.upper(), values, self._context)
            case exp.Nvl2():
                self.visit(node.this, scope)
                first = self._replaced(node.args["true"], scope)
                return first_wins(first, self._replaced(node.args["false"], scope), self._context)
            case _ if (operator := (OPERATORS | PATTERNS).get(type(node))) is not None:
                types = self.children(node, scope)
                return operator(node, super_operators.as_strings(node, types))
            case exp.Escape():
                return self.visit(node.this, scope)
            case exp.Add() | exp.Sub() | exp.Mul() | exp.Div() | exp.Mod():
                left = self.visit(node.this, scope)
                right = self.visit(node.expression, scope)
                if t.SUPER in (left, right):
                    node.replace(super_operators.calculate(node, left, right))
                    return t.SUPER
                if is_temporal(left) or is_temporal(right):
                    return temporal_arithmetic(node, left, right, self._context)
                return arithmetic(node, left, right)
            case exp.Window():
                for key in ("partition_by", "order"):
                    self._compared(node.args.get(key), scope)
                return self.visit(node.this, scope)
            case exp.Any():
                check_array(self.visit(node.this, scope))
                return None
            case exp.Distinct():
                return self._compared(node.expressions, scope)[0]
            case exp.IgnoreNulls() | exp.RespectNulls() | exp.Filter():
                types = self.children(node, scope)
                return types[0] if types else None
            case exp.WithinGroup():
                return self.visit(node.this, scope)
        if (iterated := type_of_iteration(node)) is not None:
            super_operators.check_iterated(self.children(node, scope))
            return iterated
        if isinstance(node, exp.Func) and not isinstance(node, exp.Connector):
            return self._function(node, scope)
        if isinstance(node, _COMPARISONS):
            self._comparison(node, scope)
        elif isinstance(node, _CONDITIONS):
            for condition in list(node.iter_expressions()):
                self._condition(condition, node.key.upper(), scope)
        else:
            self.children(node, scope)
        return t.BOOLEAN if isinstance(node, _BOOLEAN_NODES) else None

    def _path(self, node: exp.Expr, scope: Scope | None) -> RedshiftType:
        base, steps = path_of(node, case_sensitive=self._context.super_case_sensitive)
        value, type_ = self._replaced(base, scope)
        if type_ is not None and type_.is_array:
            node.replace(element(value, steps))
            return t.NAME
        node.replace(navigated(value, type_, steps))
        return t.SUPER

    def _comparison(self, node: exp.Expr, scope: Scope | None) -> None:
        operands = list(node.iter_expressions())
        if any(isinstance(operand, exp.Tuple) for operand in operands):
            align_comparison(node, self._compared(operands, scope), self._context)
            return
        visited = [self._replaced(operand, scope) for operand in operands]
        values, types = [value for value, _ in visited], [type_ for _, type_ in visited]
        if t.SUPER in types:
            node.replace(super_operators.compare(node, values, types))
            return
        for value, type_ in visited:
            _leave_blanks_out(value, type_)
        align_numbers(node, types)
        align_comparison(node, types, self._context)

    def _condition(self, node: exp.Expr, where: str, scope: Scope | None) -> None:
        super_operators.check_condition(node, self.visit(node, scope), where)

    def children(self, node: exp.Expr, scope: Scope | None) -> list[RedshiftType | None]:
        return [self.visit(child, scope) for child in list(node.iter_expressions())]

    def _compared(self, operands: Any, scope: Scope | None) -> list[RedshiftType | None]:
        """Visit what is compared with each other, and leave trailing blanks out of it."""
        types = []
        for operand in operands if isinstance(operands, list) else [operands]:
            if isinstance(operand, (exp.Tuple, exp.Order, exp.Ordered)):
                types += self._compared(list(operand.iter_expressions()), scope)
            elif isinstance(operand, exp.Expr):
                value, type_ = self._replaced(operand, scope)
                _leave_blanks_out(value, type_)
                types.append(type_)
        return types

    def _replaced(
        self, node: exp.Expr, scope: Scope | None
    ) -> tuple[exp.Expr, RedshiftType | None]:
        """Visit a node; what stands in its place afterwards, and its type."""
        parent, key, index = node.parent, node.arg_key or "", node.index
        type_ = self.visit(node, scope)
        place = parent.args[key] if parent is not None else node
        return (place if index is None else place[index]), type_

    def _column(self, node: exp.Column, scope: Scope | None) -> RedshiftType | None:
        name = node.name
        if scope is None:
            return self._columns.get(name)
        at: Scope | None = scope
        while at is not None:
            source = at.sources.get(node.table)
            if isinstance(source, Scope):
                for output, type_ in self._outputs.get(id(source.expression), []):
                    if output == name:
                        return type_
                return None
            if isinstance(source, exp.Table):
                parts = tuple(part.name for part in source.parts)
                return self._tables.get(parts, {}).get(name)
            at = at.parent
        return None

    def _case(self, node: exp.Case, scope: Scope | None) -> RedshiftType | None:
        branches = node.args.get("ifs", [])
        if node.this is not None:
            subjects = (node.this, *(branch.this for branch in branches))
            compared = [self._replaced(subject, scope) for subject in subjects]
            is_super = any(type_ == t.SUPER for _, type_ in compared)
            for value, type_ in compared:
                if is_super:
                    value.replace(super_operators.key(value, type_))
                else:
                    _leave_blanks_out(value, type_)
        else:
            for branch in branches:
                self._condition(branch.this, "CASE/WHEN", scope)
        results = [self._replaced(branch.args["true"], scope) for branch in branches]
        if (default := node.args.get("default")) is not None:
            results.append(self._replaced(default, scope))
        return unified("CASE", results, self._context)

    def _function(self, node: exp.Func, scope: Scope | None) -> RedshiftType | None:
        function = find_function(node)
        if function is None:
            name = node.name if isinstance(node, exp.Anonymous) else node.sql_name()
            raise refuse(f"the function {name.lower()}()")
        types: Types = self.children(node, scope)
        if (of_super := super_operators.rounded(node, types)) is not None:
            node.replace(of_super)
            return t.SUPER
        super_operators.check_arguments(node, function, types)
        if function.takes is not None:
            types = fit_arguments(node, function.name_of(node), types, function.takes)
        if isinstance(node.parent, exp.WithinGroup):
            types = [*types, *self._compared(node.parent.expression, scope)]
        result = function.result_of(node, types)
        if function.rewrite is not None:
            replacement = function.rewrite(node, types, self._context)
            if replacement is not node:
                node.replace(replacement)
        return result


def _leave_blanks_out(value: exp.Expr, type_: RedshiftType | None) -> None:
    compare = unpad_query if isinstance(value.unnest(), exp.Query) else unpad
    compare(value, type_)
