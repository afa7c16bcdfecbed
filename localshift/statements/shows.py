"""SHOW: settings, and the catalog by SHOW DATABASES, SCHEMAS, TABLES and COLUMNS.

AWS: r_SHOW, r_SHOW_DATABASES, r_SHOW_SCHEMAS, r_SHOW_TABLES, r_SHOW_COLUMNS, r_SHOW_TABLE,
r_SHOW_VIEW, r_SHOW_EXTERNAL_TABLE.
"""

from collections.abc import Callable, Sequence

from localshift import documented
from localshift.catalog.relations import DATABASE
from localshift.errors import refuse, undefined_table
from localshift.lake.external_schema import find_external_schema
from localshift.lake.show_table import show_table
from localshift.results import Column, Description, Result, Row
from localshift.session import Session
from localshift.sql.reader import Reader
from localshift.statements.databases import check_database, read_schema_name
from localshift.statements.definitions import table_definition, view_definition
from localshift.statements.external_names import find_external_table
from localshift.statements.grants import existing_schema
from localshift.statements.grants_shown import Shown, show_column_grants, show_grants
from localshift.statements.names import find_relation
from localshift.types import INTEGER, MAX_VARCHAR, TIMESTAMP, RedshiftType, varchar

_NAME = varchar(128)


def run(session: Session, sql: str) -> Result:
    columns, rows = _show(session, sql)
    return Result("SHOW", columns, iter([rows()]))


def describe(session: Session, sql: str) -> Description:
    return Description((), _show(session, sql)[0])


def _show(session: Session, sql: str) -> Shown:
    """The columns of what is asked for, and what gives its rows."""
    reader = Reader(sql)
    reader.expect("show")
    for words, show in _KINDS.items():
        if reader.accept(*words):
            return show(session, reader)
    if (name := documented.statement(["show", *reader.following(2)])) != "show":
        raise refuse(name.upper())
    return _setting(session, reader)


def _setting(session: Session, reader: Reader) -> Shown:
    if reader.accept("time", "zone"):
        name = "timezone"
    elif reader.accept("transaction", "isolation", "level"):
        name = "transaction_isolation"
    else:
        name = ".".join(reader.qualified_name())
    reader.end()
    value = session.settings.get(name)
    return (Column(name, varchar(1024)),), lambda: [(value,)]


def _all_settings(session: Session, reader: Reader) -> Shown:
    reader.end()
    settings = sorted(session.settings.all().items())
    return _typed(name=_NAME, setting=varchar(1024)), lambda: list(settings)


def _table(session: Session, reader: Reader) -> Shown:
    parts = _last_name(reader)
    return _ddl("Table", lambda: table_definition(session, parts))


def _view(session: Session, reader: Reader) -> Shown:
    parts = _last_name(reader)
    return _ddl("View", lambda: view_definition(session, parts))


def _external_table(session: Session, reader: Reader) -> Shown:
    parts = reader.qualified_name()
    with_partitions = reader.accept("partition")
    reader.end()
    table = find_external_table(session, parts)
    if table is None:
        raise undefined_table(".".join(parts))
    partitions = session.engine.glue.partitions(table) if with_partitions else []
    return _ddl("External Table", lambda: show_table(table, partitions))


def _last_name(reader: Reader) -> tuple[str, ...]:
    parts = reader.qualified_name()
    reader.end()
    return parts


def _ddl(kind: str, define: Callable[[], str]) -> Shown:
    heading = Column(f"Show {kind} DDL statement", varchar(MAX_VARCHAR))
    return (heading,), lambda: [(define(),)]


def _databases(session: Session, reader: Reader) -> Shown:
    if reader.at_words("from"):
        raise refuse("SHOW DATABASES FROM DATA CATALOG")
    pattern = _like(reader)
    columns = _typed(
        database_name=_NAME,
        database_owner=INTEGER,
        database_type=varchar(32),
        database_acl=varchar(128),
        parameters=varchar(128),
        database_isolation_level=varchar(128),
    )
    return columns, _rows(
        session,
        "select name, 100, 'local',"
        " localshift_acl_text(localshift_acl('database', 1, null, 'admin', 'UCTA')),"
        " null, 'Snapshot Isolation'"
        " from (values (?)) as databases (name) where name like ?",
        DATABASE,
        pattern,
    )


