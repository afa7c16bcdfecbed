"""How the elements of JSON documents find their columns, for either reader.

AWS: copy-parameters-data-format, the JSON options.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from localshift.copy.exact_json import Extract, by_keys, by_paths
from localshift.copy.jsonpaths import JsonPath, parse_jsonpaths
from localshift.copy.s3 import S3Files
from localshift.copy.statement import CopyStatement, JsonFormat, JsonMapping, TargetColumn
from localshift.errors import SqlError


@dataclass(frozen=True, slots=True)
class JsonMap:
    """`extract` takes the fields out of a parsed document; `paths` lead to them.

    `paths` is None when keys are matched regardless of case, which no path says.
    """

    extract: Extract
    paths: tuple[JsonPath, ...] | None


def json_map(copy: CopyStatement, fields: Sequence[TargetColumn], s3: S3Files) -> JsonMap | None:
    """The mapping that the statement asks for; None when its format is not JSON.

    A JSONPaths file is read from S3.

    Raises SqlError (XX000) for a JSONPaths file that is missing, malformed or does not have as
    many paths as there are fields.
    """
    format_ = copy.format
    if not isinstance(format_, JsonFormat):
        return None
    keys = [field.name for field in fields]
    if format_.mapping is JsonMapping.AUTO_IGNORECASE:
        return JsonMap(by_keys([key.lower() for key in keys], ignore_case=True), None)
    if format_.mapping is JsonMapping.NOSHRED:
        return JsonMap(by_paths([()]), ((),))
    if format_.mapping is JsonMapping.PATHS and format_.jsonpaths_url is not None:
        paths = parse_jsonpaths(s3.read(format_.jsonpaths_url, copy.region))
        if paths is not None:
            if len(paths) != len(fields):
                raise SqlError(
                    "XX000",
                    "Number of jsonpaths and the number of columns should match. "
                    f"JSONPath size: {len(paths)}, "
                    f"Number of columns in table or column list: {len(fields)}",
                )
            return JsonMap(by_paths(paths), paths)
    return JsonMap(by_keys(keys, ignore_case=False), tuple((key,) for key in keys))
