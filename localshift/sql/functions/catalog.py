"""Functions of the system catalog, as drivers and psql ask it."""

from sqlglot import exp

from localshift import types as t
from localshift.errors import refuse
from localshift.sql.catalog_arrays import check_catalog, names
from localshift.sql.context import Context
from localshift.sql.functions.function import (
    BIGINT,
    BOOLEAN,
    NAME,
    TEXT,
    Function,
    always,
    macro,
    macro_of,
)
from localshift.sql.type_rules import Types

_PAGE = "c_intro_catalog_views"


def current_schemas(node: exp.Func, _: Types, context: Context) -> exp.Expr:
    """AWS: r_CURRENT_SCHEMAS. The search path, after pg_catalog if asked for."""
    if not isinstance(node.this, exp.Boolean):
        raise refuse("current_schemas() of an expression")
    arguments = [names(context.search_path), node.this.copy()]
    return exp.Anonymous(this="localshift_current_schemas", expressions=arguments)


def array_to_string(node: exp.Func, types: Types, _: Context) -> exp.Expr:
    """Of the arrays that the catalog has, as psql prints privileges."""
    if types[0] is None or not types[0].is_array or node.args.get("null"):
        raise refuse("array_to_string() of what is no array of the catalog")
    return node


def is_visible(node: exp.Func, _: Types, context: Context) -> exp.Expr:
    """Whether the search path finds it. Temporary tables come first."""
    path = names([f"pg_temp_{context.pid}", *context.search_path])
    return macro_of(node, *node.expressions, path)


def newer(node: exp.Func, types: Types, context: Context) -> exp.Expr:
    """Of later versions than Redshift's catalog: for queries of the catalog alone."""
    check_catalog(node, f"the function {node.name.lower()}()")
    return macro(node, types, context)


def size_pretty(node: exp.Func, types: Types, context: Context) -> exp.Expr:
    """Of the size of a table, which is not known."""
    if node.expressions[0].name != "localshift_pg_table_size":
        raise refuse("pg_size_pretty(), but of pg_table_size(),")
    return newer(node, types, context)


FUNCTIONS = (
    Function(
        "current_schemas",
        "r_CURRENT_SCHEMAS",
        always(t.NAME_ARRAY),
        current_schemas,
        exp.CurrentSchemas,
    ),
    Function("array_to_string", _PAGE, TEXT, array_to_string, exp.ArrayToString),
    Function("pg_get_userbyid", _PAGE, NAME, macro),
    Function("pg_table_is_visible pg_function_is_visible", _PAGE, BOOLEAN, is_visible),
    Function("pg_get_indexdef", _PAGE, TEXT, macro),
    Function("pg_get_function_result pg_get_function_arguments", _PAGE, TEXT, newer),
    Function("pg_get_triggerdef pg_get_ruledef", _PAGE, TEXT, newer),
    Function("pg_table_size", _PAGE, BIGINT, newer),
    Function("pg_size_pretty", _PAGE, TEXT, size_pretty, takes="any"),
    Function("pg_get_viewdef", _PAGE, TEXT, macro),
    Function("pg_get_constraintdef", _PAGE, TEXT, macro),
    Function("pg_get_expr", _PAGE, TEXT, macro),
    Function("pg_encoding_to_char", _PAGE, always(t.varchar(16)), macro),
    Function("format_type", _PAGE, NAME, macro),
    Function("format_encoding", _PAGE, always(t.varchar(16)), macro),
    Function("obj_description", _PAGE, TEXT, macro),
    Function("col_description", _PAGE, TEXT, macro),
)
