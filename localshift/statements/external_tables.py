"""CREATE EXTERNAL TABLE, INSERT into one and DROP of one.

AWS: r_CREATE_EXTERNAL_TABLE, r_CREATE_EXTERNAL_TABLE_usage, r_INSERT_external_table, r_DROP_TABLE.
Glue and S3 know no transaction, so none of this runs in a block.
"""

from collections.abc import Sequence
from dataclasses import replace

from localshift.errors import SqlError, duplicate_table, not_in_block, refuse
from localshift.lake.create_statement import parse_create_external_table
from localshift.lake.external_table import CSV_SERDE, JSON_SERDE, ExternalColumn, ExternalTable
from localshift.lake.hive_types import to_hive
from localshift.lake.table_writing import write_table
from localshift.results import Column, Result
from localshift.session import Session
from localshift.sql.assignments import assignment
from localshift.sql.reader import Reader
from localshift.statements.copying import history_context
from localshift.statements.external_names import catalog_schema
from localshift.statements.permissions import require_schema_owner
from localshift.statements.queries import columns_of, translate
from localshift.statements.unloading import refuse_limit


def create(session: Session, sql: str) -> Result:
    """CREATE EXTERNAL TABLE with columns, or AS a query whose rows are written to S3."""
    statement = parse_create_external_table(sql)
    if session.in_block:
        raise not_in_block("CREATE EXTERNAL TABLE")
    schema = catalog_schema(session, statement.name)
    if schema is None:
        raise SqlError("42P16", f'"{".".join(statement.name)}" is not in an external schema')
    require_schema_owner(session, schema.name)
    table = ExternalTable(
        schema=schema,
        name=statement.name[-1],
        columns=tuple(statement.columns),
        location=statement.location,
        serde=statement.serde,
        formats=statement.formats,
        keys=tuple(statement.keys),
        serde_parameters=statement.serde_parameters,
        parameters=statement.parameters,
    )
    if session.engine.glue.table(schema, table.name) is not None:
        raise duplicate_table(table.name)
    if statement.query is not None:
        return _create_as(session, table, statement.query)
    if not session.engine.glue.create_table(table):
        raise duplicate_table(table.name)
    return Result("CREATE EXTERNAL TABLE")


def _create_as(session: Session, table: ExternalTable, query: str) -> Result:
    """The partition columns are found by their names and come last."""
    refuse_limit(query, "CREATE EXTERNAL TABLE AS")
    folder = f"{table.location.rstrip('/')}/"
    if session.engine.s3.list(folder, table.schema.region):
        raise SqlError("XX000", f"The location is not empty: {folder}")
    found = columns_of(session, translate(session, query))
    types = {column.name: ExternalColumn(column.name, to_hive(column.type)) for column in found}
    for key in table.keys:
        if key.name not in types:
            raise SqlError("42703", f'column "{key.name}" does not exist')
    keys = [types[key.name] for key in table.keys]
    columns = [column for column in types.values() if column not in keys]
    if len(types) < len(found):
        raise SqlError("42701", "CREATE EXTERNAL TABLE AS needs columns with unique names")
    table = replace(table, columns=tuple(columns), keys=tuple(keys))
    names = [column.name for column in found]
    order = [names.index(column.name) for column in [*columns, *keys]]
    table = replace(table, parameters={**table.parameters, "numRows": "0"})
    return Result(f"SELECT {_write(session, table, query, order)}")


def insert(session: Session, table: ExternalTable, sql: str) -> Result:
    """INSERT INTO external_schema.table select …; the partition columns come last."""
    reader = Reader(sql)
    reader.expect("insert", "into")
    reader.qualified_name()
    query = reader.rest()
    if session.in_block:
        raise not_in_block("INSERT into an external table")
    refuse_limit(query, "INSERT")
    count = len(translate(session, query).types)
    if count != len(table.columns) + len(table.keys):
        raise SqlError(
            "42601",
            f"INSERT has {count} expressions but the external table has"
            f" {len(table.columns) + len(table.keys)} columns",
        )
    rows = _write(session, table, query, range(count))
    return Result(f"INSERT 0 {rows}")


def _write(session: Session, table: ExternalTable, query: str, order: Sequence[int]) -> int:
    """Write the columns of the query, in this order, as those of the table."""
    if table.serde in (CSV_SERDE, JSON_SERDE):
        raise refuse(f"writing to an external table of the SerDe {table.serde}")
    translated = translate(session, query)
    session.await_locks(list(translated.bound.relations.values()))
    wanted = [*table.columns, *table.keys]
    aliases = [f"c{number}" for number in range(len(order))]
    values = ", ".join(
        f"{assignment(aliases[place], translated.types[place], column.type)} as v{number}"
        for number, (place, column) in enumerate(zip(order, wanted, strict=True))
    )
    sql = f"select {values} from ({translated.sql}) as source ({', '.join(aliases)})"
    stored = session.query(sql)
    return write_table(
        table,
        [Column(column.name, column.type) for column in wanted],
        lambda: session.fetch(stored),
        session.engine,
        history_context(session, None),
    )


def drop(session: Session, parts: tuple[str, ...]) -> bool:
    """Forget the table, not its files. False when it is no external table or there is none."""
    schema = catalog_schema(session, parts)
    table = session.engine.glue.table(schema, parts[-1]) if schema is not None else None
    if table is None:
        return False
    if session.in_block:
        raise not_in_block("DROP EXTERNAL TABLE")
    require_schema_owner(session, table.schema.name)
    session.engine.glue.drop_table(table)
    return True
