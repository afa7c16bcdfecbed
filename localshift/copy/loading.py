"""Run a COPY: find the files, bring them, read and convert them, insert, and keep the journal.

AWS: r_COPY, copy-usage_notes-multiple-files, copy-parameters-data-load.
"""

import tempfile
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from localshift.copy import diagnosis
from localshift.copy.journal import Journal, LoadCommit, LoadError, LoadHistory
from localshift.copy.listing import find_files
from localshift.copy.mapping import json_map
from localshift.copy.reading import Plan, take_exactly, take_fast
from localshift.copy.records import RAW_CHARACTERS, BadLine
from localshift.copy.s3 import S3Files, S3Object
from localshift.copy.staging import StagedFile, stage
from localshift.copy.statement import CopyContext, CopyOutcome, CopyStatement, CopyTarget
from localshift.copy.targeting import fields_of, insert_sql
from localshift.copy.workspace import Workspace
from localshift.errors import SqlError

# Lets a cancel reach what runs on the connection meanwhile.
Interruptible = Callable[[duckdb.DuckDBPyConnection], AbstractContextManager[object]]


def run_copy(
    copy: CopyStatement,
    target: CopyTarget,
    cursor: duckdb.DuckDBPyConnection,
    journal: Journal,
    s3: S3Files,
    context: CopyContext,
    interruptible: Interruptible = nullcontext,
) -> CopyOutcome:
    """Load the files into the table, in the transaction that is open on `cursor`.

    What happened is in the journal when this returns and when it raises. Raises SqlError: XX000
    when files cannot be read or too many rows cannot be loaded, whose text names the error view;
    others for a statement that does not fit the table. Rows may have been inserted by then: the
    caller rolls back. Errors of the INSERT itself come as duckdb.Error.
    """
    load = _Load(copy, target, cursor, interruptible)
    try:
        load.run(s3)
        load.is_completed = True
    finally:
        journal.record(
            context,
            {
                "load_history": [load.history(context.started_at)],
                "load_errors": load.errors,
                "load_commits": load.commits,
            },
        )
    return CopyOutcome(
        rows_loaded=load.rows,
        errors=len(load.errors),
        files=tuple(file.url for file in load.files),
        notices=load.notices(),
    )


@dataclass(slots=True)
class _Load:
    """One COPY on its way: what has been loaded, and what could not be."""

    copy: CopyStatement
    target: CopyTarget
    cursor: duckdb.DuckDBPyConnection
    interruptible: Interruptible
    is_completed: bool = False
    rows: int = 0
    files: list[S3Object] = field(default_factory=list)
    errors: list[LoadError] = field(default_factory=list)
    commits: list[LoadCommit] = field(default_factory=list)

    def run(self, s3: S3Files) -> None:
        fields = fields_of(self.copy, self.target)
        plan = Plan(self.copy, fields, json_map(self.copy, fields, s3))
        self.files = find_files(self.copy, s3)
        with tempfile.TemporaryDirectory(prefix="localshift-copy-") as folder:
            for group in stage(self.copy, self.files, s3, Path(folder)):
                with Workspace(self.cursor, plan.converter) as workspace:
                    self._load_group(plan, group, workspace)

    def _load_group(self, plan: Plan, group: list[StagedFile], workspace: Workspace) -> None:
        with self.interruptible(workspace.cursor):
            counts = take_fast(plan, group, workspace)
        for number, file in enumerate(group):
            bad_lines: list[BadLine] = []
            if number not in counts:
                limit = self.copy.error_limit
                left = None if limit is None else limit - len(self.errors)
                with self.interruptible(workspace.cursor):
                    counts[number], bad_lines = take_exactly(plan, file, workspace, left)
            self._log(plan, file, counts[number], bad_lines)
        if not self.copy.no_load:
            self.cursor.execute(insert_sql(self.target, plan.fields, workspace.table))
            self.rows += sum(counts.values())

    def _log(self, plan: Plan, file: StagedFile, rows: int, bad_lines: list[BadLine]) -> None:
        """Note a file that was read. Raises SqlError when there are too many errors by now."""
        self.errors += [_load_error(plan, file, bad) for bad in bad_lines]
        limit = self.copy.error_limit
        if limit is not None and len(self.errors) >= limit:
            raise SqlError(
                "XX000",
                f"Load into table '{self.target.table}' failed.  "
                "Check 'stl_load_errors' system table for details.",
            )
        self.commits.append(
            LoadCommit(
                file_name=file.url,
                file_bytes=file.size,
                lines_scanned=rows + len(bad_lines),
                errors=len(bad_lines),
                end_time=datetime.now(UTC).replace(tzinfo=None),
                file_format=self.copy.format.name,
            )
        )

    def history(self, started_at: datetime) -> LoadHistory:
        now = datetime.now(UTC)
        scanned = sum(commit.file_bytes for commit in self.commits)
        return LoadHistory(
            table_name=self.target.table,
            status="completed" if self.is_completed else "aborted",
            end_time=now.replace(tzinfo=None),
            duration=round((now - started_at).total_seconds() * 1_000_000),
            data_source=self.copy.source_url,
            file_format=self.copy.format.name,
            loaded_rows=self.rows if self.is_completed else 0,
            loaded_bytes=scanned if self.is_completed and not self.copy.no_load else 0,
            source_file_count=len(self.files),
            source_file_bytes=sum(file.size for file in self.files),
            file_count_scanned=len(self.commits),
            file_bytes_scanned=scanned,
            error_count=len(self.errors),
        )

    def notices(self) -> tuple[str, ...]:
        """What Redshift says as INFO after a load."""
        table = self.target.table
        loaded = f"Load into table '{table}' completed, {self.rows} record(s) loaded successfully."
        if not self.errors:
            return (loaded,)
        return (
            loaded,
            f"Load into table '{table}' completed, {len(self.errors)} record(s) could not be "
            "loaded.  Check 'stl_load_errors' system table for details.",
        )


def _load_error(plan: Plan, file: StagedFile, bad: BadLine) -> LoadError:
    column = plan.fields[bad.field - 1] if bad.field else None
    return LoadError(
        file_name=file.url,
        line_number=bad.line,
        column_name=column.name if column else "",
        column_type=diagnosis.type_name(column.type) if column else "",
        column_length=diagnosis.type_length(column.type) if column else "",
        position=bad.position,
        error_code=bad.code,
        error_message=bad.reason,
        raw_line=_dotted(bad.raw_line[:RAW_CHARACTERS]),
        raw_field_value=_dotted(bad.raw_value[:RAW_CHARACTERS]),
    )


def _dotted(text: str) -> str:
    """The text with a period for each character that is not ASCII (AWS: STL_LOAD_ERRORS)."""
    return "".join(character if character.isascii() else "." for character in text)
