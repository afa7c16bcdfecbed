"""Conditions that sqlglot reads as functions. What has branches is in branches.py."""

from sqlglot import exp

from localshift.sql.functions.function import BOOLEAN, Function

FUNCTIONS = (Function("exists", "r_exists_condition", BOOLEAN, node=exp.Exists),)
