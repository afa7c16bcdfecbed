"""Parse COPY. Options come in any order; what is unknown or not implemented is refused by name.

AWS: r_COPY, copy-parameters-data-source-s3, -authorization, -data-format, -file-compression,
-data-conversion, -data-load.
"""

from collections.abc import Mapping
from typing import Any

from localshift.copy import authorization
from localshift.copy.options import Grammar, Options, read_options, single_character
from localshift.copy.statement import (
    MAX_ERRORS,
    Compression,
    Conversions,
    CopyStatement,
    CsvFormat,
    DataFormat,
    DelimitedFormat,
    JsonFormat,
    JsonMapping,
    ParquetFormat,
)
from localshift.errors import SqlError, refuse
from localshift.sql.reader import Reader

_FLAGS = {
    "acceptanydate", "blanksasnull", "bzip2", "csv", "emptyasnull", "escape", "explicit_ids",
    "fillrecord", "gzip", "ignoreallerrors", "ignoreblanklines", "manifest", "noload", "parquet",
    "removequotes", "roundec", "trimblanks", "truncatecolumns", "zstd",
}  # fmt: skip
_STRINGS = {"dateformat", "quote", "region", "timeformat"}
_NUMBERS = {"comprows", "ignoreheader", "maxerror"}
_SWITCHES = {
    "compupdate": ("on", "off", "true", "false", "preset"),
    "statupdate": ("on", "off", "true", "false"),
}
_REFUSED = {
    "avro", "encrypted", "fixedwidth", "job", "lzop", "master_symmetric_key", "orc", "readratio",
    "serializetojson", "shapefile", "ssh",
}  # fmt: skip
_ENCODINGS = {
    "utf8": "utf-8",
    "utf16": "utf-16",
    "utf16le": "utf-16-le",
    "utf16be": "utf-16-be",
}
# What a format does not go with, by the option's name (AWS: copy-parameters-data-format).
_EXCLUDED = {
    "csv": ("removequotes", "escape"),
    "json": (
        "csv", "delimiter", "escape", "fillrecord", "ignoreblanklines", "null",
        "removequotes", "parquet", "quote",
    ),
}  # fmt: skip
_PARQUET_ALLOWS = {
    "parquet", "acceptinvchars", "fillrecord", "statupdate", "manifest", "explicit_ids", "region",
    "compupdate",
}  # fmt: skip


def parse_copy(sql: str) -> CopyStatement:
    """Parse `COPY table [(columns)] FROM 's3://…' authorization [options]`.

    Raises SqlError: 42601 for what is no COPY or has options that exclude each other, 0A000 for an
    option or a source that localshift does not implement.
    """
    reader = Reader(sql)
    reader.expect("copy")
    if reader.accept("job"):
        raise refuse("COPY JOB")
    table = reader.qualified_name()
    here = reader.here
    columns = reader.parenthesized_names() if here and here.is_operator("(") else None
    reader.expect("from")
    source_url = _source(reader)
    options = read_options(reader, _GRAMMAR)
    _check(options)
    return CopyStatement(
        table=table,
        columns=tuple(columns) if columns is not None else None,
        source_url=source_url,
        format=_format(options),
        compression=_compression(options),
        conversions=_conversions(options),
        manifest="manifest" in options,
        region=options.get("region"),
        max_errors=_max_errors(options),
        ignore_all_errors="ignoreallerrors" in options,
        no_load="noload" in options,
        explicit_ids="explicit_ids" in options,
    )


def _source(reader: Reader) -> str:
    url = reader.accept_string()
    if url is None:
        if reader.accept("stdin"):
            raise refuse("COPY FROM STDIN, which Redshift has not either")
        raise reader.error()
    if not url.startswith("s3://"):
        raise refuse(f"COPY from {url.split(':', 1)[0]!r}: only s3:// is read")
    return url


def _value(reader: Reader, word: str, text: str) -> Any:
    if word in _SWITCHES:
        return reader.accept_any(*_SWITCHES[word]) or "on"
    reader.accept("as")
    if word in _STRINGS:
        return reader.string()
    if word in _NUMBERS:
        return reader.integer()
    if word == "json":
        return reader.accept_string() or "auto"
    if word == "delimiter":
        return single_character("DELIMITER", reader.string())
    if word == "null":
        here = reader.here
        value = reader.string()
        # Written so in every example, although a backslash escapes in other strings.
        return "\\N" if here is not None and here.text == "'\\N'" else value
    if word == "acceptinvchars":
        return reader.accept_string() or "?"
    if word == "encoding":
        name = reader.accept_string() or reader.name()
        if name.lower() not in _ENCODINGS:
            raise refuse(f"COPY ENCODING {name}")
        return _ENCODINGS[name.lower()]
    raise refuse(f"COPY {text.upper()}")


_GRAMMAR = Grammar("COPY", _FLAGS, _REFUSED, _EXCLUDED, _value)


def _check(options: Options) -> None:
    if "parquet" in options:
        for name in options.keys() - _PARQUET_ALLOWS - authorization.OPTIONS:
            raise SqlError(
                "0A000", f"{name.upper()} argument is not supported for PARQUET based COPY"
            )
    if "quote" in options and "csv" not in options:
        raise SqlError("42601", "QUOTE is only supported with CSV in COPY")
    if "ignoreallerrors" in options and "maxerror" in options:
        raise SqlError("42601", "MAXERROR is not supported with IGNOREALLERRORS in COPY")


def _format(options: Options) -> DataFormat:
    if "parquet" in options:
        return ParquetFormat()
    if "json" in options:
        return _json_format(options["json"])
    if "csv" in options:
        quote = single_character("QUOTE", options.get("quote", '"'))
        return CsvFormat(options.get("delimiter", ","), quote)
    return DelimitedFormat(
        options.get("delimiter", "|"), "escape" in options, "removequotes" in options
    )


def _json_format(option: str) -> JsonFormat:
    if option.startswith("s3://"):
        return JsonFormat(JsonMapping.PATHS, option)
    if option in ("auto", "auto ignorecase", "noshred"):
        return JsonFormat(JsonMapping(option))
    raise SqlError(
        "22023",
        f"Invalid JSON option '{option}': 'auto', 'auto ignorecase', 'noshred' "
        "or the s3:// URL of a JSONPaths file",
    )


def _compression(options: Options) -> Compression:
    found = [kind for kind in Compression if kind.value in options]
    if len(found) > 1:
        raise SqlError("42601", "conflicting or redundant options")
    return found[0] if found else Compression.NONE


def _max_errors(options: Options) -> int:
    limit: int = options.get("maxerror", 0)
    if limit > MAX_ERRORS:
        raise SqlError("22023", f"MAXERROR must be between 0 and {MAX_ERRORS}")
    return limit


def _conversions(options: Mapping[str, Any]) -> Conversions:
    default = Conversions()
    return Conversions(
        null_as=options.get("null", default.null_as),
        empty_as_null="emptyasnull" in options,
        blanks_as_null="blanksasnull" in options,
        trim_blanks="trimblanks" in options,
        truncate_columns="truncatecolumns" in options,
        round_decimals="roundec" in options,
        accept_any_date="acceptanydate" in options,
        accept_invalid=options.get("acceptinvchars"),
        date_format=options.get("dateformat"),
        time_format=options.get("timeformat"),
        ignore_header=options.get("ignoreheader", 0),
        ignore_blank_lines="ignoreblanklines" in options,
        fill_record="fillrecord" in options,
        encoding=options.get("encoding", default.encoding),
    )
