"""CREATE, ALTER and DROP of schemas. AWS: r_CREATE_SCHEMA, r_ALTER_SCHEMA, r_DROP_SCHEMA."""

from localshift.errors import SqlError, not_in_block, refuse, undefined_schema
from localshift.lake.external_schema import find_external_schema
from localshift.quoting import quoted
from localshift.results import Result
from localshift.session import Session
from localshift.sql.reader import Reader
from localshift.statements.databases import read_schema_name
from localshift.statements.dropping import drop_relation
from localshift.statements.external_schemas import drop_external_database
from localshift.statements.identities import existing_user, exists
from localshift.statements.names import refuse_reserved_schema, schema_exists
from localshift.statements.permissions import require_database, require_schema_owner


def create(session: Session, sql: str) -> Result:
    """CREATE SCHEMA [IF NOT EXISTS] name [AUTHORIZATION user]."""
    reader = Reader(sql)
    reader.expect("create", "schema")
    if_not_exists = reader.accept("if", "not", "exists")
    name = read_schema_name(reader)
    owner = session.user
    if reader.accept("authorization"):
        owner = existing_user(session, reader.name())
    if reader.accept("quota"):
        raise refuse("CREATE SCHEMA QUOTA")
    if reader.at_words("create") or reader.at_words("grant"):
        raise refuse("the elements of CREATE SCHEMA")
    reader.end()
    refuse_reserved_schema(name)
    if schema_exists(session, name):
        if if_not_exists:
            return Result(
                "CREATE SCHEMA", notices=(f'Schema "{name}" already exists and will be skipped',)
            )
        raise SqlError("42P06", f'Schema "{name}" already exists')
    require_database(session, "create")
    session.run(f"create schema {quoted(name)}")
    session.engine.metadata.add_schema(session.db, name, owner)
    return Result("CREATE SCHEMA")


def drop(session: Session, sql: str) -> Result:
    """DROP SCHEMA [IF EXISTS] name [, …] [DROP EXTERNAL DATABASE] [CASCADE | RESTRICT]."""
    reader = Reader(sql)
    reader.expect("drop", "schema")
    if_exists = reader.accept("if", "exists")
    names = [read_schema_name(reader)]
    while reader.accept_operator(","):
        names.append(read_schema_name(reader))
    with_database = reader.accept("drop", "external", "database")
    if with_database and session.in_block:
        raise not_in_block("DROP EXTERNAL DATABASE")
    cascade = reader.accept_any("cascade", "restrict") == "cascade"
    reader.end()
    notices = []
    for name in names:
        refuse_reserved_schema(name)
        if not schema_exists(session, name):
            if if_exists:
                continue
            raise undefined_schema(name)
        require_schema_owner(session, name)
        if with_database and (notice := drop_external_database(session, name, cascade=cascade)):
            notices.append(notice)
        _drop(session, name, cascade=cascade)
    return Result("DROP SCHEMA", notices=tuple(notices))


def _drop(session: Session, name: str, *, cascade: bool) -> None:
    metadata = session.engine.metadata
    relations = metadata.relations_in(session.db, name)
    if not cascade and (relations or _has_functions(session, name)):
        raise SqlError(
            "2BP01",
            f"cannot drop schema {name} because other objects depend on it",
            hint="Use DROP ... CASCADE to drop the dependent objects too.",
        )
    for relation in relations:
        if metadata.relation_by_oid(session.db, relation.oid) is not None:
            drop_relation(session, relation, cascade=True)
    if find_external_schema(session.db, name) is None:
        session.run(f"drop schema {quoted(name)}")
    metadata.drop_schema(session.db, name)


def _has_functions(session: Session, schema: str) -> bool:
    return exists(session, "select 1 from localshift.functions where schema_name = ?", [schema])


def alter(session: Session, sql: str) -> Result:
    """ALTER SCHEMA name OWNER TO user."""
    reader = Reader(sql)
    reader.expect("alter", "schema")
    name = read_schema_name(reader)
    if not schema_exists(session, name):
        raise undefined_schema(name)
    require_schema_owner(session, name)
    if not reader.accept("owner", "to"):
        raise refuse(f"ALTER SCHEMA {reader.rest()}")
    session.run(
        "update localshift.schemas set owner = ? where name = ?",
        [existing_user(session, reader.name()), name],
    )
    reader.end()
    return Result("ALTER SCHEMA")
