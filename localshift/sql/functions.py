"""The functions that localshift implements: an allow-list with the type that each one gives.

A function that is not here is refused by name. Where DuckDB's function of that name means
something else, the entry has a rewrite; each rewrite names the page that it follows.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlglot import exp

from localshift import types as t
from localshift.errors import refuse
from localshift.sql.decimals import divide_decimals
from localshift.sql.type_rules import INTEGERS, Types, unify
from localshift.types import RedshiftType


@dataclass(frozen=True, slots=True)
class Context:
    """What a statement knows of its session. Times are UTC without a zone.

    `terminate` ends another session by its process id, where the statement really runs.
    """

    statement_started_at: datetime
    transaction_started_at: datetime
    user: str = "admin"
    database: str = "dev"
    schema: str = "public"
    pid: int = 0
    last_copy_id: int = -1
    terminate: Callable[[int], bool] = lambda _: False


@dataclass(frozen=True, slots=True)
class Function:
    """`result` gives the type from the arguments' types; `rewrite` gives DuckDB's expression."""

    result: Callable[[Types], RedshiftType | None]
    rewrite: Callable[[exp.Func, Types, Context], exp.Expr] | None = None


def find_function(node: exp.Func) -> Function | None:
    """The entry of a call, by its class or, where sqlglot has none for it, by its name."""
    if isinstance(node, exp.Anonymous):
        return _BY_NAME.get(node.name.lower())
    return _BY_CLASS.get(type(node))


def implemented() -> list[str]:
    """The names of all functions here, as Redshift spells them."""
    by_class = {name.lower() for kind in _BY_CLASS for name in kind.sql_names()}
    return sorted(by_class | set(_BY_NAME))


# results


def _always(type_: RedshiftType) -> Callable[[Types], RedshiftType | None]:
    return lambda _: type_


def _first(types: Types) -> RedshiftType | None:
    return types[0] if types else None


def _string(types: Types) -> RedshiftType | None:
    """A string no longer than the first argument."""
    first = _first(types)
    return first if first is not None and first.is_string else t.varchar(t.MAX_VARCHAR)


def _is_integer(type_: RedshiftType | None) -> bool:
    return type_ is not None and type_.name in INTEGERS


def _sum_type(types: Types) -> RedshiftType | None:
    """AWS: r_SUM. Whole numbers give BIGINT, decimals DECIMAL(38, s), floats DOUBLE."""
    first = _first(types)
    if first is None:
        return None
    if _is_integer(first):
        return t.BIGINT
    return t.numeric(38, first.scale or 0) if first.name == "numeric" else t.DOUBLE


def _number(types: Types) -> RedshiftType | None:
    first = _first(types)
    return t.numeric(38, 0) if first is None else first


# rewrites


def _sum(node: exp.Func, types: Types, _: Context) -> exp.Expr:
    """AWS: r_SUM. DuckDB's sum of whole numbers is a HUGEINT."""
    return _over(node, lambda call: exp.cast(call, "bigint")) if _is_integer(types[0]) else node


def _avg(node: exp.Func, types: Types, _: Context) -> exp.Expr:
    """AWS: r_AVG. The average of whole numbers is truncated, of decimals cut at their scale."""
    first = types[0]
    if _is_integer(first):
        return _over(node, lambda call: exp.cast(exp.func("trunc", call), "bigint"))
    if first is not None and first.name == "numeric":
        return _over(node, lambda call: _decimal_average(call, first))
    return node


def _decimal_average(call: exp.Expr, type_: RedshiftType) -> exp.Expr:
    """The sum divided by the count, both over the window of `call` if it has one."""
    result = t.numeric(38, type_.scale or 0)
    total, count = _with_aggregate(call, exp.Sum), _with_aggregate(call, exp.Count)
    return divide_decimals(total, result, count, t.BIGINT, result)


def _with_aggregate(call: exp.Expr, kind: type[exp.AggFunc]) -> exp.Expr:
    """`call` with the average in it replaced by another aggregate."""
    return call.copy().transform(
        lambda node: kind(this=node.this) if isinstance(node, exp.Avg) else node
    )


def _over(node: exp.Func, wrap: Callable[[exp.Expr], exp.Expr]) -> exp.Expr:
    """Wrap an aggregate, or the whole window expression that it stands in."""
    outer: exp.Expr = node
    while isinstance(outer.parent, (exp.Window, exp.Filter, exp.WithinGroup)):
        outer = outer.parent
    if outer is node:
        return wrap(node.copy())
    outer.replace(wrap(outer.copy()))
    return node


def _string_literal(choose: Callable[[Context], str]) -> Function:
    return Function(
        _always(t.varchar(128)), lambda _node, _types, context: exp.Literal.string(choose(context))
    )


