"""Errors as a Redshift client sees them: SQLSTATE, message, detail, hint."""

from dataclasses import dataclass


@dataclass(slots=True)
class SqlError(Exception):
    """An error that ends the statement and, inside a block, the transaction.

    `sqlstate` is PostgreSQL's five-character code, which Redshift keeps.
    """

    sqlstate: str
    message: str
    detail: str | None = None
    hint: str | None = None
    severity: str = "ERROR"

    def __str__(self) -> str:
        return f"{self.sqlstate}: {self.message}"


def refuse(what: str) -> SqlError:
    """The refusal of something that Redshift has and localshift has not. `what` names it."""
    return SqlError("0A000", f"localshift does not implement {what}")


def syntax_error(near: str) -> SqlError:
    return SqlError("42601", f'syntax error at or near "{near}"')


def undefined_table(name: str) -> SqlError:
    return SqlError("42P01", f'relation "{name}" does not exist')


def undefined_column(name: str) -> SqlError:
    """AWS: r_CURRENT_AWS_ACCOUNT, r_CURRENT_NAMESPACE. Functions without parentheses."""
    if name in ("current_aws_account", "current_namespace"):
        return refuse(f"the function {name}")
    return SqlError("42703", f'column "{name}" does not exist')


def duplicate_column(name: str) -> SqlError:
    """A relation would have two columns of the name."""
    return SqlError("42701", f'column "{name}" duplicated')


def undefined_schema(name: str) -> SqlError:
    return SqlError("3F000", f'schema "{name}" does not exist')


def undefined_type(name: str) -> SqlError:
    """AWS: c_Supported_data_types, tutorial-nested-data-create-table."""
    if name in ("geometry", "geography", "hllsketch", "struct", "array", "map", '"char"'):
        return refuse(f"the type {name}")
    return SqlError("42704", f'type "{name}" does not exist')


def duplicate_table(name: str) -> SqlError:
    return SqlError("42P07", f'Relation "{name}" already exists')


def in_failed_transaction() -> SqlError:
    return SqlError(
        "25P02",
        "current transaction is aborted, commands ignored until end of transaction block",
    )


def not_in_block(what: str) -> SqlError:
    return SqlError("25001", f"{what} cannot run inside a transaction block")


def value_too_long(type_text: str) -> SqlError:
    return SqlError("22001", f"value too long for type {type_text}")


def conflict(table: str | None = None) -> SqlError:
    """Two transactions wrote the same thing.

    AWS: "Serializable isolation"; the text is the one that clients match on to retry.
    """
    return SqlError(
        "40001",
        "1023",
        detail="Serializable isolation violation on table"
        + (f" - {table}" if table else "")
        + ", conflict with concurrent transaction",
    )
