"""CREATE, DROP and TRUNCATE of tables; ANALYZE and VACUUM.

AWS: r_CREATE_TABLE_NEW, r_CREATE_TABLE_AS, r_DROP_TABLE, r_TRUNCATE, r_ANALYZE, r_VACUUM_command.
PRIMARY KEY, UNIQUE and FOREIGN KEY are recorded and not enforced, as in Redshift.
"""

from dataclasses import replace

from localshift.catalog.relations import TABLE, ColumnFacts, Relation
from localshift.errors import SqlError, duplicate_column, duplicate_table, not_in_block, refuse
from localshift.materialized.store import BaseEvent, note_event
from localshift.quoting import quoted
from localshift.results import Result
from localshift.session import Session
from localshift.sql.assignments import assignment
from localshift.sql.case_conflicts import refuse_case_alone
from localshift.sql.create_table import (
    ColumnDefinition,
    CreateTable,
    parse_create_table,
)
from localshift.sql.reader import Reader
from localshift.sql.table_attributes import Attributes
from localshift.sql.translate import Translated, parse
from localshift.statements.constraints import record_constraint
from localshift.statements.dropping import drop_relations
from localshift.statements.history import record_insert
from localshift.statements.names import find_relation, new_name
from localshift.statements.permissions import require_owner
from localshift.statements.queries import columns_of, translate
from localshift.statements.targets import column_of, identity_sequence, storage, writable
from localshift.types import SUPER


def create(session: Session, sql: str) -> Result:
    """CREATE TABLE with columns, LIKE or AS."""
    reader = Reader(sql)
    reader.expect("create")
    is_local = reader.accept("local")
    temporary = reader.accept_any("temporary", "temp") is not None
    if is_local and not temporary:
        raise reader.error()
    reader.expect("table")
    statement = parse_create_table(reader, temporary=temporary)
    schema, name = new_name(session, statement.name, temporary=statement.temporary)
    if session.engine.metadata.relation(session.db, schema, name) is not None:
        if statement.if_not_exists:
            notice = f'Relation "{name}" already exists, skipping'
            return Result("CREATE TABLE", notices=(notice,))
        raise duplicate_table(name)
    if statement.query is not None:
        count = _create_as(session, statement, schema, name, statement.query)
        return Result(f"SELECT {count}")
    columns = [column_facts(column) for column in statement.columns]
    if statement.like is not None:
        columns = [*_like(session, statement), *columns]
    relation = _register(session, statement, schema, name, columns)
    create_storage(session, relation)
    return Result("CREATE TABLE")


def select_into(session: Session, sql: str) -> Result:
    """SELECT … INTO [TEMP] [TABLE] name … is CREATE TABLE AS. AWS: r_SELECT_INTO."""
    reader = Reader(sql)
    while (here := reader.here) is not None and not here.is_word("into"):
        if here.is_operator("("):
            reader.balanced()
        else:
            reader.next()
    start = reader.next().start
    kind = "temp table" if reader.accept_any("temp", "temporary") is not None else "table"
    reader.accept("table")
    name = ".".join(map(quoted, reader.qualified_name()))
    query = f"{sql[:start]} {reader.rest()}"
    return create(session, f"create {kind} {name} as {query}")


def _create_as(session: Session, statement: CreateTable, schema: str, name: str, query: str) -> int:
    translated = translate(session, query)
    session.await_locks(list(translated.bound.relations.values()))
    columns = columns_of(session, translated)
    names = list(statement.column_names) or [column.name for column in columns]
    if len(names) != len(columns):
        raise SqlError("42601", "CREATE TABLE AS specifies another number of column names")
    for column_name in names:
        if names.count(column_name) > 1:
            raise duplicate_column(column_name)
    relation = _register(
        session,
        statement,
        schema,
        name,
        [ColumnFacts(n, column.type) for n, column in zip(names, columns, strict=True)],
    )
    create_storage(session, relation)
    return fill(session, relation, translated)


def fill(session: Session, relation: Relation, translated: Translated) -> int:
    """Store the rows of a query, one column for each of the relation's; their number."""
    record_insert(session, relation)
    aliases = [f"c{number}" for number in range(len(relation.columns))]
    stored = ", ".join(
        assignment(alias, type_, column.type)
        for alias, type_, column in zip(aliases, translated.types, relation.columns, strict=True)
    )
    row = session.run(
        f"insert into {storage(relation)} select {stored}"
        f" from ({translated.sql}) as source ({', '.join(aliases)})"
    ).fetchone()
    return int(row[0]) if row else 0


def column_facts(column: ColumnDefinition) -> ColumnFacts:
    if column.default_sql is not None:
        parse(column.default_sql)
    return ColumnFacts(
        column.name,
        column.type,
        not_null=column.not_null,
        default_sql=column.default_sql,
        identity=column.identity,
        identity_by_default=column.identity_by_default,
        encoding=column.encoding,
    )


def _like(session: Session, statement: CreateTable) -> list[ColumnFacts]:
    """AWS: r_CREATE_TABLE_NEW, LIKE: names, types, NOT NULL, distribution and sort keys."""
    source = find_relation(session, statement.like or ())
    return [
        column if statement.like_defaults else replace(column, default_sql=None, identity=None)
        for column in source.columns
    ]