def _now(node: exp.Func, _: Types, context: Context) -> exp.Expr:
    """AWS: r_GETDATE (start of the statement, to the second), r_SYSDATE (start of transaction)."""
    if node.args.get("sysdate"):
        return _timestamp(context.transaction_started_at)
    return _timestamp(context.statement_started_at.replace(microsecond=0))


def _timestamp(at: datetime) -> exp.Expr:
    return exp.cast(exp.Literal.string(at.isoformat(sep=" ")), "timestamp")


def _today(_node: exp.Func, _: Types, context: Context) -> exp.Expr:
    day = context.transaction_started_at.date().isoformat()
    return exp.cast(exp.Literal.string(day), "date")


def _concat(node: exp.Func, _: Types, __: Context) -> exp.Expr:
    """AWS: r_CONCAT. Null if an argument is null; DuckDB's CONCAT skips nulls."""
    parts = node.expressions
    joined = parts[0]
    for part in parts[1:]:
        joined = exp.DPipe(this=joined, expression=part)
    return exp.paren(joined)


def _length(node: exp.Func, types: Types, _: Context) -> exp.Expr:
    """AWS: r_LEN. Counts characters; DuckDB's LENGTH would count code points of strings too."""
    return exp.func("length", node.this) if types[0] is None or types[0].is_string else node


def _decode(node: exp.Func, _: Types, __: Context) -> exp.Expr:
    """AWS: r_DECODE_expression. Two nulls are equal here."""
    subject, *rest = node.expressions
    branches = []
    while len(rest) >= 2:
        search, result, *rest = rest
        branches.append(
            exp.If(this=exp.NullSafeEQ(this=subject.copy(), expression=search), true=result)
        )
    return exp.Case(ifs=branches, default=rest[0] if rest else None)


def _regexp_substr(node: exp.Func, _: Types, __: Context) -> exp.Expr:
    """AWS: REGEXP_SUBSTR. Only subject and pattern; no match gives an empty string."""
    if any(node.args.get(key) is not None for key in ("position", "occurrence", "parameters")):
        raise refuse("regexp_substr() with a position, an occurrence or parameters")
    return exp.func("regexp_extract", node.this, node.expression, dialect="duckdb")


def _regexp_replace(node: exp.Func, _: Types, __: Context) -> exp.Expr:
    """AWS: REGEXP_REPLACE replaces all matches; DuckDB only the first one without 'g'."""
    if any(node.args.get(key) is not None for key in ("position", "occurrence", "modifiers")):
        raise refuse("regexp_replace() with a position or parameters")
    replacement = node.args.get("replacement") or exp.Literal.string("")
    return exp.Anonymous(
        this="regexp_replace",
        expressions=[node.this, node.expression, replacement, exp.Literal.string("g")],
    )


def _sha2(node: exp.Func, _: Types, __: Context) -> exp.Expr:
    """AWS: SHA2. DuckDB has 256 bits only."""
    bits = node.args.get("length")
    if bits is not None and bits.name not in ("0", "256"):
        raise refuse(f"sha2() of {bits.name} bits")
    return exp.func("sha256", node.this)


def _date_trunc(node: exp.Func, types: Types, _: Context) -> exp.Expr:
    """AWS: r_DATE_TRUNC. The result is a timestamp, also of a date."""
    return exp.cast(node.copy(), "timestamp") if types and types[0] == t.DATE else node


def _dateadd(node: exp.Func, types: Types, _: Context) -> exp.Expr:
    """AWS: r_DATEADD_function. A timestamp, also for a date; 29 February plus years is 1 March."""
    if types[0] in (t.TIME, t.TIMETZ):
        raise refuse(f"dateadd() of {types[0]}")
    if node.text("unit").upper() == "YEAR":
        return exp.Anonymous(
            this="localshift_add_years",
            expressions=[exp.cast(node.this.copy(), "timestamp"), node.expression],
        )
    return node


def _datediff(node: exp.Func, types: Types, _: Context) -> exp.Expr:
    """AWS: r_DATEDIFF_function. Counts the boundaries between two dates or timestamps."""
    for type_ in types[:2]:
        if type_ in (t.TIME, t.TIMETZ):
            raise refuse(f"datediff() of {type_}")
    return node


_PARTS = {
    "YEAR", "Y", "YR", "QUARTER", "QTR", "MONTH", "MON", "WEEK", "DAY", "D", "DAYOFWEEK", "DOW",
    "DAYOFYEAR", "DOY", "HOUR", "HR", "H", "MINUTE", "MIN", "EPOCH",
}  # fmt: skip


