"""Names with a database in them, of which there is one. AWS: cross-database-overview."""

from localshift.catalog.relations import DATABASE
from localshift.errors import SqlError, refuse
from localshift.sql.reader import Reader


def check_database(name: str) -> None:
    """Raises SqlError 0A000 for another database."""
    if name != DATABASE:
        raise refuse(f'other databases, such as "{name}"')


def check_parts(parts: tuple[str, ...]) -> None:
    """Check the name of a relation or a function, which may begin with its database.

    Raises SqlError 0A000 for one in another database, 42601 for more than three parts.
    """
    if len(parts) > 3:
        raise _too_long(parts)
    if len(parts) == 3:
        check_database(parts[0])


def read_schema_name(reader: Reader) -> str:
    """The name of a schema, which may stand behind that of its database."""
    parts = reader.qualified_name()
    if len(parts) > 2:
        raise _too_long(parts)
    if len(parts) == 2:
        check_database(parts[0])
    return parts[-1]


def _too_long(parts: tuple[str, ...]) -> SqlError:
    name = ".".join(parts)
    return SqlError("42601", f"improper qualified name (too many dotted names): {name}")
