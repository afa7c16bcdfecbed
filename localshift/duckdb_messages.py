"""What Redshift says where DuckDB says something of its own: a table of patterns.

The words are those of PostgreSQL 8.0, on which Redshift is built, or of AWS's documentation. Of two
patterns that fit, the first counts.
"""

import re
from collections.abc import Callable

from localshift import errors
from localshift.errors import SqlError

_Rule = tuple[re.Pattern[str], Callable[[re.Match[str]], SqlError]]

# The macro localshift_error() writes an error so.
_OWN = r"SQLSTATE (\w{5}): ([^\n]*)"
_INTEGERS = {"16": "smallint", "32": "integer", "64": "bigint"}


def translated(text: str) -> SqlError | None:
    """The error that Redshift has for one of DuckDB's messages; None if it is not known."""
    for pattern, make in _RULES:
        if match := pattern.search(text):
            return make(match)
    return None


def _rule(pattern: str, make: Callable[[re.Match[str]], SqlError]) -> _Rule:
    return re.compile(pattern, re.DOTALL), make


def _says(pattern: str, sqlstate: str, message: str) -> _Rule:
    r"""A rule with a message in which \1 is the pattern's first group."""
    return _rule(pattern, lambda match: SqlError(sqlstate, match.expand(message)))


def _integer_of(match: re.Match[str]) -> SqlError:
    r"""The type that a number is one too large for, as in abs(-2147483648)."""
    bits = next(bits for bits in _INTEGERS if abs(int(match[1])) <= 2 ** (int(bits) - 1))
    return SqlError("22003", f"{_INTEGERS[bits]} out of range")


_OF_LOCALSHIFT = (
    _rule(
        r"while executing the UDF: SqlError: (\w{5}): (.*)",
        lambda match: SqlError(match[1], match[2]),
    ),
    _rule(rf"Error: {_OWN}", lambda match: SqlError(match[1], match[2])),
    _says(r"(localshift does not implement [^\n]*)", "0A000", r"\1"),
    _rule(
        r"(?:Conflict on|write-write conflict|Catalog write-write|conflict with)",
        lambda _: errors.conflict(),
    ),
)

_NAMES = (
    _rule(
        r'(?:Referenced column "([^"]+)" (?:was )?not found'
        r'|(?:Column|Alias with name) "+([^"]+)"+ (?:referenced that )?exists)',
        lambda match: errors.undefined_column(match[1] or match[2]),
    ),
    _rule(
        r'(?:Values list|Table) "([^"]+)" does not have a column named "([^"]+)"',
        lambda match: errors.undefined_column(f"{match[1]}.{match[2]}"),
    ),
    _rule(r"Cannot extract field '([^']+)'", lambda match: errors.undefined_column(match[1])),
    _says(
        r'Referenced table "([^"]+)" not found',
        "42P01",
        r'missing FROM-clause entry for table "\1"',
    ),
    _says(
        r'Ambiguous reference to column name "([^"]+)"',
        "42702",
        r'column reference "\1" is ambiguous',
    ),
    _rule(
        r"Table with name \"?([^\s\"!]+)\"? does not exist",
        lambda match: errors.undefined_table(match[1]),
    ),
    _rule(r'Circular reference to CTE "([^"]+)"', lambda match: errors.undefined_table(match[1])),
    _rule(
        r'(?:Table|View) with name "([^"]+)" already exists',
        lambda match: errors.duplicate_table(match[1]),
    ),
    _says(
        r'Duplicate CTE name "([^"]+)"', "42712", r'WITH query name "\1" specified more than once'
    ),
    _says(
        r'table "([^"]+)" has (\d+) columns available but (\d+) columns specified',
        "42P10",
        r'table "\1" has \2 columns available but \3 columns specified',
    ),
    _says(
        r'Multiple assignments to same column "([^"]+)"',
        "42601",
        r'multiple assignments to same column "\1"',
    ),
    _rule(r"SELECT clause without selection list", lambda _: errors.syntax_error("from")),
)

