"""DuckDB's errors in Redshift's words and with PostgreSQL's SQLSTATEs."""

import re
from collections.abc import Callable

import duckdb

from localshift import errors
from localshift.errors import SqlError
from localshift.lake import failures
from localshift.locks import cancelled

_Rule = tuple[re.Pattern[str], Callable[[re.Match[str]], SqlError]]


def _rule(pattern: str, make: Callable[[re.Match[str]], SqlError]) -> _Rule:
    return re.compile(pattern, re.DOTALL), make


_INTEGERS = {"16": "smallint", "32": "integer", "64": "bigint"}

_RULES: tuple[_Rule, ...] = (
    _rule(
        r"while executing the UDF: SqlError: (\w{5}): (.*)",
        lambda match: SqlError(match[1], match[2]),
    ),
    _rule(
        r"value too long for type ([\w ]+\(\d+\))",
        lambda match: errors.value_too_long(match[1]),
    ),
    _rule(
        r'(invalid input syntax for [\w ]+: "[^"]*")',
        lambda match: SqlError("22P02", match[1]),
    ),
    _rule(
        r"(?:Conflict on|write-write conflict|Catalog write-write|conflict with)",
        lambda _: errors.conflict(),
    ),
    _rule(
        r"Like pattern must not end with escape character",
        lambda _: SqlError("22025", "LIKE pattern must not end with escape character"),
    ),
    _rule(
        r"(localshift does not implement [^\n]*)",
        lambda match: SqlError("0A000", match[1]),
    ),
    _rule(
        r"Unimplemented type for cast \((\w+) -> (\w+)\)",
        lambda match: errors.refuse(f"casts of {match[1].lower()} to {match[2].lower()}"),
    ),
    _rule(
        r"window expressions cannot be volatile",
        lambda _: errors.refuse("random() in the PARTITION BY or ORDER BY of a window"),
    ),
    _rule(r"Division by zero", lambda _: SqlError("22012", "division by zero")),
    _rule(
        r"NOT NULL constraint failed: (?:[^.\s]+\.)*([^.\s]+)",
        lambda match: SqlError("23502", f"Cannot insert a NULL value into column {match[1]}"),
    ),
    _rule(
        r'(?:Referenced column "([^"]+)" (?:was )?not found'
        r'|(?:Column|Alias with name) "+([^"]+)"+ (?:referenced that )?exists)',
        lambda match: errors.undefined_column(match[1] or match[2]),
    ),
    _rule(
        r'(?:Values list|Table) "([^"]+)" does not have a column named "([^"]+)"',
        lambda match: errors.undefined_column(f"{match[1]}.{match[2]}"),
    ),
    _rule(
        r'Referenced table "([^"]+)" not found',
        lambda match: SqlError("42P01", f'missing FROM-clause entry for table "{match[1]}"'),
    ),
    _rule(r"Cannot extract field '([^']+)'", lambda match: errors.undefined_column(match[1])),
    _rule(
        r'Ambiguous reference to column name "([^"]+)"',
        lambda match: SqlError("42702", f'column reference "{match[1]}" is ambiguous'),
    ),
    _rule(
        r"Table with name \"?([^\s\"!]+)\"? does not exist",
        lambda match: errors.undefined_table(match[1]),
    ),
    _rule(
        r'(?:Table|View) with name "([^"]+)" already exists',
        lambda match: errors.duplicate_table(match[1]),
    ),
    _rule(
        r"(?:destination type |in \w+ of |to type |string '\s*[+-]?\d+\s*' to )INT(16|32|64)",
        lambda match: SqlError("22003", f"{_INTEGERS[match[1]]} out of range"),
    ),
    _rule(
        r"Could not convert string '([^']*)' to (?:INT\d+|UINT\d+)",
        lambda match: SqlError("22P02", f'invalid input syntax for integer: "{match[1]}"'),
    ),
    _rule(
        r"Could not convert string '([^']*)' to BOOL",
        lambda match: SqlError("22P02", f'invalid input syntax for type boolean: "{match[1]}"'),
    ),
    _rule(
        r"Could not convert string '([^']*)' to (?:DOUBLE|FLOAT)",
        lambda match: SqlError(
            "22P02", f'invalid input syntax for type double precision: "{match[1]}"'
        ),
    ),
    _rule(
        r"Could not convert string \"?'?([^'\"]*)'?\"? to DECIMAL",
        lambda match: SqlError("22P02", f'invalid input syntax for type numeric: "{match[1]}"'),
    ),
    _rule(
        r'invalid (?:date|timestamp|time) field format: "([^"]*)"',
        lambda match: SqlError("22007", f'invalid input syntax for type timestamp: "{match[1]}"'),
    ),
    _rule(
        r"to type DECIMAL\(\d+,\d+\) failed: value is out of range|Casting .* DECIMAL",
        lambda _: SqlError("22003", "numeric field overflow"),
    ),
    _rule(
        r"Numeric data overflow|[Oo]verflow in \w+ of DECIMAL",
        lambda _: SqlError("22003", "Numeric data overflow (result precision)"),
    ),
    _rule(
        r"[Oo]verflow in |out of range",
        lambda _: SqlError("22003", "Overflow: value out of range"),
    ),
    _rule(
        r"must appear in the GROUP BY clause or must be part of an aggregate",
        lambda match: SqlError("42803", match.string.split("\n")[0].removeprefix("Binder Error: ")),
    ),
    _rule(
        r"aggregate function calls cannot be nested",
        lambda _: SqlError("42803", "aggregate function calls may not be nested"),
    ),
    _rule(
        r"WHERE clause cannot contain aggregates",
        lambda _: SqlError("42803", "aggregates not allowed in WHERE clause"),
    ),
    _rule(
        r"Set operations can only apply to expressions with the same number",
        lambda _: SqlError(
            "42601", "each UNION, INTERSECT or EXCEPT query must have the same number of columns"
        ),
    ),
    _rule(
        r"Subquery returns \d+ columns - expected 1",
        lambda _: SqlError("42601", "subquery must return only one column"),
    ),
    _rule(
        r'Duplicate CTE name "([^"]+)"',
        lambda match: SqlError("42712", f'WITH query name "{match[1]}" specified more than once'),
    ),
    _rule(
        r"More than one row returned by a subquery",
        lambda _: SqlError(
            "21000", "more than one row returned by a subquery used as an expression"
        ),
    ),
    _rule(
        r"MERGE.*(?:multiple|more than one)|multiple source rows",
        lambda _: SqlError("21000", "Found multiple matches to update the same tuple."),
    ),
)