def _extract(node: exp.Func, _: Types, __: Context) -> exp.Expr:
    """AWS: r_EXTRACT_function, r_DATE_PART_function.

    They differ in fractions of a second, and number decades and centuries unlike DuckDB: such
    parts are refused.
    """
    part = node.this.name.upper()
    if part not in _PARTS and not (part in ("SECOND", "SEC") and isinstance(node, exp.Extract)):
        raise refuse(f"the date part {part.lower()}")
    return node


def _to_char(node: exp.Func, types: Types, _: Context) -> exp.Expr:
    """AWS: r_TO_CHAR. Of dates and timestamps; numbers come with their own formats."""
    if types[0] is not None and types[0] not in (t.DATE, t.TIMESTAMP, t.TIMESTAMPTZ):
        raise refuse(f"to_char() of {types[0]}")
    return _known_format(node)


def _known_format(node: exp.Func) -> exp.Expr:
    """AWS: r_FORMAT_strings. Of the templates only those of plain numbers are translated."""
    template = node.args.get("format")
    if not isinstance(template, exp.Literal) or re.search(
        "[A-Za-z]", re.sub("%[YmdHMS]", "", template.this)
    ):
        raise refuse("date formats other than YYYY, MM, DD, HH24, MI and SS")
    return node


def _has_privilege(node: exp.Func, _: Types, context: Context) -> exp.Expr:
    """AWS: r_HAS_TABLE_PRIVILEGE. The user may be left out."""
    arguments = list(node.expressions)
    if len(arguments) == 2:
        arguments.insert(0, exp.Literal.string(context.user))
    return exp.Anonymous(this=f"localshift_{node.name.lower()}", expressions=arguments)


def _terminate(node: exp.Func, _: Types, context: Context) -> exp.Expr:
    """AWS: PG_TERMINATE_BACKEND. Of one session, whose process id is written out."""
    (pid,) = node.expressions
    if not (isinstance(pid, exp.Literal) and pid.this.isdigit()):
        raise refuse("pg_terminate_backend() of an expression")
    return exp.Boolean(this=context.terminate(int(pid.this)))


def _local(node: exp.Func, _: Types, __: Context) -> exp.Expr:
    """A function of the catalog that catalog/views.sql defines as a macro."""
    return exp.Anonymous(this=f"localshift_{node.name.lower()}", expressions=node.expressions)


def _listagg(node: exp.Func, _: Types, __: Context) -> exp.Expr:
    """AWS: r_LISTAGG. Without a delimiter nothing stands between the values."""
    if node.args.get("separator") is None:
        node.set("separator", exp.Literal.string(""))
    return node


_STRING = Function(_string)
_TEXT = Function(_always(t.varchar(t.MAX_VARCHAR)))
_INT = Function(_always(t.INTEGER))
_BIG = Function(_always(t.BIGINT))
_FLOAT = Function(_always(t.DOUBLE))
_SAME = Function(_first)
_BOOL = Function(_always(t.BOOLEAN))
_COMMON = Function(unify)

