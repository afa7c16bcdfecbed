"""Parse UNLOAD. Options come in any order; what is not implemented is refused by name.

AWS: r_UNLOAD.
"""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from localshift.copy.options import Grammar, Options, read_options, single_character
from localshift.copy.statement import Compression
from localshift.errors import SqlError, refuse
from localshift.lake.formats import JsonOutput, OutputFormat, ParquetOutput, TextOutput
from localshift.sql.lexer import Kind
from localshift.sql.reader import Reader

MB = 1 << 20
MAX_FILE_BYTES = int(Decimal("6.2") * 1024 * MB)

_FLAGS = {
    "addquotes", "allowoverwrite", "bzip2", "cleanpath", "csv", "escape", "gzip", "header", "json",
    "parquet", "zstd",
}  # fmt: skip
_REFUSED = {"fixedwidth", "kms_key_id", "master_symmetric_key"}
# What a format or an option does not go with.
_EXCLUDED = {
    "csv": ("json", "parquet", "addquotes"),
    "json": ("parquet", "delimiter", "header", "addquotes", "escape", "null"),
    "parquet": (
        "delimiter", "addquotes", "escape", "null", "header", "gzip", "bzip2", "zstd",
    ),
    "cleanpath": ("allowoverwrite",),
    "gzip": ("bzip2", "zstd"),
    "bzip2": ("zstd",),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class UnloadStatement:
    """A parsed UNLOAD. `url` is s3://bucket/prefix, to which the names of the files are added.

    `include` keeps the partition columns in the files. `extension` is None for the usual one.
    """

    query: str
    url: str
    format: OutputFormat = field(default_factory=TextOutput)
    partition_by: tuple[str, ...] = ()
    include: bool = False
    manifest: bool = False
    verbose: bool = False
    allow_overwrite: bool = False
    clean_path: bool = False
    parallel: bool = True
    max_file_bytes: int = MAX_FILE_BYTES
    region: str | None = None
    extension: str | None = None


def parse_unload(sql: str) -> UnloadStatement:
    """Parse `UNLOAD ('select …') TO 's3://…' authorization [options]`.

    Raises SqlError: 42601 for what is no UNLOAD or has options that exclude each other, 0A000 for
    an option that localshift does not implement.
    """
    reader = Reader(sql)
    reader.expect("unload")
    reader.expect_operator("(")
    query = reader.string()
    reader.expect_operator(")")
    reader.expect("to")
    url = reader.string()
    options = read_options(reader, _GRAMMAR)
    _check(options)
    partition_by, include = options.get("partition", ((), False))
    return UnloadStatement(
        query=query,
        url=url,
        format=_format(options),
        partition_by=partition_by,
        include=include,
        manifest="manifest" in options,
        verbose=options.get("manifest", False),
        allow_overwrite="allowoverwrite" in options,
        clean_path="cleanpath" in options,
        parallel=options.get("parallel", True),
        max_file_bytes=options.get("maxfilesize", MAX_FILE_BYTES),
        region=options.get("region"),
        extension=options.get("extension"),
    )


def _value(reader: Reader, word: str, text: str) -> Any:
    if word == "manifest":
        return reader.accept("verbose")
    if word == "partition":
        reader.expect("by")
        return tuple(reader.parenthesized_names()), reader.accept("include")
    if word == "parallel":
        switch = reader.accept_any("on", "off", "true", "false")
        return switch not in ("off", "false")
    if word == "encrypted":  # on S3's side, where no reader sees it; keys are refused by name
        return reader.accept("auto")
    if word == "extension":
        return reader.string()
    reader.accept("as")
    if word == "delimiter":
        return single_character("DELIMITER", reader.string())
    if word in ("null", "region"):
        return reader.string()
    if word in ("maxfilesize", "rowgroupsize"):
        return _size(reader, word)
    raise SqlError("42601", f'syntax error at or near "{text}"')


_GRAMMAR = Grammar("UNLOAD", _FLAGS, _REFUSED, _EXCLUDED, _value)
_SIZES = {"maxfilesize": (5 * MB, MAX_FILE_BYTES), "rowgroupsize": (32 * MB, 128 * MB)}


def _size(reader: Reader, word: str) -> int:
    """A number of MB or GB, as bytes."""
    token = reader.next()
    if token.kind is not Kind.NUMBER:
        raise SqlError("42601", f'syntax error at or near "{token.text}"')
    unit = 1024 * MB if reader.accept_any("mb", "gb") == "gb" else MB
    size = int(Decimal(token.text) * unit)
    least, most = _SIZES[word]
    if not least <= size <= most:
        raise SqlError(
            "22023", f"{word.upper()} must be between {least // MB} MB and {most / MB:g} MB"
        )
    return size


def _check(options: Options) -> None:
    if "csv" in options and "escape" in options:
        raise refuse("UNLOAD CSV ESCAPE")
    if "rowgroupsize" in options and "parquet" not in options:
        raise SqlError("42601", "ROWGROUPSIZE is only supported with PARQUET in UNLOAD")


def _format(options: Options) -> OutputFormat:
    found = [kind for kind in Compression if kind.value in options]
    compression = found[0] if found else Compression.NONE
    if "parquet" in options:
        return ParquetOutput(options.get("rowgroupsize", ParquetOutput().row_group_bytes))
    if "json" in options:
        return JsonOutput(compression)
    return TextOutput(
        delimiter=options.get("delimiter", "," if "csv" in options else "|"),
        csv="csv" in options,
        escape="escape" in options,
        add_quotes="addquotes" in options,
        null_as=options.get("null", ""),
        header="header" in options,
        compression=compression,
    )
