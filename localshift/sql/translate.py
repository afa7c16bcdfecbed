"""Redshift's SQL to DuckDB's: parse, check, bind, type, print. The pipeline for queries.

Each step is a module of its own: allowed (what may pass), projections (names of result columns),
binding (tables, views, columns), typing (types and what they decide).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import sqlglot
from sqlglot import exp
from sqlglot.errors import ParseError, SqlglotError, TokenError
from sqlglot.optimizer.scope import traverse_scope

from localshift.catalog.relations import Relation
from localshift.errors import SqlError, refuse, syntax_error, undefined_column
from localshift.sql.allowed import check
from localshift.sql.binding import Bound, Resolver, bind_columns, bind_tables
from localshift.sql.case_conflicts import check_case
from localshift.sql.conditions import as_membership, check_tests
from localshift.sql.context import Context
from localshift.sql.correlations import check_correlations
from localshift.sql.dialect import LocalRedshift
from localshift.sql.functions.moments import name_date_part
from localshift.sql.functions.time_zones import at_time_zone
from localshift.sql.hierarchies import expand_connect_by
from localshift.sql.identifiers import as_catalogued, keeping_case
from localshift.sql.navigation import remember_spelling
from localshift.sql.nodes import find_all, nodes_of
from localshift.sql.projections import name_projections
from localshift.sql.rules import check_distinct_order, check_rules, check_without_table
from localshift.sql.typing import type_query, type_scalar
from localshift.sql.unnesting import mark_iterations
from localshift.sql.user_functions import expand_user_functions
from localshift.types import RedshiftType

# The functions of the session that may stand for a table.
_ROW_FUNCTIONS = (exp.CurrentDatabase, exp.CurrentSchema, exp.CurrentUser)


@dataclass(frozen=True, slots=True)
class Translated:
    """A query for DuckDB. `types` has one entry a column, None where Redshift's is not known."""

    sql: str
    types: tuple[RedshiftType | None, ...]
    bound: Bound


def parse_query(sql: str) -> exp.Query:
    """Parse a SELECT, a set operation or VALUES, with folded identifiers and named columns.

    Raises SqlError 42601 for what is no query, 0A000 for syntax that localshift has not.
    """
    expression = parse(sql)
    while isinstance(expression, (exp.Paren, exp.Subquery)) and not expression.alias:
        expression = expression.this
    if not isinstance(expression, exp.Query):
        raise syntax_error(sql.split(maxsplit=1)[0])
    return expression


def parse(sql: str) -> exp.Expr:
    """Parse one statement or expression with sqlglot, check it and fold its identifiers."""
    try:
        expression = sqlglot.parse_one(sql, dialect=LocalRedshift)
    except ParseError as error:
        first = error.errors[0] if error.errors else {}
        raise syntax_error(str(first.get("highlight") or sql[:40])) from None
    except TokenError:
        raise syntax_error(sql[:40]) from None
    except RecursionError:
        raise SqlError("54001", "stack depth limit exceeded") from None
    if isinstance(expression, exp.Command):
        raise syntax_error(sql.split(maxsplit=1)[0])
    check_rules(expression)
    for select in find_all(expression, exp.Select):
        check_tests(select)
        expand_connect_by(select)
        _exclude(select)
    expression = _normalized(expression)
    nodes = nodes_of(expression)
    for identifier in nodes:
        if isinstance(identifier, exp.Identifier):
            remember_spelling(identifier)
            name = as_catalogued(identifier.name, quoted=bool(identifier.args.get("quoted")))
            identifier.set("this", name)
            identifier.set("quoted", True)
    selects = [node for node in nodes if isinstance(node, exp.Select)]
    for select in selects:
        mark_iterations(select)
    for select in selects:
        name_projections(select)
    check(expression)
    return expression


def _exclude(select: exp.Select) -> None:
    """AWS: r_EXCLUDE_list. The columns are left out of each star of the SELECT list."""
    if not (names := select.args.get("exclude")):
        return
    select.set("exclude", None)
    for column in select.expressions:
        star = column.this if isinstance(column, exp.Column) else column
        if isinstance(star, exp.Star):
            star.set("except_", [*(star.args.get("except_") or []), *names])


def _normalized(expression: exp.Expr) -> exp.Expr:
    """One form for what can be written in several: AT TIME ZONE, operator(), pg_catalog.f()."""
    for node in nodes_of(expression):
        form = _form_of(node)
        if node is expression:
            expression = form
        elif form is not node:
            node.replace(form)
    return expression


