"""Bring the files of a COPY to this machine, some ahead of those that are being loaded."""

import bz2
import gzip
import zlib
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from localshift.copy.s3 import S3Files, S3Object
from localshift.copy.statement import Compression, CopyStatement
from localshift.errors import SqlError

_THREADS = 4
# A group is loaded in one go and is in memory meanwhile, so it is small enough for that and large
# enough to keep all cores busy. A compressed byte counts as many.
GROUP_BYTES = 512 << 20
_INFLATION = 10


@dataclass(frozen=True, slots=True)
class StagedFile:
    """A file of the COPY and where its copy is."""

    url: str
    size: int
    path: Path


def groups(files: Sequence[S3Object], inflation: int) -> Iterator[list[S3Object]]:
    """Cut `files` into groups of about GROUP_BYTES; a larger file is a group of its own."""
    group: list[S3Object] = []
    size = 0
    for file in files:
        weight = file.size * inflation
        if group and size + weight > GROUP_BYTES:
            yield group
            group, size = [], 0
        group.append(file)
        size += weight
    if group:
        yield group


def stage(
    copy: CopyStatement, files: Sequence[S3Object], s3: S3Files, folder: Path
) -> Iterator[list[StagedFile]]:
    """Yield the files in groups. The next group comes while one is loaded; then its files go.

    Raises SqlError when a file cannot be read.
    """
    inflation = 1 if copy.compression is Compression.NONE else _INFLATION

    def download(number: int, file: S3Object) -> StagedFile:
        path = folder / f"{number:06d}"
        s3.download(file.url, path, copy.region)
        return StagedFile(file.url, file.size, path)

    numbers = iter(range(len(files)))
    threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="copy")
    try:
        coming: deque[list[Future[StagedFile]]] = deque()
        for group in groups(files, inflation):
            coming.append([threads.submit(download, next(numbers), file) for file in group])
            if len(coming) == 2:
                yield from _arrived(coming.popleft())
        while coming:
            yield from _arrived(coming.popleft())
    finally:
        threads.shutdown(cancel_futures=True)


def _arrived(futures: list[Future[StagedFile]]) -> Iterator[list[StagedFile]]:
    group = [future.result() for future in futures]
    yield group
    for file in group:
        file.path.unlink()


def read_bytes(file: StagedFile, compression: Compression) -> bytes:
    """The file's contents, decompressed.

    Raises SqlError (XX000) when they are not what the COPY says; the detail names the file.
    """
    data = file.path.read_bytes()
    if not data:
        return data
    try:
        match compression:
            case Compression.GZIP:
                return gzip.decompress(data)
            case Compression.BZIP2:
                return bz2.decompress(data)
            case Compression.ZSTD:
                return bytes(pa.input_stream(pa.py_buffer(data), compression="zstd").read())
    except (OSError, EOFError, ValueError, zlib.error) as error:
        raise SqlError(
            "XX000", _DAMAGED[compression], detail=f"S3 key being read : {file.url}: {error}"
        ) from None
    return data


_DAMAGED = {
    Compression.GZIP: "failed to inflate with zlib: invalid or incomplete deflate data. "
    "zlib error code: -3",
    Compression.BZIP2: "failed to inflate invalid or incomplete bzip2 data",
    Compression.ZSTD: "failed to inflate invalid or incomplete zstd data",
}
