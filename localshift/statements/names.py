"""Look names up in a session: relations by the search path, schemas, owners."""

from localshift.catalog.metadata import stored_type
from localshift.catalog.relations import Relation
from localshift.errors import SqlError, refuse, undefined_schema, undefined_table
from localshift.lake.external_schema import is_kinesis_schema
from localshift.session import Session
from localshift.sql.binding import Resolver, SystemRelation
from localshift.sql.translate import parse_query
from localshift.sql.user_functions import UserFunction
from localshift.statements.databases import check_parts
from localshift.statements.external_names import (
    catalog_view,
    external_relation,
    refuse_external,
    refuse_external_schema,
)
from localshift.statements.permissions import require, require_schema

_SYSTEM_PREFIXES = ("svv_", "svl_", "svcs_", "stl_", "stv_", "sys_")
# Schemas of DuckDB and of localshift itself, which a client neither sees nor makes.
_HIDDEN = {"localshift", "main", "temp", "system", "pg_catalog", "information_schema"}


def resolver(session: Session) -> Resolver:
    """How the names of a query are looked up in this session."""
    session.begin_snapshot()
    return Resolver(
        relation=lambda parts: find_relation(session, parts),
        relation_by_oid=lambda oid: session.engine.metadata.relation_by_oid(session.db, oid),
        system=lambda parts: _system_relation(session, parts),
        parse=parse_query,
        function=lambda parts, count: _function(session, parts, count),
        check_readable=lambda relation: require(session, relation, "select"),
    )


def functions_named(session: Session, schema: str, name: str) -> list[UserFunction]:
    """The functions in SQL of that name, which may be overloaded."""
    rows = session.run(
        "select argument_types, return_type, body from localshift.functions"
        " where schema_name = ? and name = ?",
        [schema, name],
    ).fetchall()
    return [
        UserFunction(tuple(map(stored_type, takes)), stored_type(gives), body)
        for takes, gives, body in rows
    ]


def _function(session: Session, parts: tuple[str, ...], count: int) -> UserFunction | None:
    """The function that a call means, in its schema or by the search path."""
    check_parts(parts)
    for schema in parts[-2:-1] or session.search_path():
        named = functions_named(session, schema, parts[-1])
        fitting = [function for function in named if len(function.takes) == count]
        if len(fitting) > 1:
            raise refuse(f"a call of {parts[-1]}(), which is overloaded by its arguments' types,")
        if fitting:
            return fitting[0]
    return None


def find_relation(session: Session, parts: tuple[str, ...]) -> Relation:
    """The relation of that name. Raises SqlError 42P01, or 3F000 for its schema."""
    found = look_up_relation(session, parts)
    if found is None:
        refuse_external(session, parts)
        if len(parts) > 1 and not schema_exists(session, parts[-2]):
            raise undefined_schema(parts[-2])
        if len(parts) > 1 and is_kinesis_schema(session.db, parts[-2]):
            raise SqlError(
                "0A000",
                f'"{".".join(parts)}" is a stream: only the definition of a materialized view'
                " can read it",
            )
        if parts[-1].startswith(_SYSTEM_PREFIXES):
            raise refuse(f"the system view {parts[-1]}")
        raise undefined_table(".".join(parts))
    return found


def look_up_relation(session: Session, parts: tuple[str, ...]) -> Relation | None:
    """The relation of that name, if there is one: temporary tables first, then the search path."""
    check_parts(parts)
    if len(parts) > 1:
        return session.relation(parts[-2], parts[-1])
    for schema in (session.temporary_schema, *session.search_path()):
        if (found := session.relation(schema, parts[0])) is not None:
            return found
    return None


def new_name(session: Session, parts: tuple[str, ...], *, temporary: bool) -> tuple[str, str]:
    """Schema and name of a relation to be made. Raises SqlError 3F000, 42P07."""
    check_parts(parts)
    session.begin_snapshot()
    if temporary:
        if len(parts) > 1:
            raise SqlError("42P16", "temporary tables may not specify a schema name")
        schema = session.temporary_schema
    else:
        schema = parts[-2] if len(parts) > 1 else creation_schema(session)
        if not schema_exists(session, schema):
            raise undefined_schema(schema)
        require_schema(session, schema, "create")
        refuse_external_schema(session, schema)
    return schema, parts[-1]


def creation_schema(session: Session) -> str:
    """The first schema of the search path that exists."""
    for schema in session.search_path():
        if schema_exists(session, schema):
            return schema
    raise SqlError("3F000", "no schema has been selected to create in")


def schema_exists(session: Session, name: str) -> bool:
    session.begin_snapshot()
    return session.engine.metadata.schema_oid(session.db, name) is not None


def refuse_reserved_schema(name: str) -> None:
    """Raises SqlError 42939 for names that Redshift or localshift keeps for itself."""
    if name in _HIDDEN or name.startswith("pg_"):
        raise SqlError("42939", f'unacceptable schema name "{name}"')


def _system_relation(session: Session, parts: tuple[str, ...]) -> SystemRelation | None:
    check_parts(parts)
    schema = parts[-2] if len(parts) > 1 else "pg_catalog"
    found = catalog_view(session, parts[-1]) if schema == "pg_catalog" else None
    found = found or session.engine.system.get((schema, parts[-1]))
    # What is known to be local is no external table; that is looked up, this is kept.
    if found is None and schema != "pg_catalog" and session.relation(schema, parts[-1]) is None:
        found = external_relation(session, parts)
    if found is None and schema in ("pg_catalog", "information_schema") and len(parts) > 1:
        raise refuse(f"{schema}.{parts[-1]}")
    return found
