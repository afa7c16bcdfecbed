"""Ask Redshift for the rows of a panel, through redshift_connector and the profile of dbt."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

from redshift_connector.core import Connection
from redshift_connector.error import ProgrammingError

from loader.profile import redshift_from_profile
from loader.sql import identifier
from report.panel import Rows

NOT_THERE = ("42P01", "3F000")
"""SQLSTATE of an undefined table, and of an undefined schema."""


class NotBuiltError(Exception):
    """A panel asks for a relation that is not there. The message is Redshift's own."""


@dataclass(frozen=True, slots=True)
class Marts:
    """A connection in which relations without a schema are those of dbt's target schema."""

    connection: Connection

    @property
    def name(self) -> str:
        """Database and schema, as the page says where its figures come from."""
        [row] = self.rows("select current_database() as database, current_schema() as schema")
        return f"{row['database']}.{row['schema']}"

    def rows(self, sql: str) -> Rows:
        """The rows by name of column, with values that a chart can take. Raises NotBuiltError."""
        cursor = self.connection.cursor()
        try:
            cursor.execute(sql)
        except ProgrammingError as error:
            told = error.args[0]
            if not isinstance(told, dict) or told.get("C") not in NOT_THERE:
                raise
            raise NotBuiltError(told["M"]) from error
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, map(_plain, row), strict=True)) for row in cursor.fetchall()]


@contextmanager
def marts(folder: Path, target: str | None) -> Iterator[Marts]:
    """The marts that dbt built with an output of the profile.

    `folder` and `target` as in redshift_from_profile. Raises loader.errors.ConfigError, and what
    redshift_connector raises when Redshift can't be reached.
    """
    redshift = redshift_from_profile(folder, target)
    with closing(redshift.connect()) as connection:
        connection.cursor().execute(f"set search_path to {identifier(redshift.schema)}")
        yield Marts(connection)


def _plain(value: Any) -> Any:
    """Numbers as JSON has them, times as ISO text. A day is its midnight.

    Text without a zone is what browsers take as local time in and local time out, so everybody
    sees UTC, as the page says.
    """
    match value:
        case Decimal():
            return float(value)
        case datetime():
            return value.isoformat()
        case date():
            return datetime.combine(value, time()).isoformat()
    return value
