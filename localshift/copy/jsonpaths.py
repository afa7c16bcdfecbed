"""JSONPaths files: which element of a document goes into which column.

AWS: copy-parameters-data-format, "JSONPaths file"; copy-usage_notes-copy-from-json.
"""

import json
import re

from localshift.errors import SqlError

JsonPath = tuple[str | int, ...]

_DOTTED = re.compile(r"\.([^.\[\]']+)|\[(\d+)\]")
_BRACKETED = re.compile(r"\['([^']*)'\]|\[\"([^\"]*)\"\]|\[(\d+)\]")


def parse_jsonpaths(contents: bytes) -> tuple[JsonPath, ...] | None:
    """Read `{"jsonpaths": ["$.a", "$['b'][0]", …]}`.

    None when the object's key is another: COPY then goes on as with 'auto'. Raises SqlError
    (XX000) for anything but one object with one list of valid paths.
    """
    try:
        document = json.loads(contents)
    except ValueError as error:
        raise _invalid(f"the file is no JSON: {error}") from None
    if not isinstance(document, dict):
        raise _invalid("the file holds no object")
    if "jsonpaths" not in document:
        return None
    expressions = document["jsonpaths"]
    if not isinstance(expressions, list):
        raise _invalid('"jsonpaths" is no array')
    paths = tuple(parse_path(expression) for expression in expressions)
    notations = {_notation(expression) for expression in expressions} - {None}
    if len(notations) > 1:
        raise _invalid("dot and bracket notation are mixed")
    return paths


def parse_path(expression: object) -> JsonPath:
    """`$.a.b[0]` or `$['a']['b'][0]` as its steps; `$` has none. Wildcards are invalid."""
    if not isinstance(expression, str) or not expression.startswith("$"):
        raise _invalid(f"{expression!r} is no path from $")
    pattern = _BRACKETED if _notation(expression) == "bracket" else _DOTTED
    steps: list[str | int] = []
    position = 1
    while position < len(expression):
        match = pattern.match(expression, position)
        if match is None or "*" in match[0]:
            raise _invalid(f"{expression!r} at character {position + 1}")
        *names, index = match.groups()
        steps.append(int(index) if index is not None else next(n for n in names if n is not None))
        position = match.end()
    return tuple(steps)


def pointer(path: JsonPath) -> str:
    """The path as a JSON pointer (RFC 6901), for DuckDB; the whole document is `$` there."""
    steps = (str(step).replace("~", "~0").replace("/", "~1") for step in path)
    return "".join(f"/{step}" for step in steps) or "$"


def _notation(expression: str) -> str | None:
    if expression.startswith(("$['", '$["')):
        return "bracket"
    return "dot" if expression.startswith("$.") else None


def _invalid(reason: str) -> SqlError:
    return SqlError("XX000", "Invalid JSONPath format", detail=reason)