def with_keys(columns: list[ColumnFacts], attributes: Attributes) -> list[ColumnFacts]:
    """The columns with the distribution and sort keys marked. Raises SqlError 42703."""

    by_key: dict[str | int, ColumnFacts] = {column.name: column for column in columns}
    by_key |= dict(enumerate(columns, start=1))

    def named(key: str | int) -> str:
        if key not in by_key:
            raise SqlError("42703", f'column "{key}" does not exist')
        if by_key[key].type == SUPER:  # AWS: limitations-super
            raise SqlError("0A000", f'SUPER column "{key}" cannot be a distribution or sort key')
        return by_key[key].name

    distkey = None if attributes.distkey is None else named(attributes.distkey)
    sortkey = [named(key) for key in attributes.sortkey]
    sign = -1 if attributes.sortstyle == "interleaved" else 1
    return [
        replace(
            column,
            is_distkey=column.is_distkey or column.name == distkey,
            sort_position=sign * (sortkey.index(column.name) + 1)
            if column.name in sortkey
            else column.sort_position,
        )
        for column in columns
    ]


def _register(
    session: Session, statement: CreateTable, schema: str, name: str, columns: list[ColumnFacts]
) -> Relation:
    if not columns:
        raise SqlError("42601", "a table needs a column")
    attributes = statement.attributes
    columns = with_keys(columns, attributes)
    metadata = session.engine.metadata
    relation = Relation(
        oid=metadata.next_oid(),
        schema=schema,
        name=name,
        kind=TABLE,
        owner=session.user,
        columns=tuple(columns),
        diststyle="key" if any(c.is_distkey for c in columns) else attributes.diststyle,
        sortstyle=attributes.sortstyle,
        backup=attributes.backup,
    )
    metadata.add_relation(session.db, relation)
    for constraint in statement.constraints:
        record_constraint(session, relation, constraint)
    return relation


def create_storage(session: Session, relation: Relation) -> None:
    """Make the DuckDB table that holds the rows.

    Raises SqlError 0A000 for a name, its own or a column's, that differs in case alone.
    """
    alike = session.run(
        "select name from localshift.relations where schema_name = ? and lower(name) = lower(?)",
        [relation.schema, relation.name],
    )
    refuse_case_alone(name for (name,) in alike.fetchall())
    refuse_case_alone(column.name for column in relation.columns)
    columns = ", ".join(
        f"{quoted(column.name)} {column.type.duckdb}{' not null' if column.not_null else ''}"
        for column in relation.columns
    )
    temporary = "temp " if relation.is_temporary else ""
    session.run(f"create {temporary}table {storage(relation)} ({columns})")
    for number, column in enumerate(relation.columns, start=1):
        if column.identity is not None:
            seed, step = column.identity
            sequence = identity_sequence(relation, number)
            session.run(
                f"create sequence {sequence} start {seed} increment {step}"
                f" minvalue {-(2**63)} maxvalue {2**63 - 1}"
            )


def drop(session: Session, sql: str) -> Result:
    """DROP TABLE [IF EXISTS] name [, …] [CASCADE | RESTRICT]."""
    return drop_relations(session, sql, "table", lambda relation: relation.kind == TABLE)


def truncate(session: Session, sql: str) -> Result:
    """TRUNCATE empties the table and commits the transaction that it is in."""
    reader = Reader(sql)
    reader.expect("truncate")
    reader.accept("table")
    relation = writable(session, reader.qualified_name())
    require_owner(session, relation, "truncate")
    reader.end()
    session.await_locks([relation])
    session.run(f"delete from {storage(relation)}")
    note_event(session, relation, BaseEvent.TRUNCATED)
    session.commit_at_end()
    return Result("TRUNCATE")


def analyze(session: Session, sql: str) -> Result:
    """ANALYZE: DuckDB keeps its statistics itself; the table and its columns must exist."""
    reader = Reader(sql)
    reader.expect("analyze")
    if reader.accept("compression"):
        raise refuse("ANALYZE COMPRESSION")
    reader.accept("verbose")
    if not _at_end_of_analyze(reader):
        relation = find_relation(session, reader.qualified_name())
        if reader.here is not None and reader.here.is_operator("("):
            for name in reader.parenthesized_names():
                column_of(relation, name)
    _ = reader.accept("predicate", "columns") or reader.accept("all", "columns")
    reader.end()
    return Result("ANALYZE")


def _at_end_of_analyze(reader: Reader) -> bool:
    return reader.done or reader.at_words("predicate", "columns") or reader.at_words("all")


def vacuum(session: Session, sql: str) -> Result:
    """VACUUM: nothing is left to reclaim; it may not run in a block, as in Redshift."""
    if session.in_block:
        raise not_in_block("VACUUM")
    reader = Reader(sql)
    reader.expect("vacuum")
    kind = reader.accept_any("full", "sort", "delete", "reindex", "recluster")
    if kind in ("sort", "delete"):
        reader.expect("only")
    relation = None
    if not reader.done and not reader.at_words("boost"):
        relation = find_relation(session, reader.qualified_name())
        if kind != "reindex" and reader.accept("to"):
            if not 0 <= reader.integer() <= 100:
                raise SqlError("22023", "The threshold of VACUUM must be between 0 and 100")
            reader.expect("percent")
    reader.accept("boost")
    reader.end()
    if relation is not None:
        note_event(session, relation, BaseEvent.VACUUMED)
    return Result("VACUUM")
