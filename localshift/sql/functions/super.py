"""Functions of SUPER: they make, inspect and take apart arrays and objects."""

from sqlglot import exp

from localshift import types as t
from localshift.errors import SqlError, refuse, syntax_error
from localshift.sql.catalog_arrays import check_rows
from localshift.sql.context import Context
from localshift.sql.functions.function import (
    BIGINT,
    BOOLEAN,
    INTEGER,
    TEXT,
    Function,
    always,
    macro,
)
from localshift.sql.nodes import call, duckdb_type
from localshift.sql.super_casts import to_super
from localshift.sql.type_rules import Types
from localshift.types import RedshiftType

SUPER = always(t.SUPER)


def json_parse(node: exp.Func, types: Types, context: Context) -> exp.Expr:
    """AWS: JSON_PARSE. Of VARCHAR or VARBYTE."""
    (text,) = node.expressions
    if types[0] is not None and types[0].name == "varbyte":
        text = call("decode", text)
    return call("localshift_super_parse", text, exp.Boolean(this=context.json_parse_dedup))


def can_json_parse(node: exp.Func, types: Types, _: Context) -> exp.Expr:
    """AWS: CAN_JSON_PARSE. Bytes that are no UTF-8 can't be."""
    (text,) = node.expressions
    if types[0] is None or types[0].name != "varbyte":
        return call("localshift_super_can_parse", text)
    return call("localshift_super_can_parse_bytes", text)


def array(node: exp.Func, types: Types, _: Context) -> exp.Expr:
    """AWS: r_array. PostgreSQL's ARRAY[1, 2] is not Redshift's, but for the catalog's arrays."""
    if node.args.get("bracket_notation"):
        if any(type_ != t.SMALLINT for type_ in types):
            raise syntax_error("[")
        return node
    if _is_of_rows(node):
        check_rows(node, types)
        return node
    if node.find(exp.Query):
        raise refuse("ARRAY of a subquery")
    return call("localshift_super_array", _list("ARRAY", node.expressions, types))


def _type_of_array(node: exp.Func, _: Types) -> RedshiftType:
    if _is_of_rows(node):
        return t.NAME_ARRAY
    return t.SMALLINT_ARRAY if node.args.get("bracket_notation") else t.SUPER


def _is_of_rows(node: exp.Func) -> bool:
    return any(isinstance(value, exp.Query) for value in node.expressions)


def object_(node: exp.Func, types: Types, _: Context) -> exp.Expr:
    """AWS: r_object_function."""
    if len(node.expressions) % 2:
        raise SqlError("42883", "OBJECT takes pairs of a name and a value")
    names, values = node.expressions[::2], node.expressions[1::2]
    for type_ in types[::2]:
        if type_ is not None and not type_.is_string:
            raise SqlError("42883", f"OBJECT takes names of type varchar, not {type_.name}")
    return call("localshift_super_object", _texts(names), _list("OBJECT", values, types[1::2]))


def array_flatten(node: exp.Func, _: Types, __: Context) -> exp.Expr:
    """AWS: array_flatten. The page's syntax has several arguments, its text and examples one."""
    if len(node.expressions) != 1:
        raise refuse("array_flatten() of several arrays")
    return call("localshift_array_flatten", *node.expressions)


def split_to_array(node: exp.Func, _: Types, __: Context) -> exp.Expr:
    """AWS: split_to_array. At commas unless another delimiter is given."""
    text, *delimiter = node.expressions
    return call("localshift_split_to_array", text, *(delimiter or [exp.Literal.string(",")]))


def _list(name: str, values: list[exp.Expr], types: Types) -> exp.Expr:
    """DuckDB's list of the values as SUPER."""
    for type_ in types:
        if type_ is not None and type_.name.startswith(("date", "time")):
            raise SqlError("42846", f"{name} could not convert type {type_.name} to super")
    converted = [to_super(value, type_) for value, type_ in zip(values, types, strict=True)]
    return _texts(converted)


def _texts(values: list[exp.Expr]) -> exp.Expr:
    type_ = duckdb_type("varchar[]")
    return exp.Cast(this=exp.Array(expressions=values), to=type_)


_KINDS = (
    "array", "bigint", "boolean", "char", "decimal", "float", "integer", "object", "scalar",
    "smallint", "varchar",
)  # fmt: skip

FUNCTIONS = (
    Function("json_parse", "JSON_PARSE", SUPER, json_parse, takes="string/varbyte"),
    Function("can_json_parse", "CAN_JSON_PARSE", BOOLEAN, can_json_parse, takes="string/varbyte"),
    Function("json_serialize", "JSON_SERIALIZE", TEXT, macro, takes="super"),
    Function(
        "json_serialize_to_varbyte",
        "JSON_SERIALIZE_TO_VARBYTE",
        always(t.RedshiftType("varbyte", 64000)),
        macro,
        takes="super",
    ),
    Function("json_size", "r_json_size", INTEGER, macro, takes="super"),
    Function("json_typeof", "r_json_typeof", TEXT, macro, takes="super"),
    *(Function(f"is_{kind}", f"r_is_{kind}", BOOLEAN, macro, takes="super") for kind in _KINDS),
    Function("decimal_precision", "r_decimal_precision", INTEGER, macro, takes="super"),
    Function("decimal_scale", "r_decimal_scale", INTEGER, macro, takes="super"),
    Function("array", "r_array", SUPER, array, exp.Array, typed=_type_of_array),
    Function("object", "r_object_function", SUPER, object_),
    Function("get_array_length", "get_array_length", BIGINT, macro, takes="super"),
    Function("get_number_attributes", "get_number_attributes", INTEGER, macro, takes="super"),
    Function("array_concat", "r_array_concat", SUPER, macro, takes="super super"),
    Function("subarray", "r_subarray", SUPER, macro, takes="super integer integer"),
    Function("array_flatten", "array_flatten", SUPER, array_flatten, takes="super super?"),
    Function("split_to_array", "split_to_array", SUPER, split_to_array, takes="string string?"),
)
