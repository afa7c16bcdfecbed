"""Let DuckDB read an external table: an Arrow dataset with a fragment for each partition.

DuckDB hands the conditions on the partition keys to Arrow, which opens the fragments that can meet
them. Only then are files listed and read, so that a partition that is not asked for costs nothing.

AWS: c-spectrum-external-tables (partitions, pseudocolumns, hidden files).
"""

import functools
import logging
import threading
from collections.abc import Sequence
from typing import Any, NoReturn

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
import pyarrow.fs as pafs

from localshift.errors import SqlError, refuse
from localshift.lake import failures
from localshift.lake.arrow_types import arrow_type
from localshift.lake.external_table import ExternalColumn, ExternalTable, Partition
from localshift.lake.outputs import HIVE_NULL
from localshift.lake.partition_files import PartitionReader

log = logging.getLogger(__name__)


def dataset(
    table: ExternalTable, partitions: Sequence[Partition], reader: PartitionReader
) -> ds.FileSystemDataset:
    """The table with its columns, partition keys and pseudocolumns.

    Raises SqlError 0A000 for a partition's value that is none of its type.
    """
    filesystem = pafs.PyFileSystem(_Fragments(partitions, reader))
    format_ = ds.IpcFileFormat()
    prefix = failures.new_prefix()
    fragments = [
        format_.make_fragment(f"{prefix}/{number}", filesystem, _condition(table.keys, partition))
        for number, partition in enumerate(partitions)
    ]
    keys = [(key.name, arrow_type(key.type)) for key in table.keys]
    schema = pa.schema([*reader.schema, *keys])
    return ds.FileSystemDataset(fragments, schema, format_, filesystem)


def _condition(keys: Sequence[ExternalColumn], partition: Partition) -> ds.Expression:
    """What holds for all rows of a partition, which is also where their keys' values come from."""
    conditions = [
        ds.field(key.name).is_null()
        if value == HIVE_NULL
        else ds.field(key.name) == _value(key, value)
        for key, value in zip(keys, partition.values, strict=True)
    ]
    return functools.reduce(lambda one, other: one & other, conditions, ds.scalar(True))


def _value(key: ExternalColumn, text: str) -> pa.Scalar:
    try:
        return pc.cast(pa.scalar(text), arrow_type(key.type))
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        raise refuse(f"the value '{text}' of the partition key {key.name}") from None


class _Fragments(pafs.FileSystemHandler):  # type: ignore[misc]
    """A file system in which the n-th file is the n-th partition, in Arrow's own format.

    Arrow opens a file more than once; it is read once. An error is not raised, because Arrow can
    wait for ever for its text; what is opened then is no file of Arrow's, and `failures` keeps it.
    """

    def __init__(self, partitions: Sequence[Partition], reader: PartitionReader) -> None:
        self._partitions = partitions
        self._reader = reader
        self._buffers: dict[str, pa.Buffer] = {}
        self._guard = threading.Lock()

    def open_input_file(self, path: str) -> pa.NativeFile:
        with self._guard:
            if path not in self._buffers:
                self._buffers[path] = self._read(path)
            return pa.BufferReader(self._buffers[path])

    def _read(self, path: str) -> pa.Buffer:
        number = int(path.rpartition("/")[2])
        try:
            table = self._reader.read(self._partitions[number].location)
        except SqlError as error:
            failures.remember(path, error)
        except Exception:
            log.exception("a partition of %s", self._reader.table.full_name)
            failures.remember(path, SqlError("XX000", "Spectrum Scan Error"))
        else:
            sink = pa.BufferOutputStream()
            with pa.ipc.new_file(sink, table.schema) as writer:
                writer.write_table(table)
            return sink.getvalue()
        return pa.py_buffer(b"no file of Arrow's")

    def get_type_name(self) -> str:
        return "external table"

    def normalize_path(self, path: str) -> str:
        return path

    def get_file_info(self, paths: Sequence[str]) -> list[pafs.FileInfo]:
        return [pafs.FileInfo(path, pafs.FileType.File) for path in paths]

    def open_input_stream(self, path: str) -> pa.NativeFile:
        return self.open_input_file(path)

    def _read_only(self, *_: Any, **__: Any) -> NoReturn:
        raise SqlError("XX000", "external tables are read here, not written")

    get_file_info_selector = create_dir = delete_dir = delete_dir_contents = _read_only
    delete_root_dir_contents = delete_file = move = copy_file = _read_only
    open_output_stream = open_append_stream = _read_only
