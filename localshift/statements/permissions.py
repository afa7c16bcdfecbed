"""What the session's user may do. AWS: r_Privileges.

A superuser may do everything. Who selects from a view needs a privilege on the view alone: the
tables under it are read by its owner's rights.
"""

from localshift.catalog.metadata import ADMIN
from localshift.catalog.relations import Relation
from localshift.errors import SqlError, refuse
from localshift.session import Session


def require(session: Session, relation: Relation, *privileges: str) -> None:
    """Raises SqlError 42501 unless the user has the privileges, and USAGE of the schema."""
    if session.user == ADMIN:
        return
    if not relation.is_temporary:
        require_schema(session, relation.schema, "usage")
    for privilege in privileges:
        if _holds(session, "localshift_may_table(?, ?, ?)", relation.oid, privilege):
            continue
        of_columns = (
            "select 1 from localshift.grants where object_kind = 'table' and object_oid = ?"
            " and column_name is not null and privilege = ?"
        )
        if session.run(of_columns, [relation.oid, privilege]).fetchone() is not None:
            raise refuse(f"privileges on columns of {relation.name}: they are not enforced")
        raise SqlError("42501", f"permission denied for relation {relation.name}")


def require_owner(session: Session, relation: Relation, privilege: str | None = None) -> None:
    """Raises SqlError 42501 unless the user owns the relation, or has this privilege on it."""
    if relation.owner == session.user or is_superuser(session):
        return
    may = "localshift_may_table(?, ?, ?)"
    if privilege is None or not _holds(session, may, relation.oid, privilege):
        raise SqlError("42501", f"must be owner of relation {relation.name}")


def require_schema(session: Session, schema: str, privilege: str) -> None:
    """Raises SqlError 42501 unless the user has CREATE or USAGE on the schema."""
    if session.user == ADMIN:
        return
    if not _holds(session, "localshift_has_schema_privilege(?, ?, ?)", schema, privilege):
        raise SqlError("42501", f"permission denied for schema {schema}")


def require_schema_owner(session: Session, schema: str) -> None:
    owner = session.run("select owner from localshift.schemas where name = ?", [schema]).fetchall()
    if owner != [(session.user,)] and not is_superuser(session):
        raise SqlError("42501", f"must be owner of schema {schema}")


def require_database(session: Session, privilege: str) -> None:
    """Raises SqlError 42501 unless the user has CREATE or TEMP on the database."""
    database = session.engine.database
    may = "localshift_has_database_privilege(?, ?, ?)"
    if session.user != ADMIN and not _holds(session, may, database, privilege):
        raise SqlError("42501", f"permission denied for database {database}")


def require_superuser(session: Session, what: str) -> None:
    if not is_superuser(session):
        raise SqlError("42501", f"must be superuser to {what}")


def is_superuser(session: Session) -> bool:
    if session.user == ADMIN:
        return True
    rows = session.run("select localshift_is_superuser(?)", [session.user]).fetchall()
    return rows == [(True,)]


def _holds(session: Session, macro: str, on: int | str, privilege: str) -> bool:
    rows = session.run(f"select {macro}", [session.user, on, privilege]).fetchall()
    return rows == [(True,)]
