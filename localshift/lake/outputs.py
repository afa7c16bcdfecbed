"""Write rows to files: partitioned into folders, cut at a size, compressed.

Files are kept on this machine until the whole query has succeeded; then they are published.
AWS: r_UNLOAD (PARTITION BY, MAXFILESIZE, PARALLEL).
"""

import bz2
import gzip
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from tempfile import SpooledTemporaryFile
from typing import Any, Protocol

import pyarrow as pa

from localshift.copy.statement import Compression
from localshift.errors import SqlError, refuse
from localshift.lake.formats import JsonOutput, OutputFormat, ParquetOutput, TextOutput
from localshift.lake.lines import ToLine, header, json_lines, text_lines, text_of
from localshift.lake.parquet_output import ParquetFile
from localshift.results import Column, Row
from localshift.types import RedshiftType

HIVE_NULL = "__HIVE_DEFAULT_PARTITION__"
_IN_MEMORY_BYTES = 1 << 20
# After so many rows the size of a file is looked at.
_ROWS_AT_ONCE = 64
# What Hive writes as %XX in the name of a folder.
_HIVE_ESCAPED = re.compile(r"""[\x00-\x1f"#%'*/:=?\\{\[\]^\x7f]""")
_PARTITION_TYPES = (
    "smallint", "integer", "bigint", "numeric", "real", "boolean", "character",
    "character varying", "date", "timestamp without time zone",
)  # fmt: skip

Spool = SpooledTemporaryFile[bytes]


@dataclass(frozen=True, slots=True)
class Layout:
    """Where files go: `root` with folders for `partition_by`, then the name of the n-th file.

    `folders` are those of partitions that have one already, by their values.
    """

    root: str
    name: Callable[[int], str]
    partition_by: tuple[str, ...] = ()
    include: bool = False
    max_file_bytes: int = 1 << 62
    folders: Mapping[tuple[str, ...], str] = field(default_factory=dict)


@dataclass(slots=True)
class Output:
    """A file that is written, at its URL-to-be. `rows` counts a header line too."""

    url: str
    folder: str
    values: tuple[str, ...]
    spool: Spool
    rows: int = 0
    size: int = 0


class _Writer(Protocol):
    """Writes one file into the spool that it was made with."""

    def write(self, rows: Sequence[Row]) -> None: ...
    def close(self) -> None: ...


@dataclass(slots=True)
class _Partition:
    """The files of one folder; `open` is the last of them while it is written."""

    folder: str
    values: tuple[str, ...]
    count: int = 0
    open: tuple[_Writer, Output] | None = None


class FileSet:
    """The files of one statement, in the order in which they were begun."""

    def __init__(self, format_: OutputFormat, layout: Layout, columns: Sequence[Column]) -> None:
        """Raises SqlError for a column that can't be a partition key, or if none is left over."""
        self.format = format_
        self.outputs: list[Output] = []
        self._layout = layout
        self._keys = _places(layout.partition_by, columns)
        self._key_types = [columns[place].type for place in self._keys]
        self._kept = [
            place for place in range(len(columns)) if layout.include or place not in self._keys
        ]
        self.columns = [columns[place] for place in self._kept]
        self._partitions: dict[tuple[Any, ...], _Partition] = {}
        if not self.columns or len(columns) == len(self._keys):
            raise SqlError("0A000", "at least one column must be no partition column")

    @property
    def rows(self) -> int:
        """The rows of the query that were written."""
        headers = len(self.outputs) if _has_header(self.format) else 0
        return sum(output.rows for output in self.outputs) - headers

    def write_all(self, batches: Iterable[Sequence[Row]]) -> None:
        """Write the rows of a query. Without any there is one empty file, of JSON none."""
        for batch in batches:
            for key, rows in _grouped(batch, self._keys).items():
                for start in range(0, len(rows), _ROWS_AT_ONCE):
                    self._write(key, rows[start : start + _ROWS_AT_ONCE])
        if not self.outputs and not self._keys and not isinstance(self.format, JsonOutput):
            self._write((), [])
        for partition in self._partitions.values():
            _finish(partition)

    def close(self) -> None:
        for output in self.outputs:
            output.spool.close()

    def _write(self, key: tuple[Any, ...], rows: list[Row]) -> None:
        if key not in self._partitions:
            self._partitions[key] = self._partition(key)
        partition = self._partitions[key]
        writer, output = partition.open or self._begin(partition)
        if self._keys:
            rows = [[row[place] for place in self._kept] for row in rows]
        writer.write(rows)
        output.rows += len(rows)
        if output.spool.tell() >= self._layout.max_file_bytes:
            _finish(partition)

    def _partition(self, key: tuple[Any, ...]) -> _Partition:
        texts = tuple(map(_partition_text, key, self._key_types))
        folder = self._layout.folders.get(texts) or self._layout.root + "".join(
            f"{_hive_name(name)}={_hive_name(text)}/"
            for name, text in zip(self._layout.partition_by, texts, strict=True)
        )
        return _Partition(folder, texts)

    def _begin(self, partition: _Partition) -> tuple[_Writer, Output]:
        url = partition.folder + self._layout.name(partition.count)
        spool: Spool = SpooledTemporaryFile(_IN_MEMORY_BYTES)  # noqa: SIM115 - closed by close()
        output = Output(url, partition.folder, partition.values, spool)
        output.rows = 1 if _has_header(self.format) else 0
        self.outputs.append(output)
        partition.count += 1
        partition.open = _writer(self.format, self.columns, spool), output
        return partition.open


