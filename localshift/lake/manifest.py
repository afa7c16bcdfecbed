"""The manifest that UNLOAD writes. AWS: r_UNLOAD, r_UNLOAD_command_examples.

The documented example of MANIFEST VERBOSE is no JSON where a type has dimensions; their names are
chosen here.
"""

import json
from collections.abc import Sequence
from typing import Any

from localshift.lake.formats import OutputFormat, ParquetOutput
from localshift.lake.outputs import Output
from localshift.results import Column
from localshift.types import RedshiftType


def manifest(
    outputs: Sequence[Output], columns: Sequence[Column], format_: OutputFormat, *, verbose: bool
) -> bytes:
    """The manifest's contents. COPY of Parquet wants the files' sizes, so they are there."""
    if verbose:
        contents = _verbose(outputs, columns)
    elif isinstance(format_, ParquetOutput):
        contents = {
            "entries": [{"url": out.url, "meta": {"content_length": out.size}} for out in outputs]
        }
    else:
        contents = {"entries": [{"url": out.url} for out in outputs]}
    return json.dumps(contents, indent=2).encode()


def _verbose(outputs: Sequence[Output], columns: Sequence[Column]) -> dict[str, Any]:
    return {
        "entries": [{"url": out.url, "meta": _meta([out])} for out in outputs],
        "schema": {
            "elements": [
                {"name": column.name, "type": _dimensions(column.type)} for column in columns
            ]
        },
        "meta": _meta(outputs),
        "author": {"name": "Amazon Redshift", "version": "1.0.0"},
    }


def _meta(outputs: Sequence[Output]) -> dict[str, int]:
    return {
        "content_length": sum(out.size for out in outputs),
        "record_count": sum(out.rows for out in outputs),
    }


def _dimensions(type_: RedshiftType) -> dict[str, Any]:
    if type_.is_string:
        return {"base": type_.name, "max_length": type_.precision}
    if type_.name == "numeric":
        return {"base": type_.name, "precision": type_.precision, "scale": type_.scale}
    return {"base": type_.name}
