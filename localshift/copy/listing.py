"""Which files a COPY loads: those of a manifest, or those whose key has a prefix.

AWS: copy-parameters-data-source-s3, loading-data-files-using-manifest.
"""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from localshift.copy.s3 import S3Files, S3Object, split_url
from localshift.copy.statement import CopyStatement
from localshift.errors import SqlError

_THREADS = 8


@dataclass(frozen=True, slots=True)
class ManifestEntry:
    url: str
    mandatory: bool = False


def find_files(copy: CopyStatement, s3: S3Files) -> list[S3Object]:
    """The files to load, in the order of the manifest or of their keys.

    A file that the manifest lists twice is there twice. Raises SqlError (XX000) when a mandatory
    file is missing, when no file is found at all, and for a manifest that is missing or malformed.
    """
    if not copy.manifest:
        found = s3.list(copy.source_url, copy.region)
        if not found:
            prefix = split_url(copy.source_url)[1]
            raise SqlError("XX000", f"The specified S3 prefix '{prefix}' does not exist")
        return found
    entries = parse_manifest(_read_manifest(copy, s3))
    with ThreadPoolExecutor(_THREADS) as threads:
        objects = list(threads.map(lambda entry: s3.find(entry.url, copy.region), entries))
    for entry, item in zip(entries, objects, strict=True):
        if item is None and entry.mandatory:
            raise SqlError(
                "XX000",
                "S3ServiceException:The specified key does not exist.,Status 404,Error NoSuchKey",
                detail=f"Mandatory file: {entry.url}",
            )
    existing = [item for item in objects if item is not None]
    if not existing:
        raise SqlError("XX000", f"None of the files in the manifest exists: '{copy.source_url}'")
    return existing


def _read_manifest(copy: CopyStatement, s3: S3Files) -> bytes:
    if copy.source_url.endswith("/") or not split_url(copy.source_url)[1]:
        raise SqlError("XX000", "COPY with MANIFEST parameter requires full path of an S3 object.")
    try:
        return s3.read(copy.source_url, copy.region)
    except SqlError as error:
        raise SqlError(
            error.sqlstate, f"Problem reading manifest file - {error.message}", error.detail
        ) from None


def parse_manifest(contents: bytes) -> list[ManifestEntry]:
    """Read `{"entries": [{"url": "s3://…", "mandatory": true}, …]}`.

    What else an entry holds, such as `meta.content_length`, has no meaning for text and JSON.
    Raises SqlError (XX000) when the contents have another form.
    """
    try:
        manifest = json.loads(contents)
    except ValueError as error:
        raise _malformed(f"it is no JSON: {error}") from None
    entries = manifest.get("entries") if isinstance(manifest, dict) else None
    if not isinstance(entries, list):
        raise _malformed('it has no list of "entries"')
    return [_entry(item, number) for number, item in enumerate(entries, start=1)]


def _entry(item: object, number: int) -> ManifestEntry:
    if not isinstance(item, dict):
        raise _malformed(f"entry {number} is no object")
    url, mandatory = item.get("url"), item.get("mandatory", False)
    if not isinstance(url, str) or not url.startswith("s3://"):
        raise _malformed(f'entry {number} has no "url" that begins with s3://')
    if not isinstance(mandatory, bool):
        raise _malformed(f'"mandatory" of entry {number} is neither true nor false')
    return ManifestEntry(url, mandatory)


def _malformed(reason: str) -> SqlError:
    return SqlError("XX000", "Manifest file is not in correct json format", detail=reason)
