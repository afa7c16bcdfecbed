"""From a field's text to the value of an external table's column, as SQL that never raises.

What is no value gives NULL. Strings that are too long are cut; for another text that is no value
Redshift's documentation says nothing. AWS: r_CREATE_EXTERNAL_TABLE (data_type).
"""

from collections.abc import Sequence

from localshift.copy.conversion import truncated
from localshift.copy.sqltext import matching
from localshift.types import RedshiftType

_INTEGER = "[+-]?[0-9]+"
_FLOAT = r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
_TIMESTAMP = r"[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?"
# The documented forms of dates whose year has four digits.
_DATES = {
    "[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}": "%Y-%m-%d",
    "[0-9]{1,2}-[0-9]{1,2}-[0-9]{4}": "%m-%d-%Y",
    "[a-zA-Z]{3}-[0-9]{1,2}-[0-9]{4}": "%b-%d-%Y",
    "[0-9]{1,2}-[a-zA-Z]{3}-[0-9]{4}": "%d-%b-%Y",
    "[0-9]{4}-[a-zA-Z]{3}-[0-9]{1,2}": "%Y-%b-%d",
}


def values_query(source: str, types: Sequence[RedshiftType]) -> str:
    """The values `c1` … `cn` of the texts in the list `v` of `source`, and `bad`.

    `bad` is the number of the first field whose text is no value of its type, else NULL. An empty
    text is NULL but in strings.
    """
    fields = list(enumerate(types, start=1))
    texts = ", ".join(
        f"v[{n}] as t{n}" if kind.is_string else f"nullif(trim(v[{n}]), '') as t{n}"
        for n, kind in fields
    )
    values = ", ".join(f"{_value(kind, f't{n}')} as c{n}" for n, kind in fields)
    cases = " ".join(f"when t{n} is not null and c{n} is null then {n}" for n, _ in fields)
    return (
        f"select *, case {cases} end as bad"
        f" from (select *, {values} from (select {texts} from {source}))"
    )


def _value(kind: RedshiftType, text: str) -> str:
    cast = f"try_cast({text} as {kind.duckdb})"
    match kind.name:
        case "smallint" | "integer" | "bigint":
            return matching(text, _INTEGER, cast)
        case "numeric":
            whole = (kind.precision or 18) - (kind.scale or 0)
            pattern = rf"[+-]?0*[0-9]{{0,{whole}}}(?:\.[0-9]{{0,{kind.scale or 0}}}0*)?"
            return matching(text, pattern, cast)
        case "real" | "double precision":
            return matching(text, _FLOAT, cast)
        case "boolean":
            return (
                f"case when lower({text}) in ('true', 't') then true"
                f" when lower({text}) in ('false', 'f') then false end"
            )
        case "date":
            forms = " ".join(
                f"when regexp_full_match({text}, '{pattern}')"
                f" then try_strptime({text}, '{form}')::date"
                for pattern, form in _DATES.items()
            )
            return f"case {forms} end"
        case "timestamp without time zone":
            return matching(text, _TIMESTAMP, cast)
    return truncated(text, kind.precision or 0)
