"""Read JSON exactly as it is written: the slow reader, for what DuckDB would read otherwise.

Objects may span lines or share one. Numbers keep their text. What is malformed is found with its
line. AWS: copy-parameters-data-format, "JSON data file".
"""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from localshift.copy.jsonpaths import JsonPath
from localshift.copy.records import BadLine, Record

MAX_OBJECT_BYTES = 4 << 20

_BLANKS = re.compile(r"[ \t\n\r]*")
_NEXT_START = re.compile(r"\n[ \t\r]*(?=[{\[])")


class Number(str):
    """A number as it is written."""

    __slots__ = ()


class Pairs(list[tuple[str, Any]]):
    """The members of an object in their order."""

    __slots__ = ()


Extract = Callable[[Any], list[Any]]


class PathError(Exception):
    """A document that has not the form that the columns' paths need. The message is Redshift's."""


def read_json(
    text: str, extract: Extract, as_json: Sequence[bool], ignore_header: int = 0
) -> Iterator[Record | BadLine]:
    """Yield a record for each object or array of `text`, a BadLine for each piece that is none.

    `as_json` says for each field that `extract` gives whether its strings keep their quotes.
    After a malformed piece the reader goes on at the next line that begins with a brace or a
    bracket.
    """
    position = counted = _after_lines(text, ignore_header)
    line = ignore_header + 1
    while (start := _end_of_blanks(text, position)) < len(text):
        line, counted = line + text.count("\n", counted, start), start
        try:
            value, end = _scan_document(text, start)
            position = end
            values: list[Any] | str = extract(value)
        except PathError as error:
            values = str(error)
        except (ValueError, RecursionError) as error:
            resume = _NEXT_START.search(text, _end_of_line(text, start))
            position = resume.end() if resume else len(text)
            end = _before_blanks(text, start + 1, min(getattr(error, "pos", start), position))
            values = "Invalid value."
        last_line = line + text.count("\n", start, end)
        if isinstance(values, list) and _bytes(text, start, end) > MAX_OBJECT_BYTES:
            values = "JSON object exceeds the maximum size of 4 MB"
        if isinstance(values, str):
            raw_line = text[start : _end_of_line(text, end)]
            yield BadLine(last_line, raw_line, 1216, values, position=end - start)
        else:
            fields = [
                _raw_text(value, as_json=keep) for value, keep in zip(values, as_json, strict=True)
            ]
            yield Record(last_line, text[start:end], fields)


def by_keys(keys: Sequence[str], *, ignore_case: bool) -> Extract:
    """Take the members of an object whose keys are `keys`; the first where a key repeats."""

    def extract(document: Any) -> list[Any]:
        if not isinstance(document, Pairs):
            raise PathError("Invalid JSONPath format: Member is not an object.")
        first_wins = reversed(document)
        if ignore_case:
            members = {key.lower(): value for key, value in first_wins}
        else:
            members = dict(first_wins)
        return [members.get(key) for key in keys]

    return extract


def by_paths(paths: Sequence[JsonPath]) -> Extract:
    """Take what the paths lead to. A missing member is NULL, a missing element an error."""

    def extract(document: Any) -> list[Any]:
        return [_follow(document, path) for path in paths]

    return extract


def _follow(value: Any, path: JsonPath) -> Any:
    if path and isinstance(path[0], str) and not isinstance(value, Pairs):
        raise PathError("Invalid JSONPath format: Member is not an object.")
    for step in path:
        if isinstance(step, int):
            if not isinstance(value, list) or isinstance(value, Pairs) or step >= len(value):
                raise PathError("Invalid JSONPath format: Not an array or index out of range.")
            value = value[step]
        else:
            members = value if isinstance(value, Pairs) else ()
            value = next((member for key, member in members if key == step), None)
    return value


def _raw_text(value: Any, *, as_json: bool) -> str | None:
    """A value as the field of a Record: a string without its quotes, else JSON; None for null."""
    if value is None:
        return None
    return value if isinstance(value, str) and not as_json else to_json(value)


def to_json(value: Any) -> str:
    """The value as compact JSON, its numbers as they were written."""
    if isinstance(value, Number):
        return str(value)
    if isinstance(value, Pairs):
        members = (f"{_dump(key)}:{to_json(member)}" for key, member in value)
        return "{" + ",".join(members) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(to_json, value)) + "]"
    return _dump(value)


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")


_dump = json.JSONEncoder(ensure_ascii=False).encode
_scan = json.JSONDecoder(
    object_pairs_hook=Pairs,
    parse_float=Number,
    parse_int=Number,
    parse_constant=_refuse_constant,
).raw_decode


def _scan_document(text: str, start: int) -> tuple[Any, int]:
    if text[start] not in "{[":
        raise ValueError("neither an object nor an array")
    return _scan(text, start)


def _bytes(text: str, start: int, end: int) -> int:
    if end - start <= MAX_OBJECT_BYTES // 4:
        return end - start
    return len(text[start:end].encode(errors="surrogatepass"))


def _end_of_blanks(text: str, position: int) -> int:
    match = _BLANKS.match(text, position)
    return match.end() if match else position


def _before_blanks(text: str, start: int, position: int) -> int:
    while position > start and text[position - 1].isspace():
        position -= 1
    return max(start, position)


def _end_of_line(text: str, position: int) -> int:
    end = text.find("\n", position)
    return end if end >= 0 else len(text)


def _after_lines(text: str, count: int) -> int:
    position = 0
    for _ in range(count):
        position = min(_end_of_line(text, position) + 1, len(text))
    return position
