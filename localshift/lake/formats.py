"""What UNLOAD and external tables write: text, CSV, JSON or Parquet. AWS: r_UNLOAD."""

from dataclasses import dataclass

from localshift.copy.statement import Compression


@dataclass(frozen=True, slots=True)
class TextOutput:
    """Lines of fields. `csv` quotes a field that needs it, `add_quotes` each one."""

    delimiter: str = "|"
    csv: bool = False
    escape: bool = False
    add_quotes: bool = False
    null_as: str = ""
    header: bool = False
    compression: Compression = Compression.NONE

    @property
    def name(self) -> str:
        return "CSV" if self.csv else "Text"


@dataclass(frozen=True, slots=True)
class JsonOutput:
    """One JSON object a line."""

    compression: Compression = Compression.NONE

    name = "JSON"


@dataclass(frozen=True, slots=True)
class ParquetOutput:
    """Parquet with row groups of about so many bytes, compressed each by itself."""

    row_group_bytes: int = 32 << 20

    name = "PARQUET"
    compression = Compression.NONE


OutputFormat = TextOutput | JsonOutput | ParquetOutput

_EXTENSIONS = {
    Compression.NONE: "",
    Compression.GZIP: ".gz",
    Compression.BZIP2: ".bz2",
    Compression.ZSTD: ".zst",
}


def extension(format_: OutputFormat) -> str:
    """What is added to a file's name: only Parquet and compressed files have something."""
    return ".parquet" if isinstance(format_, ParquetOutput) else _EXTENSIONS[format_.compression]
