"""Name the columns of a SELECT list as Redshift does where the query gives no name.

PostgreSQL 8.0, "SELECT", "Output name": a function's column has its name, a cast's its column's or
else its type's, CASE is `case`, the rest is `?column?`.
"""

from sqlglot import exp

from localshift.sql.casts import type_of

_CAST_NAMES = {
    "smallint": "int2",
    "integer": "int4",
    "bigint": "int8",
    "real": "float4",
    "double precision": "float8",
    "boolean": "bool",
    "character varying": "varchar",
    "character": "bpchar",
    "time without time zone": "time",
    "time with time zone": "timetz",
    "timestamp without time zone": "timestamp",
    "timestamp with time zone": "timestamptz",
}
_FUNCTION_NAMES: dict[type[exp.Expr], str] = {
    exp.CurrentTimestamp: "getdate",
    exp.CurrentDate: "date",
    exp.CurrentUser: "current_user",
    exp.SessionUser: "session_user",
    exp.CurrentSchema: "current_schema",
    exp.CurrentDatabase: "current_database",
    exp.CurrentVersion: "version",
    exp.TsOrDsAdd: "date_add",
    exp.TsOrDsDiff: "date_diff",
    exp.TimestampTrunc: "date_trunc",
    exp.Extract: "date_part",
    exp.Length: "length",
    exp.GroupConcat: "listagg",
    exp.DecodeCase: "case",
    exp.Nvl2: "case",
    exp.Pow: "pow",
    exp.Trim: "btrim",
    exp.StrPosition: "strpos",
    exp.RegexpExtract: "regexp_substr",
    exp.TimeToStr: "to_char",
    exp.StrToDate: "to_date",
}


def name_projections(expression: exp.Expr) -> None:
    """Give every unnamed column of every SELECT list in `expression` its name, in place."""
    for select in expression.find_all(exp.Select):
        if isinstance(select.parent, exp.Exists):
            continue
        for projection in list(select.expressions):
            if isinstance(projection, (exp.Alias, exp.Column, exp.Star)):
                continue
            name = column_name(projection)
            projection.replace(exp.alias_(projection.copy(), name, quoted=True))


def column_name(node: exp.Expr) -> str:
    """The name of a column without an alias."""
    match node:
        case exp.Column():
            return node.name
        case exp.Dot():
            return column_name(node.expression)
        case exp.Cast():
            inner = column_name(node.this)
            type_name = type_of(node.to).name
            return _CAST_NAMES.get(type_name, type_name) if inner == "?column?" else inner
        case exp.Paren():
            return column_name(node.this)
        case exp.Case():
            return "case"
        case exp.Window() | exp.WithinGroup() | exp.IgnoreNulls() | exp.RespectNulls():
            return column_name(node.this)
        case exp.Subquery():
            query = node.this
            inside = query.selects if isinstance(query, exp.Query) else []
            return inside[0].alias_or_name or column_name(inside[0]) if inside else "?column?"
        case exp.Anonymous():
            return node.name.lower()
        case exp.Func():
            if type(node) in _FUNCTION_NAMES:
                return _FUNCTION_NAMES[type(node)]
            return "?column?" if isinstance(node, exp.Connector) else node.sql_name().lower()
    return "?column?"