def _finish(partition: _Partition) -> None:
    if partition.open is None:
        return
    writer, output = partition.open
    partition.open = None
    writer.close()
    output.size = output.spool.seek(0, 2)
    output.spool.seek(0)


def _places(names: Sequence[str], columns: Sequence[Column]) -> list[int]:
    """Where the partition columns are."""
    found = {column.name: place for place, column in enumerate(columns)}
    for name in names:
        if name not in found:
            raise SqlError("42703", f'column "{name}" does not exist')
        type_ = columns[found[name]].type
        if type_.name not in _PARTITION_TYPES:
            raise SqlError("0A000", f'column "{name}" of type {type_} is no partition key')
    return [found[name] for name in names]


def _grouped(batch: Sequence[Row], keys: list[int]) -> dict[tuple[Any, ...], list[Row]]:
    if not keys:
        return {(): list(batch)}
    pick = itemgetter(*keys)
    groups: dict[tuple[Any, ...], list[Row]] = {}
    for row in batch:
        key = pick(row) if len(keys) > 1 else (pick(row),)
        groups.setdefault(key, []).append(row)
    return groups


def _partition_text(value: Any, type_: RedshiftType) -> str:
    if value is None:
        return HIVE_NULL
    if type_.name == "boolean":
        return "true" if value else "false"
    text = text_of(type_)(value)
    if not text:
        raise refuse("an empty string as the value of a partition key")
    return text


def _hive_name(text: str) -> str:
    return _HIVE_ESCAPED.sub(lambda match: f"%{ord(match[0]):02X}", text)


def _has_header(format_: OutputFormat) -> bool:
    return isinstance(format_, TextOutput) and format_.header


def _writer(format_: OutputFormat, columns: Sequence[Column], spool: Spool) -> _Writer:
    if isinstance(format_, ParquetOutput):
        return ParquetFile(columns, spool, format_.row_group_bytes)
    if isinstance(format_, JsonOutput):
        return _LineFile(json_lines(columns), spool, format_.compression)
    lines = _LineFile(text_lines(format_, columns), spool, format_.compression)
    if format_.header:
        lines.write_line(header(format_, columns))
    return lines


class _LineFile:
    """A file of lines, compressed or not."""

    def __init__(self, line: ToLine, spool: Spool, compression: Compression) -> None:
        self._line = line
        self._spool = spool
        self._stream = _compressed(spool, compression)

    def write(self, rows: Sequence[Row]) -> None:
        text = "".join([f"{self._line(row)}\n" for row in rows])
        self._stream.write(text.encode())

    def write_line(self, line: str) -> None:
        self._stream.write(f"{line}\n".encode())

    def close(self) -> None:
        if self._stream is not self._spool:
            self._stream.close()


def _compressed(spool: Spool, compression: Compression) -> Any:
    match compression:
        case Compression.NONE:
            return spool
        case Compression.GZIP:
            return gzip.GzipFile(fileobj=spool, mode="wb")
        case Compression.BZIP2:
            return bz2.BZ2File(spool, "wb")
        case Compression.ZSTD:
            return pa.CompressedOutputStream(pa.PythonFile(_Unclosed(spool), "w"), "zstd")


class _Unclosed:
    """A file that Arrow does not close with its stream."""

    def __init__(self, spool: Spool) -> None:
        self.write = spool.write
        self.flush = spool.flush
        self.closed = False

    def close(self) -> None:
        self.closed = True
