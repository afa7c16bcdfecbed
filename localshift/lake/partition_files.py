"""Read the files of one location into an Arrow table.

AWS: r_CREATE_EXTERNAL_TABLE (LOCATION, 'compression_type'), c-spectrum-data-files.
"""

import bz2
import gzip
import io
import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from localshift.copy.conversion import truncated
from localshift.copy.listing import parse_manifest
from localshift.copy.s3 import S3Files, S3Object
from localshift.errors import SqlError, refuse
from localshift.lake.arrow_types import arrow_type
from localshift.lake.external_table import ExternalTable
from localshift.lake.read_files import ReadFiles
from localshift.lake.text_fields import read_fields
from localshift.lake.text_values import values_query
from localshift.quoting import quoted

_HIDDEN = re.compile(r"(?:^|.*/)[._#][^/]*|.*[~/]")
_COMPRESSIONS = {".gz": "gzip", ".bz2": "bzip2", ".zst": "zstd", ".snappy": "snappy"}


@dataclass(frozen=True)
class PartitionReader:
    """Reads one table. `connect` gives a DuckDB connection for the work of one file.

    It is called by Arrow's threads, so it must not wait for others of them: DuckDB takes tables as
    readers, which need none.
    """

    table: ExternalTable
    s3: S3Files
    lately: ReadFiles
    connect: Callable[[], duckdb.DuckDBPyConnection]

    @cached_property
    def schema(self) -> pa.Schema:
        """What is read: the table's columns and the pseudocolumns, without the partition keys."""
        columns = [(column.name, arrow_type(column.type)) for column in self.table.columns]
        return pa.schema([*columns, ("$path", pa.string()), ("$size", pa.int64())])

    def read(self, location: str) -> pa.Table:
        """All rows below a location. Raises SqlError."""
        return pa.concat_tables(
            [self.schema.empty_table(), *[self._read_file(file) for file in self._files(location)]]
        )

    def _files(self, location: str) -> list[S3Object]:
        """The files of a folder with its subfolders, less the hidden ones, or of a manifest."""
        region = self.table.schema.region
        if not location.endswith("/") and self.s3.find(location, region) is not None:
            return self._listed(location)
        found = self.s3.list(f"{location.rstrip('/')}/", region)
        return [file for file in found if not _HIDDEN.fullmatch(file.url.removeprefix("s3://"))]

    def _listed(self, manifest: str) -> list[S3Object]:
        region = self.table.schema.region
        files = []
        for entry in parse_manifest(self.s3.read(manifest, region)):
            file = self.s3.find(entry.url, region)
            if file is not None:
                files.append(file)
            elif entry.mandatory:
                raise SqlError("XX000", "Spectrum Scan Error", detail=f"No such file: {entry.url}")
        return files

    def _read_file(self, file: S3Object) -> pa.Table:
        table = self.table
        settings = (table.serde_parameters, table.parameters)
        form = (table.columns, table.serde, *(frozenset(each.items()) for each in settings))
        return self.lately.get((file, form), lambda: self._read_now(file))

    def _read_now(self, file: S3Object) -> pa.Table:
        data = self.s3.read(file.url, self.table.schema.region)
        rows = self._parquet(file, data) if self.table.is_parquet else self._text(file, data)
        for name, value in (("$path", file.url), ("$size", file.size)):
            field = self.schema.field(name)
            rows = rows.append_column(field, pa.repeat(pa.scalar(value, field.type), len(rows)))
        return rows

    def _parquet(self, file: S3Object, data: bytes) -> pa.Table:
        """Columns are found by name; one that the file has not is NULL."""
        try:
            file_ = pq.ParquetFile(io.BytesIO(data), coerce_int96_timestamp_unit="us")
            found = file_.read(use_threads=False)
        except pa.ArrowInvalid as error:
            raise _scan_error(file, f"is no valid Parquet file: {error}") from None
        places = {name.lower(): place for place, name in enumerate(found.column_names)}
        arrays = []
        for column in self.table.columns:
            wanted = arrow_type(column.type)
            if column.name not in places:
                arrays.append(pa.nulls(len(found), wanted))
                continue
            array = found.column(places[column.name])
            if not _is_compatible(array.type, wanted):
                raise _scan_error(
                    file,
                    f"has an incompatible Parquet schema for column '{column.name}'. "
                    f"Column type: {column.type}, Parquet schema: {array.type}",
                )
            arrays.append(array.cast(wanted))
        names = [column.name for column in self.table.columns]
        return self._cut(pa.Table.from_arrays(arrays, names=names))

    def _cut(self, rows: pa.Table) -> pa.Table:
        """Strings that are longer than their column are cut."""
        from_texts = {
            column.name: column.type for column in self.table.columns if column.type.is_string
        }
        if not from_texts or not len(rows):
            return rows
        with self.connect() as cursor:
            cursor.register("cut", rows.to_reader())
            parts = ", ".join(
                f"{truncated(quoted(name), kind.precision or 0)} as {quoted(name)}"
                for name, kind in from_texts.items()
            )
            result = cursor.sql(f"select * replace ({parts}) from cut").to_arrow_table()
        return result.cast(rows.schema)

    def _text(self, file: S3Object, data: bytes) -> pa.Table:
        types = [column.type for column in self.table.columns]
        try:
            text = self._decompressed(file, data).decode()
        except UnicodeDecodeError:
            raise refuse(f"text that is not UTF-8 in an external table ({file.url})") from None
        rows = list(read_fields(self.table, text))
        texts = pa.table({"v": pa.array(rows, pa.list_(pa.large_string()))})
        with self.connect() as cursor:
            cursor.register("fields", texts.to_reader())
            cursor.execute(f"create temp table found as {values_query('fields', types)}")
            bad = cursor.execute("select * from found where bad is not null limit 1").fetchone()
            if bad is not None:
                column, value = self.table.columns[bad[-1] - 1], bad[bad[-1] - 1]
                raise refuse(
                    f"a text that is no {column.type} in an external table: '{value[:80]}'"
                    f" in column {column.name} of {file.url}"
                )
            values = ", ".join(f"c{number}" for number in range(1, len(types) + 1))
            found = cursor.sql(f"select {values} from found").to_arrow_table()
        names = [column.name for column in self.table.columns]
        schema = pa.schema([self.schema.field(name) for name in names])
        return found.rename_columns(names).cast(schema)

    def _decompressed(self, file: S3Object, data: bytes) -> bytes:
        end = file.url[file.url.rfind(".") :] if "." in file.url.rsplit("/", 1)[-1] else ""
        kind = self.table.parameters.get("compression_type") or _COMPRESSIONS.get(end, "none")
        try:
            match kind:
                case "none":
                    return data
                case "gzip":
                    return gzip.decompress(data)
                case "bzip2":
                    return bz2.decompress(data)
                case "zstd":
                    return bytes(pa.input_stream(pa.py_buffer(data), compression="zstd").read())
        except (OSError, EOFError, ValueError, zlib.error) as error:
            raise _scan_error(file, f"is not {kind}: {error}") from None
        raise refuse(f"external tables compressed by {kind}")


def _is_compatible(found: pa.DataType, wanted: pa.DataType) -> bool:
    if pa.types.is_dictionary(found):
        found = found.value_type
    if pa.types.is_timestamp(wanted):
        return bool(pa.types.is_timestamp(found))
    if pa.types.is_string(wanted):
        return bool(pa.types.is_string(found) or pa.types.is_large_string(found))
    return bool(found == wanted)


def _scan_error(file: S3Object, text: str) -> SqlError:
    return SqlError("XX000", "Spectrum Scan Error", detail=f"File '{file.url}' {text}")
