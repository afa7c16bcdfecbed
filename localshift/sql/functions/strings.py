"""Functions of strings."""

from sqlglot import exp

from localshift import types as t
from localshift.errors import refuse
from localshift.sql.context import Context
from localshift.sql.functions.function import (
    BOOLEAN,
    INTEGER,
    TEXT,
    Function,
    always,
    string_like_first,
)
from localshift.sql.type_rules import Types


def concat(node: exp.Func, _: Types, __: Context) -> exp.Expr:
    """AWS: r_CONCAT. Null if an argument is null; DuckDB's CONCAT skips nulls."""
    parts = node.expressions
    joined = parts[0]
    for part in parts[1:]:
        joined = exp.DPipe(this=joined, expression=part)
    return exp.paren(joined)


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


def octet_length(node: exp.Func, _: Types, __: Context) -> exp.Expr:
    """AWS: r_OCTET_LENGTH. DuckDB's function of that name is one of bit strings."""
    return exp.Anonymous(this="strlen", expressions=node.expressions)


FUNCTIONS = (
    Function("upper", "r_UPPER", string_like_first, node=exp.Upper),
    Function("lower", "r_LOWER", string_like_first, node=exp.Lower),
    Function("trim ltrim rtrim", "r_TRIM", string_like_first, node=exp.Trim),
    Function("btrim", "r_BTRIM", string_like_first),
    Function("substring substr", "r_SUBSTRING", string_like_first, node=exp.Substring),
    Function("left", "r_LEFT", string_like_first, node=exp.Left),
    Function("right", "r_LEFT", string_like_first, node=exp.Right),
    Function("split_part", "SPLIT_PART", string_like_first, node=exp.SplitPart),
    Function("replace", "r_REPLACE", TEXT, node=exp.Replace),
    Function("reverse", "r_REVERSE", string_like_first, node=exp.Reverse),
    Function("repeat replicate", "r_REPEAT", TEXT, node=exp.Repeat),
    Function("lpad rpad", "r_LPAD", TEXT, node=exp.Pad),
    Function("chr", "r_CHR", always(t.varchar(4)), node=exp.Chr),
    Function("concat", "r_CONCAT", TEXT, concat, exp.Concat),
    Function("len length char_length character_length", "r_LEN", INTEGER, node=exp.Length),
    Function("strpos position charindex", "r_STRPOS", INTEGER, node=exp.StrPosition),
    Function("octet_length", "r_OCTET_LENGTH", INTEGER, octet_length),
    Function("ascii", "r_ASCII", INTEGER),
    Function("regexp_substr", "REGEXP_SUBSTR", string_like_first, regexp_substr, exp.RegexpExtract),
    Function("regexp_replace", "REGEXP_REPLACE", TEXT, regexp_replace, exp.RegexpReplace),
    Function("regexp_count", "REGEXP_COUNT", INTEGER, node=exp.RegexpCount),
    Function("~", "pattern-matching-conditions-posix", BOOLEAN, node=exp.RegexpLike),
    Function("~*", "pattern-matching-conditions-posix", BOOLEAN, node=exp.RegexpILike),
    Function("md5", "r_MD5", always(t.varchar(32)), node=exp.MD5),
    Function("sha sha1 func_sha1", "SHA", always(t.varchar(40)), node=exp.SHA),
    Function("sha2", "SHA2", always(t.varchar(128)), sha2, exp.SHA2),
)
