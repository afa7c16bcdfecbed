"""CREATE EXTERNAL SCHEMA, and what DROP SCHEMA does with one.

AWS: r_CREATE_EXTERNAL_SCHEMA, r_DROP_SCHEMA.
"""

from localshift.errors import SqlError, not_in_block, refuse
from localshift.lake.external_schema import (
    ExternalSchema,
    Source,
    add_external_schema,
    find_external_schema,
)
from localshift.results import Result
from localshift.session import Session
from localshift.sql.reader import Reader
from localshift.statements.names import refuse_reserved_schema, schema_exists

_SOURCES = {("data", "catalog"): Source.DATA_CATALOG, ("kinesis",): Source.KINESIS}
_REFUSED_SOURCES = ("hive", "postgres", "mysql", "msk", "kafka", "redshift")
_REFUSED_OPTIONS = (
    "authentication", "authentication_arn", "catalog_id", "cluster_arn", "schema", "secret_arn",
    "uri",
)  # fmt: skip


def create(session: Session, sql: str) -> Result:
    """CREATE EXTERNAL SCHEMA [IF NOT EXISTS] name FROM DATA CATALOG | KINESIS …"""
    reader = Reader(sql)
    reader.expect("create", "external", "schema")
    if_not_exists = reader.accept("if", "not", "exists")
    name = reader.name()
    schema, create_database = _definition(reader, name)
    refuse_reserved_schema(name)
    if schema_exists(session, name):
        if not if_not_exists:
            raise SqlError("42P06", f'Schema "{name}" already exists')
        notice = f'Schema "{name}" already exists and will be skipped'
        return Result("CREATE SCHEMA", notices=(notice,))
    notices = _create_database(session, schema) if create_database else ()
    oid = session.engine.metadata.add_schema(session.db, name, session.user)
    add_external_schema(session.db, oid, schema)
    return Result("CREATE SCHEMA", notices=notices)


def _definition(reader: Reader, name: str) -> tuple[ExternalSchema, bool]:
    """What follows the name, and whether it says CREATE EXTERNAL DATABASE."""
    reader.expect("from")
    source = _source(reader)
    database, options, create_database = "", {}, False
    while reader.here is not None:
        if reader.accept("create"):
            reader.expect("external", "database", "if", "not", "exists")
            create_database = True
        elif reader.accept("database"):
            database = reader.string()
        elif option := reader.accept_any("region", "iam_role", "catalog_role"):
            by_default = option == "iam_role" and reader.accept("default")
            options[option.upper()] = "default" if by_default else reader.string()
        elif option := reader.accept_any(*_REFUSED_OPTIONS):
            raise refuse(f"CREATE EXTERNAL SCHEMA {option.upper()}")
        else:
            raise reader.error()
    is_catalog = source is Source.DATA_CATALOG
    if "IAM_ROLE" not in options or bool(database) is not is_catalog:
        raise reader.error()
    if not is_catalog and (create_database or "CATALOG_ROLE" in options):
        raise SqlError("42601", "CREATE EXTERNAL SCHEMA FROM KINESIS has no database")
    return ExternalSchema(name, source, database, options), create_database


def _source(reader: Reader) -> Source:
    for words, source in _SOURCES.items():
        if reader.accept(*words):
            return source
    if refused := reader.accept_any(*_REFUSED_SOURCES):
        raise refuse(f"CREATE EXTERNAL SCHEMA FROM {refused.upper()}")
    if reader.at_words("database"):  # DATA CATALOG is the default
        return Source.DATA_CATALOG
    raise reader.error()


def _create_database(session: Session, schema: ExternalSchema) -> tuple[str, ...]:
    """Glue knows no transaction: what is made there would stay after a ROLLBACK."""
    if session.in_block:
        raise not_in_block("CREATE EXTERNAL DATABASE")
    is_new = session.engine.glue.create_database(schema.database, schema.region)
    return (f'External database "{schema.database}" {"created" if is_new else "already exists"}',)


def drop_external_database(session: Session, name: str, *, cascade: bool) -> str | None:
    """Drop the database behind the schema `name`; a notice when there is none."""
    schema = find_external_schema(session.db, name)
    if schema is None or schema.source is not Source.DATA_CATALOG:
        return f'Schema "{name}" has no external database'
    glue = session.engine.glue
    if not cascade and glue.has_tables(schema.database, schema.region):
        raise SqlError(
            "2BP01",
            f"cannot drop external database {schema.database} because other objects depend on it",
            hint="Use DROP ... CASCADE to drop the dependent objects too.",
        )
    if glue.drop_database(schema.database, schema.region):
        return None
    return f'External database "{schema.database}" does not exist'
