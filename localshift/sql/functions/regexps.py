"""Functions of regular expressions."""

from sqlglot import exp

from localshift.python_functions.regular_expressions import check_pattern
from localshift.sql.context import Context
from localshift.sql.functions.function import INTEGER, TEXT, Function, Rewrite, string_like_first
from localshift.sql.nodes import is_string_literal
from localshift.sql.type_rules import Types


def _with_defaults(name: str, *defaults: str | int) -> Rewrite:
    """A call of localshift_<name>, with what was left out after text and pattern."""

    def rewrite(node: exp.Func, _: Types, __: Context) -> exp.Expr:
        given = list(node.expressions)
        pattern = given[1]
        parameters = given[-1].name if len(given) == len(defaults) + 2 else ""
        if is_string_literal(pattern):
            check_pattern(pattern.this, parameters)
        left_out = [exp.convert(value) for value in defaults[len(given) - 2 :]]
        return exp.Anonymous(this=f"localshift_{name}", expressions=given + left_out)

    return rewrite


FUNCTIONS = (
    Function(
        "regexp_count",
        "REGEXP_COUNT",
        INTEGER,
        _with_defaults("regexp_count", 1, ""),
        takes="string string integer? string?",
    ),
    Function(
        "regexp_instr",
        "REGEXP_INSTR",
        INTEGER,
        _with_defaults("regexp_instr", 1, 1, 0, ""),
        takes="string string integer? integer? integer? string?",
    ),
    Function(
        "regexp_replace",
        "REGEXP_REPLACE",
        TEXT,
        _with_defaults("regexp_replace", "", 1, ""),
        takes="string string string? integer? string?",
    ),
    Function(
        "regexp_substr",
        "REGEXP_SUBSTR",
        string_like_first,
        _with_defaults("regexp_substr", 1, 1, ""),
        takes="string string integer? integer? string?",
    ),
)
