"""sqlglot's Redshift, less the functions that it reads as something that they are not.

Those stay calls by name, for functions.py to implement, or to refuse by the name that was written.
"""

from sqlglot.dialects.redshift import Redshift
from sqlglot.parsers.redshift import RedshiftParser

_BY_NAME = {
    "ADD_MONTHS",
    "CONVERT_TIMEZONE",
    "DATE_PART",
    "FARMFINGERPRINT64",
    "JSON_EXTRACT_PATH_TEXT",
    "JSON_PARSE",
    "MONTHS_BETWEEN",
    "STRTOL",
    "TO_TIMESTAMP",
    "TRANSLATE",
}


class _Parser(RedshiftParser):
    FUNCTIONS = {  # noqa: RUF012 - as sqlglot declares it
        name: build for name, build in RedshiftParser.FUNCTIONS.items() if name not in _BY_NAME
    }


class LocalRedshift(Redshift):
    """Redshift's SQL as localshift reads it."""

    Parser = _Parser
