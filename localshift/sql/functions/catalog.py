"""Functions of the system catalog, as drivers and psql ask it."""

from sqlglot import exp

from localshift import types as t
from localshift.errors import refuse
from localshift.sql.context import Context
from localshift.sql.functions.function import BOOLEAN, NAME, TEXT, Function, always, macro
from localshift.sql.type_rules import Types

_PAGE = "c_intro_catalog_views"


def current_schemas(node: exp.Func, _: Types, context: Context) -> exp.Expr:
    """AWS: r_CURRENT_SCHEMAS. The search path, after pg_catalog if asked for."""
    if not isinstance(node.this, exp.Boolean):
        raise refuse("current_schemas() of an expression")
    path = exp.Array(expressions=[exp.Literal.string(name) for name in context.search_path])
    return exp.Anonymous(this="localshift_current_schemas", expressions=[path, node.this.copy()])


def array_to_string(node: exp.Func, types: Types, _: Context) -> exp.Expr:
    """Of the arrays that the catalog has, as psql prints privileges."""
    if types[0] is None or not types[0].is_array or node.args.get("null"):
        raise refuse("array_to_string() of what is no array of the catalog")
    return node


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
    Function("pg_table_is_visible", _PAGE, BOOLEAN, macro),
    Function("pg_get_viewdef", _PAGE, TEXT, macro),
    Function("pg_get_constraintdef", _PAGE, TEXT, macro),
    Function("pg_get_expr", _PAGE, TEXT, macro),
    Function("pg_encoding_to_char", _PAGE, always(t.varchar(16)), macro),
    Function("format_type", _PAGE, NAME, macro),
    Function("format_encoding", _PAGE, always(t.varchar(16)), macro),
    Function("obj_description", _PAGE, TEXT, macro),
    Function("col_description", _PAGE, TEXT, macro),
)
