"""Functions of objects. AWS: Object_Functions. Pure."""

import json
import re
from collections.abc import Callable, Sequence

from localshift.errors import SqlError
from localshift.semistructured.values import Value

Path = tuple[str, ...]

_PATH = re.compile(r'"(?:[^"\\]|\\.)*"(?:\."(?:[^"\\]|\\.)*")*')
_PART = re.compile(r'"(?:[^"\\]|\\.)*"')


def made(names: Sequence[str | None], values: Sequence[Value]) -> Value:
    """AWS: r_object_function."""
    found: dict[str, Value] = {}
    for name, value in zip(names, values, strict=True):
        if name is None or name in found:
            what = "is null" if name is None else f'"{name}" occurs twice'
            raise SqlError("22023", f"OBJECT: an attribute name {what}")
        found[name] = value
    return found


def renamed(value: Value, rename: Callable[[str], str]) -> Value:
    """AWS: r_lower_attribute_names, r_upper_attribute_names. In all objects, however deep."""
    match value:
        case list():
            return [renamed(element, rename) for element in value]
        case dict():
            found = {rename(name): renamed(member, rename) for name, member in value.items()}
            if len(found) < len(value):
                what = "SUPER value has duplicate attributes after case conversion."
                raise SqlError("XX000", f"Invalid input: {what}")
            return found
    return value


def path(text: str) -> Path:
    """The parts of `"a"."b"`."""
    if _PATH.fullmatch(text) is None:
        raise SqlError("22023", f"Invalid path: {text}")
    return tuple(json.loads(part) for part in _PART.findall(text))


def transformed(value: Value, keep: Sequence[Path], changes: Sequence[tuple[Path, Value]]) -> Value:
    """AWS: r_object_transform_function. What is no object stays as it is."""
    if not isinstance(value, dict):
        return value
    result = _kept(value, keep)
    for where, new in changes:
        result = _with(result, where, new)
    return result


def _kept(value: Value, paths: Sequence[Path]) -> Value:
    """The object less the attributes that no path leads to or through."""
    if () in paths:
        return value
    found = {}
    for name, member in value.items():
        deeper = [path[1:] for path in paths if path[0] == name]
        if () in deeper or (deeper and isinstance(member, dict)):
            found[name] = _kept(member, deeper)
    return found


def _with(value: Value, where: Path, new: Value) -> Value:
    if not where:
        return new
    found = dict(value) if isinstance(value, dict) else {}
    found[where[0]] = _with(found.get(where[0]), where[1:], new)
    return found
