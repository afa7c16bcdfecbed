"""The catalog by the Data API: databases, schemas, tables and their columns."""

from typing import Any

from localshift.data_api.paging import page
from localshift.data_api.results import column_metadata
from localshift.results import Column, Row
from localshift.session import Session
from localshift.sql.parameters import quote
from localshift.types import UNKNOWN, parse_type

_PAGE = 1000

_RELATIONS = """
    select schemas.nspname, relations.relname,
        case
            when schemas.nspname in ('pg_catalog', 'information_schema') then 'SYSTEM '
            else ''
        end || case when relations.relkind = 'r' then 'TABLE' else 'VIEW' end
    from pg_class as relations
    inner join pg_namespace as schemas on schemas.oid = relations.relnamespace
    where relations.relkind in ('r', 'v', 'm')
"""


def databases(session: Session, request: dict[str, Any]) -> dict[str, Any]:
    rows = _rows(session, "select datname from pg_database order by 1")
    shown, more = page([name for (name,) in rows], request, _PAGE)
    return {"Databases": shown, **more}


def schemas(session: Session, request: dict[str, Any]) -> dict[str, Any]:
    pattern = _pattern("nspname", request.get("SchemaPattern"))
    rows = _rows(session, f"select nspname from pg_namespace where {pattern} order by 1")
    shown, more = page([name for (name,) in rows], request, _PAGE)
    return {"Schemas": shown, **more}


def tables(session: Session, request: dict[str, Any]) -> dict[str, Any]:
    schema = _pattern("schemas.nspname", request.get("SchemaPattern"))
    table = _pattern("relations.relname", request.get("TablePattern"))
    rows = _rows(session, f"{_RELATIONS} and {schema} and {table} order by 1, 2")
    shown, more = page(rows, request, _PAGE)
    return {
        "Tables": [{"schema": schema, "name": name, "type": kind} for schema, name, kind in shown],
        **more,
    }


def table(session: Session, request: dict[str, Any]) -> dict[str, Any]:
    """The columns of a table, or of all that match."""
    conditions = " and ".join(
        f"{column} = {quote(request[key])}"
        for column, key in (("schema_name", "Schema"), ("table_name", "Table"))
        if request.get(key)
    )
    rows = _rows(
        session,
        "select schema_name, table_name, column_name, data_type, is_nullable, column_default"
        f" from svv_redshift_columns where {conditions or 'true'}"
        " order by schema_name, table_name, ordinal_position",
    )
    shown, more = page(rows, request, _PAGE)
    columns = [_described(row) for row in shown]
    return {"TableName": request.get("Table", ""), "ColumnList": columns, **more}


def _described(row: Row) -> dict[str, Any]:
    schema, table, name, type_text, nullable, default = row
    type_ = parse_type(type_text) or UNKNOWN
    return column_metadata(
        Column(name, type_),
        schemaName=schema,
        tableName=table,
        nullable=int(nullable == "YES"),
        length=type_.precision or 0,
        **({} if default is None else {"columnDefault": default}),
    )


def _pattern(column: str, pattern: str | None) -> str:
    return "true" if pattern is None else f"{column} like {quote(pattern)}"


def _rows(session: Session, sql: str) -> list[Row]:
    return [row for batch in session.execute(sql).batches for row in batch]
