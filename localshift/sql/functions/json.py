"""Functions of JSON in VARCHAR. AWS: json-functions."""

from sqlglot import exp

from localshift.errors import SqlError, refuse
from localshift.sql.context import Context
from localshift.sql.functions.function import BOOLEAN, INTEGER, TEXT, Function, macro, macro_of
from localshift.sql.nodes import duckdb_type
from localshift.sql.type_rules import Types

_LEVELS = 5


def null_if_invalid(node: exp.Func, _: Types, __: Context) -> exp.Expr:
    """AWS: JSON_ARRAY_LENGTH, JSON_EXTRACT_ARRAY_ELEMENT_TEXT. What is invalid is an error."""
    expected = 2 if node.name.lower() == "json_array_length" else 3
    flag = [] if len(node.expressions) == expected else [exp.Boolean(this=False)]
    return macro_of(node, *node.expressions, *flag)


def extract_path(node: exp.Func, types: Types, _: Context) -> exp.Expr:
    """AWS: JSON_EXTRACT_PATH_TEXT. The last argument may say that what is invalid gives null."""
    path = list(node.expressions)
    flag: exp.Expr = exp.Boolean(this=False)
    if len(path) > 1 and types[-1] is not None and types[-1].name == "boolean":
        flag = path.pop()
    if len(path) < 2:
        raise SqlError("42883", "json_extract_path_text() takes a path")
    text = path.pop(0)
    if len(path) > _LEVELS:
        raise refuse(f"json_extract_path_text() of more than {_LEVELS} levels")
    type_ = duckdb_type("varchar[]")
    return macro_of(node, text, exp.Cast(this=exp.Array(expressions=path), to=type_), flag)


FUNCTIONS = (
    Function("is_valid_json", "IS_VALID_JSON", BOOLEAN, macro, takes="string"),
    Function("is_valid_json_array", "IS_VALID_JSON_ARRAY", BOOLEAN, macro, takes="string"),
    Function(
        "json_array_length",
        "JSON_ARRAY_LENGTH",
        INTEGER,
        null_if_invalid,
        takes="string boolean?",
    ),
    Function(
        "json_extract_array_element_text",
        "JSON_EXTRACT_ARRAY_ELEMENT_TEXT",
        TEXT,
        null_if_invalid,
        takes="string integer boolean?",
    ),
    Function("json_extract_path_text", "JSON_EXTRACT_PATH_TEXT", TEXT, extract_path),
)