_GROUPS_AND_WINDOWS = (
    _says(
        r'column "+([^"]+)"+ must appear in the GROUP BY clause',
        "42803",
        r'column "\1" must appear in the GROUP BY clause or be used in an aggregate function',
    ),
    _says(
        r"aggregate function calls cannot be nested",
        "42803",
        "aggregate function calls may not be nested",
    ),
    _says(
        r"aggregate function calls cannot contain window function calls",
        "42803",
        "aggregate function calls may not contain window function calls",
    ),
    _says(
        r"(WHERE|GROUP BY) clause cannot contain aggregates",
        "42803",
        r"aggregates not allowed in \1 clause",
    ),
    _says(
        r"aggregate functions are not allowed in UPDATE", "42803", "cannot use aggregate in UPDATE"
    ),
    _says(
        r"INSERT statement cannot contain aggregates",
        "42803",
        "cannot use aggregate function in VALUES",
    ),
    _says(
        r"(WHERE|GROUP BY|HAVING) clause cannot contain window functions",
        "42P20",
        r"window functions not allowed in \1 clause",
    ),
    _says(
        r"(?:window functions are not allowed in (UPDATE)"
        r"|(INSERT) statement cannot contain window functions)",
        "42P20",
        r"cannot use window function in \1\2",
    ),
    _says(
        r"(?:GROUPING child .* must be a grouping column|GROUPING statement cannot be used)",
        "42803",
        "arguments to GROUPING must be grouping expressions of the associated query level",
    ),
    _says(
        r"Window functions are not supported here",
        "42809",
        "window function call requires an OVER clause",
    ),
    _says(
        r"at least one window function must appear",
        "42601",
        "QUALIFY clause needs a window function in the SELECT list or in itself",
    ),
    _says(
        r"Frame (start|end) cannot be UNBOUNDED (\w+)", "42P20", r"frame \1 cannot be UNBOUNDED \2"
    ),
    _says(
        r"Frame starting from (following|current) row cannot have preceding rows",
        "42P20",
        r"frame starting from \1 row cannot have preceding rows",
    ),
    _says(
        r"Window ROWS \w+ expression cannot be (?:NULL|negative)",
        "22013",
        "frame offset must not be null or negative",
    ),
    _says(
        r"Argument for ntile must be greater than zero",
        "22014",
        "argument of ntile must be greater than zero",
    ),
    _says(
        r"PERCENTILEs can only take parameters in the range",
        "22003",
        "percentile value is not between 0 and 1",
    ),
    _says(
        r'"quantile" argument in function .* must be a constant',
        "42601",
        "the percentile must be a constant",
    ),
    _rule(
        r"window expressions cannot be volatile",
        lambda _: errors.refuse("random() in the PARTITION BY or ORDER BY of a window"),
    ),
)

_QUERIES = (
    _says(
        r"Set operations can only apply to expressions with the same number",
        "42601",
        "each UNION, INTERSECT or EXCEPT query must have the same number of columns",
    ),
    _says(
        r"Could not ORDER BY column",
        "0A000",
        "ORDER BY on a UNION/INTERSECT/EXCEPT result must be on one of the result columns",
    ),
    _says(
        r"ORDER BY non-integer literal has no effect", "42601", "non-integer constant in ORDER BY"
    ),
    _says(r"LIMIT/OFFSET cannot be negative", "22023", "LIMIT and OFFSET must not be negative"),
    _says(
        r"Subquery returns \d+ columns - expected 1\b",
        "42601",
        "subquery must return only one column",
    ),
    _says(r"Subquery returns 1 columns", "42601", "subquery has too few columns"),
    _says(r"Subquery returns \d+ columns", "42601", "subquery has another number of columns"),
    _says(
        r"More than one row returned by a subquery",
        "21000",
        "more than one row returned by a subquery used as an expression",
    ),
    _says(
        r"MERGE.*(?:multiple|more than one)|multiple source rows",
        "21000",
        "Found multiple matches to update the same tuple.",
    ),
    _rule(
        r'argument in function "(\w+)" must be a constant',
        lambda match: errors.refuse(f"{match[1]}() of an argument that is no constant"),
    ),
    _rule(
        r'syntax error at or near "([^"]+)"',
        lambda match: errors.syntax_error(match[1].lower()),
    ),
    _rule(
        r"No function matches the given name and argument types '(?:localshift_)?(\w+)\(",
        lambda match: errors.refuse(f"{match[1]}() of these arguments"),
    ),
)

