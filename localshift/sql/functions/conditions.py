"""Conditional functions. The typing pass makes one type of their branches: sql/branches.py."""

from sqlglot import exp

from localshift.sql.functions.function import BOOLEAN, Function, like_first
from localshift.sql.type_rules import unify

FUNCTIONS = (
    Function("case", "r_CASE_function", unify, node=exp.If),
    Function("coalesce nvl", "r_NVL_function", unify, node=exp.Coalesce),
    Function("decode", "r_DECODE_expression", unify, node=exp.DecodeCase),
    Function("exists", "r_exists_condition", BOOLEAN, node=exp.Exists),
    Function("greatest", "r_GREATEST_LEAST", unify, node=exp.Greatest),
    Function("least", "r_GREATEST_LEAST", unify, node=exp.Least),
    Function("nullif", "r_NULLIF_function", like_first, node=exp.Nullif),
    Function("nvl2", "r_NVL2", unify, node=exp.Nvl2),
)
