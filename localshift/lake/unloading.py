"""Run an UNLOAD: write the files here, then clear the way on S3, publish, and keep the journal.

Nothing on S3 is touched before the query has succeeded; the manifest, which claims the success,
comes last. AWS: r_UNLOAD.
"""

import io
import logging
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from datetime import UTC, datetime

from localshift.copy.journal import Journal, UnloadFile, UnloadHistory
from localshift.copy.s3 import S3Files, split_url
from localshift.copy.statement import CopyContext
from localshift.errors import SqlError
from localshift.lake.formats import OutputFormat, extension
from localshift.lake.manifest import manifest
from localshift.lake.outputs import FileSet, Layout, Output
from localshift.lake.unload_statement import UnloadStatement
from localshift.results import Column, Row

log = logging.getLogger(__name__)


def run_unload(
    unload: UnloadStatement,
    columns: Sequence[Column],
    run_query: Callable[[], Generator[Sequence[Row], None, None]],
    journal: Journal,
    s3: S3Files,
    context: CopyContext,
) -> int:
    """Write the rows of the query, which runs when the way is free, to S3; how many there were.

    What happened is in the journal when this returns and when it raises. Raises SqlError.
    """
    layout = layout_of(unload)
    files = FileSet(unload.format, layout, columns)
    published: list[Output] = []
    error: SqlError | None = None
    try:
        _check_destination(unload, layout, s3)
        with closing(run_query()) as rows:
            files.write_all(rows)
        if unload.clean_path:
            s3.delete(_obsolete(unload, files, s3), unload.region)
        for output in files.outputs:
            s3.upload(output.spool, output.url, unload.region)
            published.append(output)
        if unload.manifest:
            _publish_manifest(unload, files, s3)
    except SqlError as raised:
        error = raised
        raise
    finally:
        files.close()
        record_unload(journal, context, unload.format, layout.root, published, files.rows, error)
    return files.rows


def layout_of(unload: UnloadStatement) -> Layout:
    """The names of the files. There is one slice, so its number is always 0000."""
    root = unload.url
    if not split_url(root)[0]:
        raise SqlError("XX000", f"Invalid S3 URL: '{root}'")
    if unload.partition_by and not root.endswith("/"):
        root += "/"
    given = unload.extension
    end = extension(unload.format) if given is None else f".{given.removeprefix('.')}"

    def name(number: int) -> str:
        return (f"0000_part_{number:02d}" if unload.parallel else f"{number:03d}") + end

    return Layout(root, name, unload.partition_by, unload.include, unload.max_file_bytes)


def _check_destination(unload: UnloadStatement, layout: Layout, s3: S3Files) -> None:
    if unload.allow_overwrite or unload.clean_path:
        return
    if s3.list(layout.root, unload.region):
        raise SqlError(
            "XX000",
            "Specified unload destination on S3 is not empty. Consider using a different bucket / "
            "prefix, manually removing the target files in S3, or using the ALLOWOVERWRITE option.",
        )


def _obsolete(unload: UnloadStatement, files: FileSet, s3: S3Files) -> list[str]:
    """What CLEANPATH removes: of a partitioned UNLOAD only in the folders that get new files."""
    folders = {output.folder for output in files.outputs}
    prefixes = sorted(folders) if unload.partition_by else [unload.url]
    return [found.url for prefix in prefixes for found in s3.list(prefix, unload.region)]


def _publish_manifest(unload: UnloadStatement, files: FileSet, s3: S3Files) -> None:
    contents = manifest(files.outputs, files.columns, unload.format, verbose=unload.verbose)
    s3.upload(io.BytesIO(contents), f"{layout_of(unload).root}manifest", unload.region)


def record_unload(
    journal: Journal,
    context: CopyContext,
    format_: OutputFormat,
    location: str,
    published: Sequence[Output],
    rows: int,
    error: SqlError | None,
) -> None:
    """Write the journal: what was published, and how it ended."""
    now = datetime.now(UTC)
    end_time = now.replace(tzinfo=None)
    history = UnloadHistory(
        status="completed" if error is None else "aborted",
        end_time=end_time,
        duration=round((now - context.started_at).total_seconds() * 1_000_000),
        file_format=format_.name,
        compression_type=format_.compression.value,
        unloaded_location=location,
        unloaded_rows=rows if error is None else 0,
        unloaded_files_count=len(published),
        unloaded_files_size=sum(output.size for output in published),
        error_message="" if error is None else error.message,
    )
    entries = [
        UnloadFile(output.url, end_time, output.rows, output.size, format_.name)
        for output in published
    ]
    journal.record(context, {"unload_history": [history], "unload_files": entries})
