"""Conditional functions and casts, which are syntax: sql/branches.py and sql/casts.py type them."""

from sqlglot import exp

from localshift.sql.functions.function import BOOLEAN, Function

SYNTAX = {
    "case": "r_CASE_function",
    "cast": "r_CAST_function",
    "coalesce": "r_NVL_function",
    "convert": "r_CAST_function",
    "decode": "r_DECODE_expression",
    "greatest": "r_GREATEST_LEAST",
    "least": "r_GREATEST_LEAST",
    "nullif": "r_NULLIF_function",
    "nvl": "r_NVL_function",
    "nvl2": "r_NVL2",
    "try_cast": "r_TRY_CAST",
}

FUNCTIONS = (Function("exists", "r_exists_condition", BOOLEAN, node=exp.Exists),)