_TEXTS = (
    _says(
        r"Like pattern must not end with escape character",
        "22025",
        "LIKE pattern must not end with escape character",
    ),
    _says(r"Invalid escape string", "22025", "invalid escape string"),
    _says(
        r"Error: (missing [\])]|unexpected \)|no argument for repetition operator|trailing \\"
        r"|(?:invalid|bad) (?:perl operator|repetition \w+|character class|character class range"
        r"|escape sequence|named capture group|UTF-8)|pattern too large)(?:[: ]|$)",
        "2201B",
        r"invalid regular expression: \1",
    ),
    _says(
        r"Could not convert string '([^']*)' to (?:INT\d+|UINT\d+)",
        "22P02",
        r'invalid input syntax for integer: "\1"',
    ),
    _says(
        r"Could not convert string '([^']*)' to BOOL",
        "22P02",
        r'invalid input syntax for type boolean: "\1"',
    ),
    _says(
        r"Could not convert string '([^']*)' to (?:DOUBLE|FLOAT)",
        "22P02",
        r'invalid input syntax for type double precision: "\1"',
    ),
    _says(
        r"Could not convert string \"?'?([^'\"]*)'?\"? to DECIMAL",
        "22P02",
        r'invalid input syntax for type numeric: "\1"',
    ),
    _says(
        r'invalid (?:date|timestamp|time) field format: "([^"]*)"',
        "22007",
        r'invalid input syntax for type timestamp: "\1"',
    ),
)

_NUMBERS_AND_MOMENTS = (
    _says(r"Division by zero", "22012", "division by zero"),
    _says(
        r"cannot take square root of a negative number",
        "2201F",
        "cannot take square root of a negative number",
    ),
    _says(
        r"cannot take logarithm of (zero|a negative number)",
        "2201E",
        r"cannot take logarithm of \1",
    ),
    _says(
        r"zero raised to a negative power",
        "2201F",
        "zero raised to a negative power is undefined",
    ),
    _says(r"A(?:SIN|COS) is undefined outside", "22003", "input is out of range"),
    _rule(
        r"(?:destination type |in \w+ of |to type |string '\s*[+-]?\d+\s*' to )INT(16|32|64)",
        lambda match: SqlError("22003", f"{_INTEGERS[match[1]]} out of range"),
    ),
    _rule(
        r"Cannot left-shift by negative number",
        lambda _: errors.refuse("shifts by a negative number"),
    ),
    _rule(r"[Oo]verflow on \w+\((-?\d+)\)", _integer_of),
    _says(
        r"to type DECIMAL\(\d+,\d+\) failed: value is out of range"
        r"|Casting .* DECIMAL|Could not cast value .* to DECIMAL",
        "22003",
        "numeric field overflow",
    ),
    _says(
        r"Numeric data overflow|[Oo]verflow in \w+ of DECIMAL",
        "22003",
        "Numeric data overflow (result precision)",
    ),
    _says(
        r"DECIMAL type width must be between 1 and 38",
        "22023",
        "NUMERIC precision must be between 1 and 38",
    ),
    _says(
        r"DECIMAL type scale cannot be greater than width",
        "22023",
        "NUMERIC scale must be between 0 and its precision",
    ),
    _says(
        r"[Tt]imestamp range|timestamp out of range|[Oo]verflow.*timestamp|ICU date overflows",
        "22008",
        "timestamp out of range",
    ),
    _says(r"[Dd]ate out of range|[Oo]verflow.*\bdate\b", "22008", "date out of range"),
    _says(
        r"[Ii]nterval value .* out of range|[Oo]verflow.*interval", "22015", "interval out of range"
    ),
    _says(r"[Oo]verflow in |out of range", "22003", "Overflow: value out of range"),
)

_ROWS_AND_TYPES = (
    _says(
        r"NOT NULL constraint failed: (?:[^.\s]+\.)*([^.\s]+)",
        "23502",
        r"Cannot insert a NULL value into column \1",
    ),
    _rule(
        r"Unimplemented type for cast \((\w+) -> (\w+)\)",
        lambda match: errors.refuse(f"casts of {match[1].lower()} to {match[2].lower()}"),
    ),
    _rule(
        r"Cannot (?:compare|mix) values of type (.+?) and (.+?)(?: in (?:IN|BETWEEN)\b| - |$)",
        lambda match: errors.refuse(
            f"comparisons of {match[1].lower()} and {match[2].lower()} without a cast"
        ),
    ),
)

_RULES: tuple[_Rule, ...] = (
    *_OF_LOCALSHIFT,
    *_NAMES,
    *_GROUPS_AND_WINDOWS,
    *_QUERIES,
    *_TEXTS,
    *_NUMBERS_AND_MOMENTS,
    *_ROWS_AND_TYPES,
)
