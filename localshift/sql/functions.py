"""The functions that localshift implements: an allow-list with the type that each one gives.

A function that is not here is refused by name. Where DuckDB's function of that name means
something else, the entry has a rewrite.
"""

from collections.abc import Callable
from dataclasses import dataclass

from sqlglot import exp

from localshift import types as t
from localshift.sql.context import Context
from localshift.sql.rewrites import aggregates, dates, strings, system
from localshift.sql.type_rules import INTEGERS, Types, unify
from localshift.types import RedshiftType


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


def _string_literal(choose: Callable[[Context], str]) -> Function:
    return Function(
        _always(t.varchar(128)), lambda _node, _types, context: exp.Literal.string(choose(context))
    )


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
    exp.Sum: Function(_sum_type, aggregates.sum_),
    exp.Avg: Function(_sum_type, aggregates.avg),
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
    exp.GroupConcat: Function(_always(t.varchar(t.MAX_VARCHAR)), aggregates.listagg),
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
    exp.DecodeCase: Function(lambda types: unify(types[2::2]), strings.decode),
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
    exp.Concat: Function(_always(t.varchar(t.MAX_VARCHAR)), strings.concat),
    exp.Length: _INT,
    exp.StrPosition: _INT,
    exp.RegexpExtract: Function(_string, strings.regexp_substr),
    exp.RegexpReplace: Function(_always(t.varchar(t.MAX_VARCHAR)), strings.regexp_replace),
    exp.RegexpCount: _INT,
    exp.RegexpLike: _BOOL,
    exp.RegexpILike: _BOOL,
    exp.MD5: Function(_always(t.varchar(32))),
    exp.SHA: Function(_always(t.varchar(40))),
    exp.SHA2: Function(_always(t.varchar(128)), strings.sha2),
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
    exp.CurrentTimestamp: Function(_always(t.TIMESTAMP), dates.now),
    exp.CurrentDate: Function(_always(t.DATE), dates.today),
    exp.TsOrDsAdd: Function(_always(t.TIMESTAMP), dates.dateadd),
    exp.TsOrDsDiff: Function(_always(t.BIGINT), dates.datediff),
    exp.TimestampTrunc: Function(_always(t.TIMESTAMP), dates.date_trunc),
    exp.DateTrunc: Function(_always(t.TIMESTAMP), dates.date_trunc),
    exp.Extract: Function(_always(t.INTEGER), dates.extract),
    exp.LastDay: Function(_always(t.DATE)),
    exp.Date: Function(_always(t.DATE)),
    exp.TimeToStr: Function(_always(t.varchar(128)), dates.to_char),
    exp.StrToDate: Function(_always(t.DATE), lambda node, *_: dates.known_format(node)),
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
    "add_months": Function(_always(t.TIMESTAMP), system.local),
    "ascii": _INT,
    "btrim": _STRING,
    "pg_backend_pid": Function(
        _always(t.INTEGER), lambda _node, _types, context: exp.Literal.number(context.pid)
    ),
    "pg_terminate_backend": Function(_always(t.BOOLEAN), system.terminate),
    "pg_last_copy_id": Function(
        _always(t.INTEGER), lambda _node, _types, context: exp.Literal.number(context.last_copy_id)
    ),
    "has_table_privilege": Function(_always(t.BOOLEAN), system.has_privilege),
    "has_schema_privilege": Function(_always(t.BOOLEAN), system.has_privilege),
    "format_type": Function(_always(t.varchar(128)), system.local),
    "pg_get_userbyid": Function(_always(t.varchar(128)), system.local),
    "pg_table_is_visible": Function(_always(t.BOOLEAN), system.local),
    "pg_get_viewdef": Function(_always(t.varchar(t.MAX_VARCHAR)), system.local),
    "obj_description": Function(_always(t.varchar(t.MAX_VARCHAR)), system.local),
    "pg_get_expr": Function(_always(t.varchar(t.MAX_VARCHAR)), system.local),
    "pg_encoding_to_char": Function(_always(t.varchar(16)), system.local),
}
