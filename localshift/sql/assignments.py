"""The assignment casts of INSERT, UPDATE and MERGE, as DuckDB's SQL.

AWS: r_Character_types (a string that is too long is refused, unless the excess is blanks),
r_Numeric_types201 (decimals round), c_Supported_data_types (implicit conversions).
"""

from sqlglot import exp

from localshift import types as t
from localshift.errors import refuse
from localshift.sql.casts import as_text, check_cast
from localshift.sql.super_casts import from_super, to_super
from localshift.sql.temporal import is_temporal, stored
from localshift.sql.type_rules import INTEGERS, RANK
from localshift.types import RedshiftType


def assignment(value: str, source: RedshiftType | None, target: RedshiftType) -> str:
    """DuckDB SQL that stores `value` (DuckDB SQL too) in a column of type `target`."""
    if t.SUPER in (source, target):
        return _stored_super(value, source, target)
    if is_temporal(target):
        return stored(value, source, target)
    check_cast(source, target)
    if not target.is_string:
        return _stored(value, source, target)
    text = as_text(exp.Var(this=value), source).sql("duckdb")
    length = target.precision or t.MAX_VARCHAR
    fits = source is not None and source.is_string and (source.precision or t.MAX_VARCHAR) <= length
    if not fits:
        text = f"localshift_fit({text}, {length}, '{target}')"
    return f"localshift_char({text})" if target.name == "character" else text


def _stored(value: str, source: RedshiftType | None, target: RedshiftType) -> str:
    if source == target:
        return value
    if target.name == "varbyte" and source is not None:
        if source.name != "varbyte":
            raise refuse(f"the conversion of {source.name} to varbyte without a cast")
        return f"localshift_fit_bytes({value}, {target.precision})"
    if source is not None and source.is_string and target.name in INTEGERS:
        value = f"localshift_integer_text({value})"
    elif source is not None and source.is_string and target.name in RANK:
        value = f"localshift_number_text({value}, '{target.name}')"
    return f"cast({value} as {target.duckdb})"


def _stored_super(value: str, source: RedshiftType | None, target: RedshiftType) -> str:
    given = exp.Var(this=value)
    if target == t.SUPER:
        return to_super(exp.null() if value == "null" else given, source).sql("duckdb")
    plain, type_ = from_super(given, target)
    text = plain.sql("duckdb")
    return text if type_ == target else assignment(text, type_, target)
