"""Find the files that COPY refuses, and why: by Redshift's load errors, else by halving."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from loader import sql
from loader.config import Feed
from loader.errors import CopyRefusedError, TerminalError, TransientError
from loader.events import LandedFile
from loader.ledger import Refusal
from loader.steps import copy_error, write_manifest
from loader.storage import Storage
from loader.warehouse import Session, StatementError

CHECK_TABLE = "loader_check"
FILE_NAME_BYTES = 256
"""AWS, SYS_LOAD_ERROR_DETAIL: file_name is cut to this length."""

MOST_COPIES = 64
"""Of one round of halving."""

_BLAMES_THE_DATA = re.compile(r"Load into table|zlib|gzip", re.IGNORECASE)


@dataclass
class _Tried:
    """How often COPY took a part of the files, and refused one."""

    passed: int = 0
    failed: int = 0


@dataclass(frozen=True)
class Finder:
    """Looks for the files to blame, outside of any transaction; loads nothing that stays."""

    session: Session
    storage: Storage
    feed: Feed

    def refused(self, error: CopyRefusedError) -> dict[LandedFile, Refusal]:
        """Return at least one file that the failed COPY has to leave out.

        COPY stops at its first error. A second one, which only validates, reports the errors of
        all files, so that many bad files cost no COPY each. Raises TerminalError when no single
        file is to blame.
        """
        self.session.execute(sql.create_temp_table(CHECK_TABLE, self.feed))
        try:
            self._copy(error.files, error.since, validate=True)
            return self._load_errors(error.files, error.since) or self._by_halving(error)
        finally:
            if self.session.is_alive:
                self.session.execute(sql.drop_table(CHECK_TABLE))

    def _by_halving(self, error: CopyRefusedError) -> dict[LandedFile, Refusal]:
        tried = _Tried()
        found = self._halve(error, tried)
        if not found:
            raise TransientError(f"{error}, yet COPY takes each half of the files")
        if tried.passed == 0 and not _BLAMES_THE_DATA.search(str(error)):
            raise TerminalError(
                f"{error}; COPY says so whatever files it is given, so none is quarantined",
                next_step="compare the feed's columns, copy options and role with its files",
            )
        return found

    def _halve(self, error: CopyRefusedError, tried: _Tried) -> dict[LandedFile, Refusal]:
        if len(error.files) == 1:
            return {error.files[0]: Refusal(str(error))}
        middle = len(error.files) // 2
        found: dict[LandedFile, Refusal] = {}
        for half in (error.files[:middle], error.files[middle:]):
            if tried.passed + tried.failed >= MOST_COPIES and found:
                break  # the next attempt goes on
            refused = self._copy(half, error.since, validate=False)
            if refused is None:
                tried.passed += 1
            else:
                tried.failed += 1
                found |= self._halve(refused, tried)
        return found

    def _copy(
        self, files: Sequence[LandedFile], since: datetime, *, validate: bool
    ) -> CopyRefusedError | None:
        """Return None when COPY takes the files."""
        manifest = write_manifest(self.storage, self.feed, "check", files, since)
        statement = sql.validate if validate else sql.copy
        gzip = self.feed.copy_options.is_gzip(files[0].key)
        try:
            self.session.execute(statement(CHECK_TABLE, self.feed, manifest, gzip=gzip))
        except StatementError as error:
            told = copy_error(error, files, since)
            if isinstance(told, CopyRefusedError):
                return told
            raise told from error
        return None

    def _load_errors(
        self, files: Sequence[LandedFile], since: datetime
    ) -> dict[LandedFile, Refusal]:
        """Return the first error of each file that the session's COPYs met since then."""
        by_name: dict[bytes, list[LandedFile]] = {}
        for file in files:
            by_name.setdefault(_shown(file.url), []).append(file)
        found: dict[LandedFile, Refusal] = {}
        errors = self.session.execute(sql.LOAD_ERRORS, [self.session.pid, since]).rows
        for name, line, column, column_type, message in errors:
            blamed = by_name.get(_shown(name), [])
            if len(blamed) == 1:  # else the name is cut, and stands for several
                refusal = _refusal(line, column, column_type, message)
                found[blamed[0]] = _first(refusal, found.get(blamed[0]))
        return found


def _shown(file_name: str) -> bytes:
    return file_name.encode()[:FILE_NAME_BYTES].rstrip()


def _refusal(line: int | None, column: str | None, type_: str | None, message: str) -> Refusal:
    column = (column or "").strip() or None
    type_ = (type_ or "").strip()
    about = f" (the column is {type_})" if column and type_ else ""
    return Refusal(message.strip() + about, line, column)


def _first(one: Refusal, other: Refusal | None) -> Refusal:
    if other is None or other.line is None:
        return one
    return one if one.line is not None and one.line < other.line else other
