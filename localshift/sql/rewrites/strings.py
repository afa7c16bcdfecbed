"""Functions of strings and conditions that DuckDB reads otherwise."""

from sqlglot import exp

from localshift.errors import refuse
from localshift.sql.context import Context
from localshift.sql.type_rules import Types


def concat(node: exp.Func, _: Types, __: Context) -> exp.Expr:
    """AWS: r_CONCAT. Null if an argument is null; DuckDB's CONCAT skips nulls."""
    parts = node.expressions
    joined = parts[0]
    for part in parts[1:]:
        joined = exp.DPipe(this=joined, expression=part)
    return exp.paren(joined)


def decode(node: exp.Func, _: Types, __: Context) -> exp.Expr:
    """AWS: r_DECODE_expression. Two nulls are equal here."""
    subject, *rest = node.expressions
    branches = []
    while len(rest) >= 2:
        search, result, *rest = rest
        branches.append(
            exp.If(this=exp.NullSafeEQ(this=subject.copy(), expression=search), true=result)
        )
    return exp.Case(ifs=branches, default=rest[0] if rest else None)


def regexp_substr(node: exp.Func, _: Types, __: Context) -> exp.Expr:
    """AWS: REGEXP_SUBSTR. Only subject and pattern; no match gives an empty string."""
    if any(node.args.get(key) is not None for key in ("position", "occurrence", "parameters")):
        raise refuse("regexp_substr() with a position, an occurrence or parameters")
    return exp.func("regexp_extract", node.this, node.expression, dialect="duckdb")


def regexp_replace(node: exp.Func, _: Types, __: Context) -> exp.Expr:
    """AWS: REGEXP_REPLACE replaces all matches; DuckDB only the first one without 'g'."""
    if any(node.args.get(key) is not None for key in ("position", "occurrence", "modifiers")):
        raise refuse("regexp_replace() with a position or parameters")
    replacement = node.args.get("replacement") or exp.Literal.string("")
    return exp.Anonymous(
        this="regexp_replace",
        expressions=[node.this, node.expression, replacement, exp.Literal.string("g")],
    )


def sha2(node: exp.Func, _: Types, __: Context) -> exp.Expr:
    """AWS: SHA2. DuckDB has 256 bits only."""
    bits = node.args.get("length")
    if bits is not None and bits.name not in ("0", "256"):
        raise refuse(f"sha2() of {bits.name} bits")
    return exp.func("sha256", node.this)
