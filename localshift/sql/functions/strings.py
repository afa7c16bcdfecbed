"""Functions of strings."""

from sqlglot import exp

from localshift import types as t
from localshift.errors import SqlError, refuse
from localshift.sql.context import Context
from localshift.sql.functions.function import (
    INTEGER,
    TEXT,
    Function,
    always,
    counted,
    is_bytes,
    like_first,
    macro,
    macro_of,
    renamed,
    same_string,
    string_like_first,
)
from localshift.sql.nodes import call, cast
from localshift.sql.operators import concatenate
from localshift.sql.type_rules import Types, concatenation
from localshift.types import RedshiftType


def concat(node: exp.Func, types: Types, _: Context) -> exp.Expr:
    """AWS: r_CONCAT. The same as ||: null if an argument is null; DuckDB's skips nulls."""
    left, right = node.expressions
    joined = exp.DPipe(this=left, expression=right)
    concatenate(joined, types)
    return exp.paren(joined)


def trim(node: exp.Func, _: Types, __: Context) -> exp.Expr:
    """AWS: r_TRIM. TRIM(BOTH x FROM y) as a call; also of what LTRIM, RTRIM and BTRIM trim."""
    name = {"LEADING": "ltrim", "TRAILING": "rtrim"}.get(node.args.get("position") or "", "trim")
    given = [node.this, node.args.get("expression")]
    return exp.Anonymous(this=name, expressions=[part for part in given if part is not None])


def substring(node: exp.Func, types: Types, _: Context) -> exp.Expr:
    """AWS: r_SUBSTRING. A start before the first character shortens the result."""
    kind = "substring_bytes" if is_bytes(types[0]) else "substring"
    parts = [node.this, node.args["start"]]
    if (length := node.args.get("length")) is None:
        kind += "_from"
    else:
        parts.append(length)
    return exp.Anonymous(this=f"localshift_{kind}", expressions=parts)


def substring_type(types: Types) -> RedshiftType | None:
    """AWS: r_SUBSTRING. VARCHAR also of a CHAR, or VARBYTE."""
    return like_first(types) if is_bytes(types[0]) else string_like_first(types)


def length(node: exp.Func, types: Types, context: Context) -> exp.Expr:
    """AWS: r_LEN. Of bytes their number; CHAR is stored without the blanks that do not count."""
    return counted("octet_length" if is_bytes(types[0]) else "length")(node, types, context)


def octet_length(node: exp.Func, types: Types, context: Context) -> exp.Expr:
    """AWS: r_OCTET_LENGTH. DuckDB's function of that name takes no strings."""
    return counted("octet_length" if is_bytes(types[0]) else "strlen")(node, types, context)


def position(node: exp.Func, _: Types, __: Context) -> exp.Expr:
    """AWS: r_POSITION. POSITION(x IN y) as a call."""
    return cast(call("instr", node.this, node.args["substr"]), t.INTEGER)


def charindex(node: exp.Func, _: Types, __: Context) -> exp.Expr:
    """AWS: r_CHARINDEX. As STRPOS, but what is looked for stands first."""
    wanted, text = node.expressions
    return cast(call("instr", text, wanted), t.INTEGER)


def pad(node: exp.Func, _: Types, __: Context) -> exp.Expr:
    """AWS: r_LPAD. With blanks where nothing else is given."""
    parts = list(node.expressions)
    if len(parts) == 2:
        parts.append(exp.Literal.string(" "))
    return macro_of(node, *parts)


def collate(node: exp.Func, _: Types, __: Context) -> exp.Expr:
    """AWS: r_COLLATE. DuckDB's collation NOCASE is that of comparisons alone."""
    value: exp.Expr = node.this
    collation = node.args["expression"].name.lower()
    if collation == "case_sensitive":
        return value
    if collation != "case_insensitive":
        raise SqlError("42704", f'collation "{collation}" does not exist')
    if not isinstance(node.parent, (exp.EQ, exp.NEQ, exp.In)):
        raise refuse("collate() as case_insensitive outside of =, <> and IN")
    return exp.Collate(this=value, expression=exp.var("nocase"))


FUNCTIONS = (
    Function("upper", "r_UPPER", same_string, takes="string"),
    Function("lower", "r_LOWER", same_string, takes="string"),
    Function("initcap", "r_INITCAP", string_like_first, macro, takes="string"),
    Function("trim", "r_TRIM", string_like_first, trim, exp.Trim, takes="string string?"),
    Function("btrim", "r_BTRIM", string_like_first, renamed("trim"), takes="string string?"),
    Function("ltrim", "r_LTRIM", string_like_first, takes="string string?"),
    Function("rtrim", "r_RTRIM", string_like_first, takes="string string?"),
    Function(
        "substring substr",
        "r_SUBSTRING",
        substring_type,
        substring,
        exp.Substring,
        takes="string/varbyte integer integer?",
    ),
    Function("left", "r_LEFT", string_like_first, macro, takes="string integer"),
    Function("right", "r_LEFT", string_like_first, macro, takes="string integer"),
    Function("split_part", "SPLIT_PART", string_like_first, macro, takes="string string integer"),
    Function("replace", "r_REPLACE", TEXT, takes="string string string"),
    Function("translate", "r_TRANSLATE", TEXT, takes="string string string"),
    Function("reverse", "r_REVERSE", string_like_first, takes="string"),
    Function(
        "repeat replicate",
        "r_REPEAT",
        TEXT,
        renamed("localshift_repeat"),
        takes="string integer",
    ),
    Function("lpad", "r_LPAD", TEXT, pad, takes="string integer string?"),
    Function("rpad", "r_LPAD", TEXT, pad, takes="string integer string?"),
    Function("chr", "r_CHR", always(t.varchar(4)), macro, takes="integer"),
    Function("ascii", "r_ASCII", INTEGER, takes="string"),
    Function("concat", "r_CONCAT", concatenation, concat, takes="string/varbyte string/varbyte"),
    Function(
        "len length char_length character_length textlen",
        "r_LEN",
        INTEGER,
        length,
        takes="string/varbyte",
    ),
    Function("octet_length", "r_OCTET_LENGTH", INTEGER, octet_length, takes="string/varbyte"),
    Function("strpos", "r_STRPOS", INTEGER, counted("instr"), takes="string string"),
    Function("position", "r_POSITION", INTEGER, position, exp.StrPosition, takes="string string"),
    Function("charindex", "r_CHARINDEX", INTEGER, charindex, takes="string string"),
    Function(
        "octetindex",
        "OCTETINDEX",
        INTEGER,
        counted("localshift_octetindex"),
        takes="string string",
    ),
    Function(
        "bpcharcmp bttext_pattern_cmp",
        "r_BPCHARCMP",
        INTEGER,
        renamed("localshift_bpcharcmp"),
        takes="string string",
    ),
    Function("quote_ident", "r_QUOTE_IDENT", TEXT, macro, takes="string"),
    Function("quote_literal", "r_QUOTE_LITERAL", TEXT, macro, takes="string"),
    Function("soundex", "SOUNDEX", always(t.varchar(4)), macro, takes="string"),
    Function("difference", "DIFFERENCE", INTEGER, macro, takes="string string"),
    Function("collate", "r_COLLATE", string_like_first, collate, exp.Collate),
)
