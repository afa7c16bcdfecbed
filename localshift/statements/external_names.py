"""Find external tables by their name, and let queries read them."""

from localshift.errors import SqlError, undefined_table
from localshift.lake.catalog_views import make_view
from localshift.lake.create_statement import check_properties
from localshift.lake.external_schema import ExternalSchema, Source, find_external_schema
from localshift.lake.external_table import ExternalTable, Partition
from localshift.lake.partition_files import PartitionReader
from localshift.lake.text_fields import check_serde
from localshift.session import Session
from localshift.sql.binding import SystemRelation
from localshift.statements.databases import check_parts
from localshift.statements.permissions import require_schema
from localshift.types import RedshiftType, from_duckdb


def catalog_schema(session: Session, parts: tuple[str, ...]) -> ExternalSchema | None:
    """The external schema that the name says, if it is one of the Data Catalog."""
    check_parts(parts)
    if len(parts) < 2:
        return None
    session.begin_snapshot()
    schema = find_external_schema(session.db, parts[-2])
    return schema if schema is not None and schema.source is Source.DATA_CATALOG else None


def find_external_table(session: Session, parts: tuple[str, ...]) -> ExternalTable | None:
    """The external table, None for a name in another schema.

    Raises SqlError 42P01, or 42501 without USAGE of the schema, which is the privilege there is.
    """
    schema = catalog_schema(session, parts)
    if schema is None:
        return None
    require_schema(session, schema.name, "usage")
    table = session.engine.glue.table(schema, parts[-1])
    if table is None:
        raise undefined_table(".".join(parts))
    return table


def refuse_external(session: Session, parts: tuple[str, ...]) -> None:
    """Raises SqlError 0A000 where only a local table can stand, 42P01 if there is none at all."""
    if find_external_table(session, parts) is not None:
        raise SqlError("0A000", f'"{".".join(parts)}" is an external table')


def refuse_external_schema(session: Session, schema: str) -> None:
    """Raises SqlError 0A000 where a local relation is to be made."""
    if find_external_schema(session.db, schema) is not None:
        raise SqlError("0A000", "Operations on local objects in external schema are not enabled.")


def external_relation(session: Session, parts: tuple[str, ...]) -> SystemRelation | None:
    """What a query reads for this name; None when it is no external table."""
    # Arrow's datasets take a while to import, which is not for those to wait that use no lake.
    from localshift.lake.scan import dataset

    table = find_external_table(session, parts)
    if table is None:
        return None
    check_properties(dict(table.parameters))
    if not table.is_parquet:
        check_serde(table)
    partitions = [Partition((), table.location)]
    if table.keys:
        partitions = session.engine.glue.partitions(table)
    engine = session.engine
    reader = PartitionReader(table, engine.s3, engine.read_files, engine.cursor)
    name = f"lake:{table.full_name}"
    session.db.register(name, dataset(table, partitions, reader))
    columns = {column.name: column.type for column in table.columns}
    padded = {value[-1:] for partition in partitions for value in partition.values} & {" "}
    for key in table.keys:
        columns[key.name] = key.type if padded else _unpadded(key.type)
    return SystemRelation(("temp", "main", name), columns)


def _unpadded(type_: RedshiftType) -> RedshiftType:
    """The type of a key whose values end with no blank: it is compared as it is, which prunes."""
    return RedshiftType(type_.name, type_.precision, type_.scale, unpadded=True)


def catalog_view(session: Session, name: str) -> SystemRelation | None:
    """A system view of external tables, if there can be any; None for another name."""
    session.begin_snapshot()
    stored = make_view(session.db, name, session.engine.glue)
    if stored is None:
        return None
    described = session.db.execute(f'describe temp.main."{stored}"').fetchall()
    columns = {column: from_duckdb(kind) for column, kind, *_ in described}
    return SystemRelation(("temp", "main", stored), columns)