_BY_CLASS: tuple[tuple[type[duckdb.Error], str], ...] = (
    (duckdb.ConversionException, "22P02"),
    (duckdb.OutOfRangeException, "22003"),
    (duckdb.ConstraintException, "23000"),
    (duckdb.TransactionException, "40001"),
    (duckdb.OutOfMemoryException, "53200"),
    (duckdb.InvalidInputException, "22023"),
)

# DuckDB can't make a plan of SQL that localshift wrote: of what was asked, it has not all.
_UNBOUND = (
    duckdb.ParserException,
    duckdb.BinderException,
    duckdb.CatalogException,
    duckdb.NotImplementedException,
)


def from_duckdb_error(error: duckdb.Error) -> SqlError:
    """The error that a client gets for one of DuckDB's."""
    if isinstance(error, duckdb.InterruptException):
        return cancelled()
    text = str(error)
    if (failure := failures.recall(text)) is not None:
        return failure
    for pattern, make in _RULES:
        if match := pattern.search(text):
            return make(match)
    first = text.split("\n")[0]
    message = re.sub(r"^[\w ]+ Error: ", "", first)
    for kind, sqlstate in _BY_CLASS:
        if isinstance(error, kind):
            return SqlError(sqlstate, message)
    if isinstance(error, _UNBOUND):
        return errors.refuse(f"this, of which DuckDB says: {message}")
    return SqlError("XX000", message)


def is_conflict(error: SqlError) -> bool:
    return error.sqlstate == "40001"
