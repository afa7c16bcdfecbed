"""ALTER DEFAULT PRIVILEGES. AWS: r_ALTER_DEFAULT_PRIVILEGES."""

from itertools import product

from localshift.errors import SqlError, refuse
from localshift.results import Result
from localshift.session import Session
from localshift.sql.reader import Reader
from localshift.statements.grants import checked_privileges, existing_schema, parse_privileges
from localshift.statements.identities import existing_user, grantees
from localshift.statements.permissions import is_superuser

_SAME = (
    "owner = ? and schema_oid is not distinct from ? and grantee_kind = ? and grantee = ?"
    " and privilege = ?"
)


def alter(session: Session, sql: str) -> Result:
    """ALTER DEFAULT PRIVILEGES [FOR USER …] [IN SCHEMA …] GRANT | REVOKE … ON TABLES …"""
    reader = Reader(sql)
    reader.expect("alter", "default", "privileges")
    owners = [session.user]
    if reader.accept("for", "user"):
        owners = [existing_user(session, name) for name in reader.names()]
    schemas: list[int | None] = [None]
    if reader.accept("in", "schema"):
        schemas = [existing_schema(session, name).oid for name in reader.names()]
    if owners != [session.user] and not is_superuser(session):
        raise SqlError("42501", "must be superuser to alter the default privileges of others")
    grants = reader.accept("grant")
    option_only = False
    if not grants:
        reader.expect("revoke")
        option_only = reader.accept("grant", "option", "for")
    privileges = parse_privileges(reader)
    reader.expect("on")
    if not reader.accept("tables"):
        raise refuse(f"default privileges on {reader.next().text.upper()}")
    reader.expect("to" if grants else "from")
    named = grantees(session, reader)
    reader.accept("restrict")
    reader.end()
    for owner, schema, grantee, privilege in product(
        owners, schemas, named, checked_privileges(privileges, "table")
    ):
        key = [owner, schema, grantee.kind, grantee.name, privilege.name]
        if option_only:
            session.run(
                f"update localshift.default_grants set with_grant_option = false where {_SAME}",
                key,
            )
            continue
        session.run(f"delete from localshift.default_grants where {_SAME}", key)
        if grants:
            session.run(
                "insert into localshift.default_grants values (?, ?, ?, ?, ?, ?)",
                [*key, grantee.option],
            )
    return Result("ALTER DEFAULT PRIVILEGES")