_BY_CLASS: dict[type[exp.Func], Function] = {
    # aggregates and windows
    exp.Count: _BIG,
    exp.Sum: Function(_sum_type, _sum),
    exp.Avg: Function(_sum_type, _avg),
    exp.Min: _SAME,
    exp.Max: _SAME,
    exp.AnyValue: _SAME,
    exp.ApproxDistinct: _BIG,
    exp.LogicalAnd: _BOOL,
    exp.LogicalOr: _BOOL,
    exp.Stddev: _FLOAT,
    exp.StddevSamp: _FLOAT,
    exp.StddevPop: _FLOAT,
    exp.Variance: _FLOAT,
    exp.VariancePop: _FLOAT,
    exp.Median: _FLOAT,
    exp.PercentileCont: _FLOAT,
    exp.GroupConcat: Function(_always(t.varchar(t.MAX_VARCHAR)), _listagg),
    exp.RowNumber: _BIG,
    exp.Rank: _BIG,
    exp.DenseRank: _BIG,
    exp.Ntile: _BIG,
    exp.PercentRank: _FLOAT,
    exp.CumeDist: _FLOAT,
    exp.Lag: _SAME,
    exp.Lead: _SAME,
    exp.FirstValue: _SAME,
    exp.LastValue: _SAME,
    exp.NthValue: _SAME,
    # conditions
    exp.Coalesce: _COMMON,
    exp.Nullif: _SAME,
    exp.Nvl2: Function(lambda types: unify(types[1:])),
    exp.DecodeCase: Function(lambda types: unify(types[2::2]), _decode),
    exp.Greatest: _COMMON,
    exp.Least: _COMMON,
    exp.If: Function(lambda types: types[1] if len(types) > 1 else None),
    exp.Exists: _BOOL,
    # strings
    exp.Upper: _STRING,
    exp.Lower: _STRING,
    exp.Trim: _STRING,
    exp.Substring: _STRING,
    exp.Left: _STRING,
    exp.Right: _STRING,
    exp.SplitPart: _STRING,
    exp.Replace: _TEXT,
    exp.Reverse: _STRING,
    exp.Repeat: _TEXT,
    exp.Pad: _TEXT,
    exp.Chr: Function(_always(t.varchar(4))),
    exp.Concat: Function(_always(t.varchar(t.MAX_VARCHAR)), _concat),
    exp.Length: Function(_always(t.INTEGER), _length),
    exp.StrPosition: _INT,
    exp.RegexpExtract: Function(_string, _regexp_substr),
    exp.RegexpReplace: Function(_always(t.varchar(t.MAX_VARCHAR)), _regexp_replace),
    exp.RegexpCount: _INT,
    exp.RegexpLike: _BOOL,
    exp.RegexpILike: _BOOL,
    exp.MD5: Function(_always(t.varchar(32))),
    exp.SHA: Function(_always(t.varchar(40))),
    exp.SHA2: Function(_always(t.varchar(128)), _sha2),
    # numbers
    exp.Abs: _SAME,
    exp.Round: Function(_number),
    exp.Floor: Function(_number),
    exp.Ceil: Function(_number),
    exp.Sign: Function(_number),
    exp.Sqrt: _FLOAT,
    exp.Pow: _FLOAT,
    exp.Exp: _FLOAT,
    exp.Ln: _FLOAT,
    exp.Sin: _FLOAT,
    exp.Cos: _FLOAT,
    exp.Asin: _FLOAT,
    exp.Radians: _FLOAT,
    exp.Rand: _FLOAT,
    # dates and times
    exp.CurrentTimestamp: Function(_always(t.TIMESTAMP), _now),
    exp.CurrentDate: Function(_always(t.DATE), _today),
    exp.TsOrDsAdd: Function(_always(t.TIMESTAMP), _dateadd),
    exp.TsOrDsDiff: Function(_always(t.BIGINT), _datediff),
    exp.TimestampTrunc: Function(_always(t.TIMESTAMP), _date_trunc),
    exp.DateTrunc: Function(_always(t.TIMESTAMP), _date_trunc),
    exp.Extract: Function(_always(t.INTEGER), _extract),
    exp.LastDay: Function(_always(t.DATE)),
    exp.Date: Function(_always(t.DATE)),
    exp.TimeToStr: Function(_always(t.varchar(128)), _to_char),
    exp.StrToDate: Function(_always(t.DATE), lambda node, *_: _known_format(node)),
    # the session
    exp.CurrentUser: _string_literal(lambda context: context.user),
    exp.SessionUser: _string_literal(lambda context: context.user),
    exp.CurrentSchema: _string_literal(lambda context: context.schema),
    exp.CurrentDatabase: _string_literal(lambda context: context.database),
    exp.CurrentVersion: _string_literal(
        lambda _: (
            "PostgreSQL 8.0.2 on i686-pc-linux-gnu, compiled by GCC gcc (GCC) 3.4.2 20041017"
            " (Red Hat 3.4.2-6.fc3), Redshift 1.0.00000 (localshift)"
        )
    ),
}

_BY_NAME: dict[str, Function] = {
    "octet_length": Function(
        _always(t.INTEGER),
        lambda node, *_: exp.Anonymous(this="strlen", expressions=node.expressions),
    ),
    "add_months": Function(_always(t.TIMESTAMP), _local),
    "ascii": _INT,
    "btrim": _STRING,
    "pg_backend_pid": Function(
        _always(t.INTEGER), lambda _node, _types, context: exp.Literal.number(context.pid)
    ),
    "pg_terminate_backend": Function(_always(t.BOOLEAN), _terminate),
    "pg_last_copy_id": Function(
        _always(t.INTEGER), lambda _node, _types, context: exp.Literal.number(context.last_copy_id)
    ),
    "has_table_privilege": Function(_always(t.BOOLEAN), _has_privilege),
    "has_schema_privilege": Function(_always(t.BOOLEAN), _has_privilege),
    "format_type": Function(_always(t.varchar(128)), _local),
    "pg_get_userbyid": Function(_always(t.varchar(128)), _local),
    "pg_table_is_visible": Function(_always(t.BOOLEAN), _local),
    "pg_get_viewdef": Function(_always(t.varchar(t.MAX_VARCHAR)), _local),
    "obj_description": Function(_always(t.varchar(t.MAX_VARCHAR)), _local),
    "pg_get_expr": Function(_always(t.varchar(t.MAX_VARCHAR)), _local),
    "pg_encoding_to_char": Function(_always(t.varchar(16)), _local),
}
