"""DuckDB's errors as Redshift's. No word of DuckDB reaches a client: the log has them."""

import logging

import duckdb

from localshift import errors
from localshift.duckdb_messages import translated
from localshift.errors import SqlError
from localshift.lake import failures
from localshift.locks import cancelled

log = logging.getLogger(__name__)

# Where the message is not known, its class tells what went wrong.
_BY_CLASS: tuple[tuple[type[duckdb.Error], str, str], ...] = (
    (duckdb.ConversionException, "22P02", "invalid input: a value can't be converted"),
    (duckdb.OutOfRangeException, "22003", "value out of range"),
    (duckdb.ConstraintException, "23000", "a constraint is violated"),
    (duckdb.TransactionException, "40001", "could not serialize access"),
    (duckdb.OutOfMemoryException, "53200", "out of memory"),
    (duckdb.InvalidInputException, "22023", "invalid value of a parameter"),
)

# There is no plan for SQL that localshift wrote: of what was asked, it has not all.
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
    known = failures.recall(text) or translated(text)
    if known is not None:
        return known
    log.warning("an error without words of Redshift's: %s", text)
    for kind, sqlstate, message in _BY_CLASS:
        if isinstance(error, kind):
            return SqlError(sqlstate, message)
    if isinstance(error, _UNBOUND):
        return errors.refuse("this statement; the log of localshift tells what of it")
    return SqlError("XX000", "internal error; the log of localshift tells of it")


def is_conflict(error: SqlError) -> bool:
    return error.sqlstate == "40001"
