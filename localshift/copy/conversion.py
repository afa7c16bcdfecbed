"""From the raw text of a field to the value of its column, as SQL that never raises.

A text that does not convert gives NULL, which is how a bad row is found: its text is not NULL and
its value is. AWS: copy-parameters-data-conversion.
"""

from dataclasses import dataclass

from localshift.copy import datetimes
from localshift.copy.sqltext import is_canonical, matches, matching
from localshift.copy.statement import (
    Conversions,
    CsvFormat,
    DataFormat,
    DelimitedFormat,
    TargetColumn,
)
from localshift.errors import refuse
from localshift.quoting import string
from localshift.types import RedshiftType

_INTEGER = "[+-]?[0-9]+"
_NUMBER = r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)"
_FLOAT = rf"{_NUMBER}(?:[eE][+-]?[0-9]+)?"
_NO_NUMBER = "[+-]?(?:[nN][aA][nN]|[iI][nN][fF](?:[iI][nN][iI][tT][yY])?)"
_TRUE = ("t", "true", "y", "yes", "1")
_FALSE = ("f", "false", "n", "no", "0")


@dataclass(frozen=True, slots=True)
class Source:
    """A query that gives `v`, a list of the raw texts of each row, and the columns `keep`.

    `suspect` is a condition on it: the row must be read by the exact reader.
    """

    sql: str
    keep: tuple[str, ...]
    suspect: str = "false"


@dataclass(frozen=True, slots=True)
class Converter:
    """Makes the SQL for one COPY: `fields` are the columns in the order of the file's fields."""

    fields: tuple[TargetColumn, ...]
    format: DataFormat
    options: Conversions

    def query(self, source: Source, *, locate: bool) -> str:
        """The query that converts a source: its columns `keep`, the values `c1` … `cn`, and `bad`.

        `bad` is NULL when the row can be loaded. Else, with `locate`, it is the number of the first
        field that cannot; without, which is faster, it is 0 and means no more than a doubt.
        """
        numbered = list(enumerate(self.fields, start=1))
        kept = "".join(f"{name}, " for name in source.keep)
        raw = "".join(f"{self._text(field, f'v[{n}]')} as t{n}, " for n, field in numbered)
        values = "".join(f"{self._value(field, f't{n}')} as c{n}, " for n, field in numbered)
        c = "".join(f"c{n}, " for n, _ in numbered)
        t = "".join(f"t{n}, " for n, _ in numbered)
        bad = [self._is_bad(field, n, locate=locate) for n, field in numbered]
        if locate:
            cases = " ".join(f"when {one} then {n}" for n, one in enumerate(bad, start=1))
        else:
            cases = f"when {' or '.join(bad)} then 0"
        return (
            f"select {kept}{c}case when suspect then 0 {cases} end as bad from ("
            f"select {kept}{t}{values}suspect from ("
            f"select {kept}{raw}{source.suspect} as suspect from ({source.sql})))"
        )

    def _is_bad(self, field: TargetColumn, number: int, *, locate: bool) -> str:
        if field.not_null:
            return f"c{number} is null"
        if self.options.accept_any_date and datetimes.is_date_or_time(field.type):
            return "false"
        without_value = f"t{number} is not null and c{number} is null"
        if field.type.is_string:
            return f"({without_value})"
        # Blanks are NULL in all but strings; to trim them takes time that a doubt does not need.
        text = f"trim(t{number}, {string(_BLANKS)})" if locate else f"t{number}"
        return f"({without_value} and {text} <> '')"

    def _text(self, field: TargetColumn, raw: str) -> str:
        """The text of a field with NULL for what stands for it, and the options for strings."""
        if isinstance(self.format, CsvFormat | DelimitedFormat):
            raw = f"nullif({raw}, {string(self.options.null_as)})"
        if field.type.name == "super":
            return f"nullif(trim({raw}, {string(_BLANKS)}), 'null')"
        if not field.type.is_string:
            return raw
        if self.options.empty_as_null:
            raw = f"nullif({raw}, '')"
        if self.options.blanks_as_null:
            raw = f"case when {raw} = '' or trim({raw}, {string(_BLANKS)}) <> '' then {raw} end"
        if self.options.trim_blanks and field.type.name == "character varying":
            raw = f"rtrim({raw}, {string(_BLANKS)})"
        if self.options.truncate_columns:
            raw = truncated(raw, field.type.precision or 0)
        return raw

    def _value(self, field: TargetColumn, text: str) -> str:
        kind = field.type
        match kind.name:
            case "smallint" | "integer" | "bigint":
                is_integer = f"{is_canonical(text, kind.duckdb)} or {matches(text, _INTEGER)}"
                return f"case when {is_integer} then try_cast({text} as {kind.duckdb}) end"
            case "numeric":
                return self._decimal(kind, text)
            case "real" | "double precision":
                finite = f"try_cast({text} as {kind.duckdb})"
                return (
                    f"case when {matches(text, _FLOAT)} then "
                    f"case when isfinite({finite}) then {finite} end "
                    f"when {matches(text, _NO_NUMBER)} then {finite} end"
                )
            case "boolean":
                return (
                    f"case when {text} = 'true' then true when {text} = 'false' then false "
                    f"when lower(trim({text})) in {_TRUE} then true "
                    f"when lower(trim({text})) in {_FALSE} then false end"
                )
            case "character varying":
                return f"case when strlen({text}) <= {kind.precision} then {text} end"
            case "character":
                fits = f"strlen({text}) <= {kind.precision} and strlen({text}) = length({text})"
                return f"case when {fits} then rtrim({text}, ' ') end"
            case "super":
                return f"try(localshift_super_parse_exactly({text}, false))"
            case "varbyte":
                bytes_ = matching(text, "(?:[0-9a-fA-F]{2})*", f"unhex(trim({text}))")
                return f"case when strlen({text}) <= {2 * (kind.precision or 0)} then {bytes_} end"
        value = datetimes.conversion(kind, text, self.options.date_format, self.options.time_format)
        if value is None:
            raise refuse(f"COPY into a column of type {kind}")
        return value

    def _decimal(self, kind: RedshiftType, text: str) -> str:
        """COPY cuts off the digits beyond the scale; ROUNDEC rounds them."""
        if self.options.round_decimals:
            return matching(text, _NUMBER, f"try_cast({text} as {kind.duckdb})")
        scale = kind.scale or 0
        pattern = rf"^\s*([+-]?[0-9]*(?:\.[0-9]{{0,{scale}}})?)[0-9]*\s*$"
        cut = f"try_cast(regexp_extract({text}, '{pattern}', 1) as {kind.duckdb})"
        # Most numbers need no cut, and to find that out is quicker than to cut them.
        short = rf"[+-]?[0-9]+(?:\.[0-9]{{0,{scale}}})?"
        is_short = f"regexp_full_match({text}, '{short}')"
        return f"case when {is_short} then try_cast({text} as {kind.duckdb}) else {cut} end"


_BLANKS = " \t\n\r\v\f"


def truncated(text: str, size: int) -> str:
    """The longest beginning of `text` that has at most `size` bytes of UTF-8."""
    lengths = f"range({size // 4}, {size} + 1)"
    fitting = f"list_filter({lengths}, lambda n: strlen(left({text}, n)) <= {size})"
    return (
        f"case when strlen({text}) <= {size} then {text} "
        f"when strlen({text}) = length({text}) then left({text}, {size}) "
        f"else left({text}, list_max({fitting})) end"
    )
