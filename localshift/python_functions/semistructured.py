"""SUPER and JSON for DuckDB: the functions of localshift.semistructured over the text of values.

An argument or a result that is a SUPER is its text; a null that is one is no JSON null, and gives
null.
"""

import json
import struct
from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any

from localshift.errors import SqlError
from localshift.python_functions.function import PythonFunction
from localshift.semistructured import arrays, objects, paths, texts
from localshift.semistructured.arithmetic import calculate, precision, rounded, scale
from localshift.semistructured.ordering import key
from localshift.semistructured.values import Value, dump, load, parse


def _json_parse(text: str, dedup_attributes: bool) -> str | None:
    return parse(text, dedup_attributes=dedup_attributes)


def _can_json_parse(text: str) -> bool:
    try:
        parse(text)
    except SqlError:
        return False
    return True


def _from_real(value: float) -> str:
    """The shortest text that is the same 32-bit number."""
    for digits in range(1, 10):
        shortest = float(f"{value:.{digits}g}")
        if struct.pack("f", shortest) == struct.pack("f", value):
            break
    return dump(shortest)


def _get(text: str, path: str) -> str | None:
    return _text(paths.follow(load(text), _path(path)))


@lru_cache(maxsize=512)
def _path(text: str) -> list[paths.Step]:
    steps: list[paths.Step] = json.loads(text)
    return steps


def _elements(text: str) -> list[str | None]:
    return [_text(element) for element in paths.elements(load(text))]


def _members(text: str) -> dict[str, list[str | None]]:
    members = paths.members(load(text))
    return {"names": list(members), "items": [_text(member) for member in members.values()]}


def _object(names: list[str | None], values: list[str | None]) -> str:
    return dump(objects.made(names, list(map(_value, values))))


def _text(value: Value) -> str | None:
    return None if value is None else dump(value)


def _value(text: str | None) -> Value:
    return None if text is None else load(text)


def _over(call: Callable[..., Any], supers: int) -> Callable[..., Any]:
    """`call` with its first `supers` arguments as values; the others as they are."""

    @wraps(call)
    def over(*given: Any) -> Any:
        return call(*map(load, given[:supers]), *given[supers:])

    return over


def _giving_super(call: Callable[..., Any], supers: int) -> Callable[..., Any]:
    """The same for a function whose result is a SUPER."""

    @wraps(call)
    def giving(*given: Any) -> Any:
        return _text(call(*map(load, given[:supers]), *given[supers:]))

    return giving


def _function(name: str, call: Callable[..., Any], takes: str, gives: str) -> PythonFunction:
    return PythonFunction(f"localshift_{name}", call, takes, gives)


_V = "VARCHAR"

FUNCTIONS = (
    _function("super_parse_exactly", _json_parse, "VARCHAR BOOLEAN", _V),
    _function("super_can_parse", _can_json_parse, _V, "BOOLEAN"),
    _function("super_of_double", dump, "DOUBLE", _V),
    _function("super_of_real", _from_real, "FLOAT", _V),
    _function("super_get_exactly", _get, "VARCHAR VARCHAR", _V),
    _function("super_elements_exactly", _elements, _V, "VARCHAR[]"),
    _function("super_members", _members, _V, "STRUCT(names VARCHAR[], items VARCHAR[])"),
    _function("super_key", _over(key, 1), _V, _V),
    _function(
        "super_calculate",
        lambda sign, left, right: _text(calculate(sign, load(left), load(right))),
        "VARCHAR VARCHAR VARCHAR",
        _V,
    ),
    _function(
        "super_rounded",
        lambda name, value: _text(rounded(name, load(value))),
        "VARCHAR VARCHAR",
        _V,
    ),
    _function("super_object", _object, "VARCHAR[] VARCHAR[]", _V),
    _function("decimal_precision", _over(precision, 1), _V, "INTEGER"),
    _function("decimal_scale", _over(scale, 1), _V, "INTEGER"),
    _function("array_concat", _giving_super(arrays.concatenated, 2), "VARCHAR VARCHAR", _V),
    _function("subarray", _giving_super(arrays.subarray, 1), "VARCHAR BIGINT BIGINT", _V),
    _function("array_flatten", _giving_super(arrays.flattened, 1), _V, _V),
    _function("is_valid_json", texts.is_object, _V, "BOOLEAN"),
    _function("is_valid_json_array", texts.is_array, _V, "BOOLEAN"),
    _function("json_array_length", texts.array_length, "VARCHAR BOOLEAN", "INTEGER"),
    _function(
        "json_extract_array_element_text", texts.array_element, "VARCHAR INTEGER BOOLEAN", _V
    ),
    _function("json_extract_path_text", texts.at_path, "VARCHAR VARCHAR[] BOOLEAN", _V),
)
