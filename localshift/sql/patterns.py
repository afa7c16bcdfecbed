"""LIKE, ILIKE, SIMILAR TO and the POSIX operators.

AWS: r_patternmatching_condition_like, pattern-matching-conditions-similar-to,
pattern-matching-conditions-posix. Trailing blanks count here, also those of CHAR.
"""

import re

from sqlglot import exp

from localshift import types as t
from localshift.errors import SqlError, refuse
from localshift.python_functions.regular_expressions import check_pattern
from localshift.sql.casts import as_text, padded
from localshift.sql.nodes import is_string_literal
from localshift.sql.operators import Operator
from localshift.sql.type_rules import Types
from localshift.types import RedshiftType

_ESCAPE = "\\"
_SIMILAR_TOKEN = re.compile(
    r"(?P<same>[|*+?()]|\{\d+(?:,\d*)?\}|\[\^?\]?(?:\[:[a-z]+:\]|[^]\\[])*\])|(?P<one>.)", re.DOTALL
)
_LIKE_TOKENS = {"%": ".*", "_": "."}


def like(node: exp.Expr, types: Types) -> RedshiftType:
    """A backslash escapes if no character is named; ILIKE is blind to the case of ASCII only."""
    pattern = node.expression
    _write_as_text(node, types)
    if isinstance(node, exp.ILike) and not (is_string_literal(pattern) and pattern.this.isascii()):
        lowered = [
            exp.Anonymous(this="localshift_ascii_lower", expressions=[side.copy()])
            for side in (node.this, node.expression)
        ]
        node.set("this", lowered[0])
        node.set("expression", lowered[1])
        blind = exp.Like(**node.args)
        node.replace(blind)
        node = blind
    has_escape = isinstance(node.parent, exp.Escape)
    if not has_escape and not (is_string_literal(pattern) and _ESCAPE not in pattern.this):
        node.replace(exp.Escape(this=node.copy(), expression=exp.Literal.string(_ESCAPE)))
    return t.BOOLEAN


def similar_to(node: exp.Expr, types: Types) -> RedshiftType:
    """The whole string matches; the pattern has LIKE's wildcards and some of POSIX."""
    _write_as_text(node, types)
    pattern, parent = node.expression, node.parent
    if not is_string_literal(pattern):
        raise refuse("SIMILAR TO a pattern that is no literal")
    escape = parent.expression.name if isinstance(parent, exp.Escape) else _ESCAPE
    matched: exp.Expr = exp.Anonymous(
        this="regexp_full_match",
        expressions=[node.this.copy(), exp.Literal.string(similar_pattern(pattern.this, escape))],
    )
    if node.args.get("negate"):
        matched = exp.not_(matched)
    (parent if isinstance(parent, exp.Escape) else node).replace(matched)
    return t.BOOLEAN


def similar_pattern(pattern: str, escape: str) -> str:
    """A pattern of SIMILAR TO as a regular expression; what is not documented is refused."""
    parts = []
    position = 0
    while position < len(pattern):
        if pattern[position] == escape:
            if position + 1 == len(pattern):
                raise SqlError("22025", "LIKE pattern must not end with escape character")
            parts.append(re.escape(pattern[position + 1]))
            position += 2
            continue
        token = _SIMILAR_TOKEN.match(pattern, position)
        if token is None or token[0] in ("[", "{"):
            raise refuse(f'"{pattern[position : position + 20]}" in a pattern of SIMILAR TO')
        parts.append(token["same"] or _LIKE_TOKENS.get(token[0], re.escape(token[0])))
        position = token.end()
    return "(?s)" + "".join(parts)


def posix(parameters: str) -> Operator:
    """A substring matches. DuckDB's engine is the quicker one, but has no back references."""

    def rewrite(node: exp.Expr, types: Types) -> RedshiftType:
        _write_as_text(node, types)
        value, pattern = node.this.copy(), node.expression.copy()
        is_known = is_string_literal(pattern)
        if is_known:
            check_pattern(pattern.this)
        if not parameters and is_known and not re.search(r"\\[1-9]", pattern.this):
            call, options = "regexp_matches", "s"
        else:
            call, options = "localshift_regexp_matches", parameters
        arguments = [value, pattern, exp.Literal.string(options)]
        node.replace(exp.Anonymous(this=call, expressions=arguments))
        return t.BOOLEAN

    return rewrite


def _write_as_text(node: exp.Expr, types: Types) -> None:
    for key, type_ in zip(("this", "expression"), types, strict=False):
        node.set(key, padded(as_text(node.args[key].copy(), type_), type_))


PATTERNS: dict[type[exp.Expr], Operator] = {
    exp.Like: like,
    exp.ILike: like,
    exp.SimilarTo: similar_to,
    exp.RegexpLike: posix(""),
    exp.RegexpILike: posix("i"),
}
