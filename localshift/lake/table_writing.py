"""Write rows to the files of an external table, and register its new partitions.

AWS: r_INSERT_external_table, r_CREATE_EXTERNAL_TABLE_usage (CREATE EXTERNAL TABLE AS).
"""

from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from typing import TYPE_CHECKING, Any

from localshift.copy.statement import Compression, CopyContext
from localshift.errors import SqlError, refuse
from localshift.lake.external_table import ExternalTable, Partition
from localshift.lake.formats import OutputFormat, ParquetOutput, TextOutput, extension
from localshift.lake.outputs import FileSet, Layout, Output
from localshift.lake.unload_statement import MAX_FILE_BYTES, MB
from localshift.lake.unloading import record_unload
from localshift.results import Column, Row

if TYPE_CHECKING:
    from localshift.engine import Engine


def write_table(
    table: ExternalTable,
    columns: Sequence[Column],
    run_query: Callable[[], Generator[Sequence[Row], None, None]],
    engine: "Engine",
    context: CopyContext,
) -> int:
    """Write the rows of the query, whose last columns are the partition keys; their count.

    The table is made in Glue if it is new. Nothing is on S3 before the query has succeeded.
    """
    partitions = _partitions(engine, table)
    files = FileSet(_format(table), _layout(table, context, partitions), columns)
    published: list[Output] = []
    error: SqlError | None = None
    try:
        with closing(run_query()) as rows:
            files.write_all(rows)
        for output in files.outputs:
            engine.s3.upload(output.spool, output.url, table.schema.region)
            published.append(output)
        engine.glue.create_table(table)
        _register(engine, table, files, partitions)
    except SqlError as raised:
        error = raised
        raise
    finally:
        files.close()
        record_unload(
            engine.journal, context, files.format, table.location, published, files.rows, error
        )
    return files.rows


def _partitions(engine: "Engine", table: ExternalTable) -> dict[tuple[str, ...], str]:
    """Where the partitions are that the table has already."""
    if not table.keys or engine.glue.table(table.schema, table.name) is None:
        return {}
    return {
        partition.values: f"{partition.location.rstrip('/')}/"
        for partition in engine.glue.partitions(table)
    }


def _register(
    engine: "Engine",
    table: ExternalTable,
    files: FileSet,
    partitions: dict[tuple[str, ...], str],
) -> None:
    folders = {output.values: output.folder for output in files.outputs}
    for values, folder in folders.items():
        if table.keys and values not in partitions:
            engine.glue.add_partition(table, Partition(values, folder))

    def count_rows(found: dict[str, Any]) -> None:
        parameters = found.setdefault("Parameters", {})
        if "numRows" in parameters:
            parameters["numRows"] = str(int(parameters["numRows"]) + files.rows)

    engine.glue.update_table(table, count_rows)


def _layout(
    table: ExternalTable, context: CopyContext, partitions: dict[tuple[str, ...], str]
) -> Layout:
    """`<date>_<time>_<microseconds>_<query>_<slice>_part_<number>.<format>`"""
    prefix = f"{context.started_at:%Y%m%d_%H%M%S_%f}_{context.query_id}"
    format_ = _format(table)
    end = extension(format_) if table.is_parquet else f".txt{extension(format_)}"
    size = table.parameters.get("write.maxfilesize.mb")
    return Layout(
        root=f"{table.location.rstrip('/')}/",
        name=lambda number: f"{prefix}_0000_part_{number:02d}{end}",
        partition_by=tuple(key.name for key in table.keys),
        max_file_bytes=int(size) * MB if size else MAX_FILE_BYTES,
        folders=partitions,
    )


def _format(table: ExternalTable) -> OutputFormat:
    compression = table.parameters.get("compression_type", "none")
    if table.is_parquet:
        if compression not in ("none", "snappy"):
            raise SqlError("22023", f"Parquet files can't have the compression type {compression}")
        return ParquetOutput()
    known = {kind.value: kind for kind in Compression}
    if compression not in known:
        raise refuse(f"the compression type {compression}")
    parameters = table.serde_parameters
    return TextOutput(
        delimiter=parameters.get("field.delim", "\x01"),
        null_as=table.parameters.get("serialization.null.format", "\\N"),
        compression=known[compression],
    )
