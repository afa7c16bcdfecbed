"""SHOW GRANTS and SHOW COLUMN GRANTS. AWS: r_SHOW_GRANTS, r_SHOW_COLUMN_GRANTS."""

from collections.abc import Callable, Sequence

from localshift.errors import refuse
from localshift.results import Column, Row
from localshift.session import Session
from localshift.sql.reader import Reader
from localshift.statements.databases import check_database, read_schema_name
from localshift.statements.grants import existing_schema
from localshift.statements.identities import existing_user, group_oid
from localshift.statements.names import find_relation
from localshift.types import BOOLEAN, INTEGER, varchar

Shown = tuple[tuple[Column, ...], Callable[[], Sequence[Row]]]

# A group is shown as a role whose name begins with a slash.
_GRANTS = """
select
    'dev' as database_name,
    coalesce(relations.schema_name, schemas.name) as schema_name,
    coalesce(relations.name, schemas.name, 'dev') as object_name,
    grants.column_name,
    case
        when grants.column_name is not null then 'COLUMN'
        when relations.kind in ('v', 'l', 'm') then 'VIEW'
        else upper(grants.object_kind)
    end as object_type,
    upper(grants.privilege) as privilege_type,
    localshift_identity(grants.grantee_kind, grants.grantee) as identity_id,
    case when grants.grantee_kind = 'group' then '/' else '' end || grants.grantee
        as identity_name,
    case grants.grantee_kind when 'group' then 'role' else grants.grantee_kind end
        as identity_type,
    grants.with_grant_option as admin_option,
    case when grants.column_name is not null then 'COLUMN' else upper(grants.object_kind) end
        as privilege_scope,
    grants.grantor as grantor_name
from localshift.grants
left join localshift.relations
    on grants.object_kind = 'table' and relations.oid = grants.object_oid
left join localshift.schemas
    on grants.object_kind = 'schema' and schemas.oid = grants.object_oid
"""
_TYPES = {"identity_id": INTEGER, "admin_option": BOOLEAN}
_IDENTITY = (
    "privilege_type",
    "identity_id",
    "identity_name",
    "identity_type",
    "admin_option",
    "privilege_scope",
    "grantor_name",
)
_OBJECT = ("database_name", "schema_name", "object_name", "object_type", *_IDENTITY)


def show_grants(session: Session, reader: Reader) -> Shown:
    """What follows SHOW GRANTS: ON an object, FOR a user or a role, LIMIT."""
    conditions = ["grants.column_name is null"]
    values: list[object] = []
    names: tuple[str, ...] = _OBJECT
    if reader.accept("on"):
        kind, oid = _object(session, reader)
        conditions.append("grants.object_kind = ? and grants.object_oid = ?")
        values += [kind, oid]
        if kind == "database":
            names = ("database_name", *_IDENTITY)
    elif not reader.at_words("for"):
        raise reader.error()
    return _shown(session, reader, names, conditions, values)


def show_column_grants(session: Session, reader: Reader) -> Shown:
    """What follows SHOW COLUMN GRANTS: ON TABLE name [FOR …] [LIMIT n]."""
    reader.expect("on", "table")
    oid = find_relation(session, reader.qualified_name()).oid
    names = ("database_name", "schema_name", "table_name", "column_name", "object_type")
    conditions = ["grants.column_name is not null", "relations.oid = ?"]
    return _shown(session, reader, (*names, *_IDENTITY), conditions, [oid])


def _shown(
    session: Session,
    reader: Reader,
    names: tuple[str, ...],
    conditions: list[str],
    values: list[object],
) -> Shown:
    if reader.accept("for"):
        conditions.append("grants.grantee_kind = ? and grants.grantee = ?")
        values += _grantee(session, reader)
    limit = reader.integer() if reader.accept("limit") else 10_000
    reader.end()
    columns = tuple(Column(name, _TYPES.get(name, varchar(128))) for name in names)
    chosen = ", ".join("object_name" if name == "table_name" else name for name in names)
    query = (
        f"select {chosen} from ({_GRANTS} where {' and '.join(conditions)})"
        f" order by schema_name, object_name, identity_name, privilege_type limit {limit}"
    )
    return columns, lambda: session.run(query, values).fetchall()


def _object(session: Session, reader: Reader) -> tuple[str, int]:
    if reader.accept("database"):
        check_database(reader.name())
        return "database", 1
    if reader.accept("schema"):
        return "schema", existing_schema(session, read_schema_name(reader)).oid
    if (kind := reader.accept_any("function", "template")) is not None:
        raise refuse(f"SHOW GRANTS ON {kind.upper()}")
    reader.accept("table")
    return "table", find_relation(session, reader.qualified_name()).oid


def _grantee(session: Session, reader: Reader) -> list[object]:
    if reader.accept("public"):
        return ["public", "public"]
    if reader.accept("role"):
        name = reader.name()
        group_oid(session, "role", name)
        return ["role", name]
    return ["user", existing_user(session, reader.name())]