def _schemas(session: Session, reader: Reader) -> Shown:
    check_database(reader.name())
    pattern = _like(reader)
    columns = _typed(
        database_name=_NAME,
        schema_name=_NAME,
        schema_owner=INTEGER,
        schema_type=_NAME,
        schema_acl=_NAME,
        source_database=_NAME,
        schema_option=_NAME,
    )
    return columns, _rows(
        session,
        "select * from localshift.svv_all_schemas where schema_name like ? order by schema_name",
        pattern,
    )


def _tables(session: Session, reader: Reader) -> Shown:
    schema = read_schema_name(reader)
    if schema in ("pg_catalog", "information_schema") or find_external_schema(session.db, schema):
        raise refuse(f"SHOW TABLES FROM SCHEMA {schema}")
    existing_schema(session, schema)
    pattern = _like(reader)
    columns = _typed(
        database_name=_NAME,
        schema_name=_NAME,
        table_name=_NAME,
        table_type=_NAME,
        table_acl=_NAME,
        remarks=varchar(1024),
        owner=_NAME,
        last_altered_time=TIMESTAMP,
        last_modified_time=TIMESTAMP,
        dist_style=_NAME,
        table_subtype=_NAME,
    )
    return columns, _rows(
        session,
        "select 'dev', schema_name, name, case when kind = 'r' then 'TABLE' else 'VIEW' end,"
        " localshift_acl_text(localshift_acl('table', oid, null, owner, 'arwdRxtDPA')),"
        " (select comment from localshift.comments where relation = oid and num = 0), owner,"
        " created_at, null, diststyle, case kind when 'r' then 'REGULAR TABLE'"
        " when 'v' then 'REGULAR VIEW' when 'm' then 'MATERIALIZED VIEW'"
        " else 'LATE BINDING VIEW' end"
        " from localshift.relations where schema_name = ? and name like ? order by name",
        schema,
        pattern,
    )


def _columns(session: Session, reader: Reader) -> Shown:
    relation = find_relation(session, reader.qualified_name())
    pattern = _like(reader)
    columns = _typed(
        database_name=_NAME,
        schema_name=_NAME,
        table_name=_NAME,
        column_name=_NAME,
        ordinal_position=INTEGER,
        column_default=varchar(1024),
        is_nullable=_NAME,
        data_type=_NAME,
        character_maximum_length=INTEGER,
        numeric_precision=INTEGER,
        numeric_scale=INTEGER,
        remarks=varchar(1024),
    )
    return columns, _rows(
        session,
        "select 'dev', schema_name, relations.name, columns.name, columns.num, default_sql,"
        " case when not_null then 'NO' else 'YES' end, split_part(type, '(', 1),"
        " case when type like 'character%' then localshift_precision(type) end,"
        " case when type like 'numeric%' then localshift_precision(type) end,"
        " case when type like 'numeric%' then localshift_scale(type) end,"
        " (select comment from localshift.comments"
        " where comments.relation = oid and comments.num = columns.num)"
        " from localshift.relations inner join localshift.columns on relation = oid"
        " where relations.oid = ? and columns.name like ? order by num",
        relation.oid,
        pattern,
    )


def _rows(session: Session, sql: str, *values: object) -> Callable[[], Sequence[Row]]:
    return lambda: session.run(sql, values).fetchall()


def _typed(**columns: RedshiftType) -> tuple[Column, ...]:
    return tuple(Column(name, type_) for name, type_ in columns.items())


def _like(reader: Reader) -> str:
    pattern = reader.string() if reader.accept("like") else "%"
    if reader.accept("limit"):
        raise refuse("SHOW … LIMIT")
    reader.end()
    return pattern


_KINDS: dict[tuple[str, ...], Callable[[Session, Reader], Shown]] = {
    ("all",): _all_settings,
    ("databases",): _databases,
    ("schemas", "from", "database"): _schemas,
    ("tables", "from", "schema"): _tables,
    ("columns", "from", "table"): _columns,
    ("table",): _table,
    ("view",): _view,
    ("external", "table"): _external_table,
    ("grants",): show_grants,
    ("column", "grants"): show_column_grants,
}