def _form_of(node: exp.Expr) -> exp.Expr:
    """The form of a node, whose own parts stay as they are."""
    if isinstance(node, exp.Anonymous):
        name_date_part(node)
        return node
    if isinstance(node, exp.AtTimeZone):
        return at_time_zone(node)
    if isinstance(node, exp.Binary) and isinstance(node.expression, (exp.Any, exp.All)):
        return as_membership(node)
    if isinstance(node, exp.ByteString):  # E'\n', whose escapes a plain string has as well
        return exp.Literal.string(node.name)
    if isinstance(node, exp.Table) and isinstance(node.this, _ROW_FUNCTIONS):
        return _row_of(node)
    if isinstance(node, exp.Operator):  # a operator(pg_catalog.~) b, as psql writes it
        if node.args["operator"] not in ("pg_catalog.~", "~"):
            raise refuse(f"OPERATOR({node.args['operator'].sql()})")
        return exp.RegexpLike(this=node.this, expression=node.expression)
    if (
        isinstance(node, exp.Dot)
        and isinstance(node.expression, exp.Func)
        and node.this.name.lower() == "pg_catalog"
    ):
        call = sqlglot.parse_one(node.expression.sql(LocalRedshift), dialect=LocalRedshift)
        return _normalized(call)
    return node


def _row_of(table: exp.Table) -> exp.Subquery:
    """`FROM current_database()`: one row, whose column is named after the function."""
    name = table.this.sql_name().lower()
    alias = table.args.get("alias") or exp.TableAlias(this=exp.to_identifier(name))
    return exp.Subquery(this=exp.select(exp.alias_(table.this.copy(), name)), alias=alias)


def translate_query(sql: str, resolver: Resolver, context: Context) -> Translated:
    """Translate a query from its text."""
    return translate_parsed(parse_query(sql), resolver, context)


def translate_stored(view: Relation, resolver: Resolver, context: Context) -> Translated:
    """Translate a view's query as the catalog keeps it, its names with the case that they have."""
    with keeping_case():
        return translate_query(view.bound or "", resolver, context)


def translate_parsed(query: exp.Query, resolver: Resolver, context: Context) -> Translated:
    """Translate a parsed query; the expression is used up."""
    bound = Bound()
    try:
        bind_tables(query, resolver, bound)
        expand_user_functions(query, resolver.function, resolver.parse)
        qualified = bind_columns(query, bound)
        scopes = traverse_scope(qualified)
        check_case(scopes, bound.columns)
        for scope in scopes:
            if isinstance(scope.expression, exp.Select):
                check_distinct_order(scope.expression)
        if bound.relations:
            check_correlations(scopes)
        if not bound.columns:
            check_without_table(qualified)
        typed, types = type_query(qualified, scopes, bound.columns, context)
    except SqlglotError as error:
        raise _from_sqlglot(error) from None
    return Translated(print_duckdb(typed), tuple(types), bound)


def translate_scalar(
    node: exp.Expr, columns: Mapping[str, RedshiftType], context: Context
) -> tuple[str, RedshiftType | None]:
    """Translate an expression outside of a query, such as a column's default."""
    typed, type_ = type_scalar(node, columns, context)
    return print_duckdb(typed), type_


def print_duckdb(expression: exp.Expr) -> str:
    """DuckDB's SQL. It is printed in place, which changes it, unless it is a part of another."""
    return expression.sql("duckdb", copy=expression.parent is not None, comments=False)


def _from_sqlglot(error: SqlglotError) -> SqlError:
    text = str(error)
    if (match := re.fullmatch(r"Unknown output column: (\d+)", text)) is not None:
        return SqlError("42P10", f"position {match[1]} is not in the SELECT list")
    if (match := re.search(r"Ambiguous column|ambiguous", text)) is not None:
        name = re.search(r"['\"`]([^'\"`]+)['\"`]", text[match.start() :])
        return SqlError("42702", f'column reference "{name[1] if name else "?"}" is ambiguous')
    if (match := re.search(r"(?:Unknown column|could not be resolved): ?['\"]?([\w$]+)", text)) or (
        match := re.search(r"Column '\"?([^'\"]+)\"?' could not be resolved", text)
    ):
        return undefined_column(match[1])
    if match := re.search(r"Alias already used: (\S+)", text):
        return SqlError("42712", f'table name "{match[1]}" specified more than once')
    return SqlError("42601", text)
