"""Give every expression its Redshift type, and rewrite what the type decides.

DuckDB has types of its own for results: HUGEINT for sums, DOUBLE for averages and for divisions of
decimals, strings without lengths. Redshift's rules are applied here, bottom up; they are in the
modules that each kind of expression has.
"""

from typing import Any

from sqlglot import exp
from sqlglot.optimizer.scope import Scope

from localshift import types as t
from localshift.errors import refuse
from localshift.sql import super_operators
from localshift.sql.blanks import unpad, unpad_query
from localshift.sql.branches import as_case, first_wins, unified
from localshift.sql.casts import rewrite_cast
from localshift.sql.catalog_arrays import check_array, element
from localshift.sql.column_types import ColumnTypes
from localshift.sql.context import Context
from localshift.sql.functions import find_function
from localshift.sql.functions.arguments import fit_arguments
from localshift.sql.navigation import navigated, path_of
from localshift.sql.numeric_arithmetic import align_numbers, arithmetic, literal, negative
from localshift.sql.operators import OPERATORS
from localshift.sql.patterns import PATTERNS
from localshift.sql.temporal import align_comparison, is_temporal
from localshift.sql.temporal_arithmetic import temporal_arithmetic
from localshift.sql.type_rules import Types
from localshift.sql.unnesting import type_of_iteration
from localshift.types import RedshiftType

_OPERATORS = OPERATORS | PATTERNS
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


class ExpressionTyper:
    """Visits expressions. A node, and those below it, may be replaced on the way."""

    def __init__(self, columns: ColumnTypes, context: Context) -> None:
        self._columns = columns
        self._context = context

    def visit(self, node: exp.Expr, scope: Scope | None) -> RedshiftType | None:
        """The type of a node, None where it is not known."""
        match node:
            case exp.Subquery() | exp.Select() | exp.SetOperation():
                outputs = self._columns.outputs(node)
                return outputs[0][1] if len(outputs) == 1 else None
            case exp.Column():
                return self._columns.type_of(node, scope)
            case exp.Alias() | exp.Paren():
                return self.visit(node.this, scope)
            case exp.Literal():
                return literal(node)
            case exp.Boolean():
                return t.BOOLEAN
            case exp.Dot() | exp.Bracket():
                return self._path(node, scope)
            case exp.Neg():
                value, type_ = self.replaced(node.this, scope)
                if type_ != t.SUPER:
                    return negative(value, type_)
                node.replace(super_operators.negated(value))
                return t.SUPER
            case exp.Cast():
                return rewrite_cast(node, self.visit(node.this, scope), self._context)
            case exp.Case():
                return self._case(node, scope)
            case exp.Nullif() | exp.DecodeCase():
                case = as_case(node)
                node.replace(case)
                return self._case(case, scope)
            case exp.Coalesce() | exp.Greatest() | exp.Least():
                values = [self.replaced(value, scope) for value in list(node.iter_expressions())]
                return unified(node.key.upper(), values, self._context)
            case exp.Nvl2():
                self.visit(node.this, scope)
                first = self.replaced(node.args["true"], scope)
                return first_wins(first, self.replaced(node.args["false"], scope), self._context)
            case _ if (operator := _OPERATORS.get(type(node))) is not None:
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
                check_array(self.visit(node.this, scope), "ANY")
                return None
            case exp.Distinct():
                return self._compared(node.expressions, scope)[0]
            case exp.IgnoreNulls() | exp.RespectNulls() | exp.Filter():
                types = self.children(node, scope)
                return types[0] if types else None
            case exp.WithinGroup():
                return self.visit(node.this, scope)
        if (iterated := type_of_iteration(node)) is not None:
            types = self.children(node, scope)
            if iterated == t.NAME:
                check_array(types[0], "unnest()")
            else:
                super_operators.check_iterated(types)
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

    def children(self, node: exp.Expr, scope: Scope | None) -> list[RedshiftType | None]:
        return [self.visit(child, scope) for child in list(node.iter_expressions())]

    def replaced(self, node: exp.Expr, scope: Scope | None) -> tuple[exp.Expr, RedshiftType | None]:
        """Visit a node; what stands in its place afterwards, and its type."""
        parent, key, index = node.parent, node.arg_key or "", node.index
        type_ = self.visit(node, scope)
        place = parent.args[key] if parent is not None else node
        return (place if index is None else place[index]), type_

    def _path(self, node: exp.Expr, scope: Scope | None) -> RedshiftType:
        base, steps = path_of(node, case_sensitive=self._context.super_case_sensitive)
        value, type_ = self.replaced(base, scope)
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
        visited = [self.replaced(operand, scope) for operand in operands]
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

    def _compared(self, operands: Any, scope: Scope | None) -> list[RedshiftType | None]:
        """Visit what is compared with each other, and leave trailing blanks out of it."""
        types = []
        for operand in operands if isinstance(operands, list) else [operands]:
            if isinstance(operand, (exp.Tuple, exp.Order, exp.Ordered)):
                types += self._compared(list(operand.iter_expressions()), scope)
            elif isinstance(operand, exp.Expr):
                value, type_ = self.replaced(operand, scope)
                _leave_blanks_out(value, type_)
                types.append(type_)
        return types

    def _case(self, node: exp.Case, scope: Scope | None) -> RedshiftType | None:
        branches = node.args.get("ifs", [])
        if node.this is not None:
            subjects = (node.this, *(branch.this for branch in branches))
            compared = [self.replaced(subject, scope) for subject in subjects]
            is_super = any(type_ == t.SUPER for _, type_ in compared)
            for value, type_ in compared:
                if is_super:
                    value.replace(super_operators.key(value, type_))
                else:
                    _leave_blanks_out(value, type_)
        else:
            for branch in branches:
                self._condition(branch.this, "CASE/WHEN", scope)
        results = [self.replaced(branch.args["true"], scope) for branch in branches]
        if (default := node.args.get("default")) is not None:
            results.append(self.replaced(default, scope))
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
