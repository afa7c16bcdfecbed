"""Functions of JSON in VARCHAR, which is read anew each time. AWS: json-functions. Pure.

A value is given as it is written: a string without its quotes, an array or an object as JSON, null
as NULL.
"""

import json
from functools import lru_cache
from typing import Any

from localshift.copy.exact_json import Number, Pairs, to_json
from localshift.errors import SqlError
from localshift.semistructured.values import parsing_error


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")


@lru_cache(maxsize=4096)
def _read(text: str) -> Any:
    """Raises ValueError or RecursionError for what is no JSON."""
    value = _decoder.decode(text)
    if "\\u" in text:
        to_json(value).encode()  # fails where an escape is half a character
    return value


_decoder = json.JSONDecoder(
    object_pairs_hook=Pairs, parse_float=Number, parse_int=Number, parse_constant=_no_constant
)


def is_object(text: str) -> bool:
    """AWS: IS_VALID_JSON. Only an object is."""
    try:
        return isinstance(_read(text), Pairs)
    except (ValueError, RecursionError):
        return False


def is_array(text: str) -> bool:
    """AWS: IS_VALID_JSON_ARRAY."""
    return _array(text) is not None


def array_length(text: str, null_if_invalid: bool) -> int | None:
    """AWS: JSON_ARRAY_LENGTH."""
    array = _array_or_error(text, null_if_invalid)
    return None if array is None else len(array)


def array_element(text: str, place: int, null_if_invalid: bool) -> str | None:
    """AWS: JSON_EXTRACT_ARRAY_ELEMENT_TEXT."""
    array = _array_or_error(text, null_if_invalid)
    return _text(array[place]) if array is not None and 0 <= place < len(array) else None


def at_path(text: str, path: list[str | None], null_if_invalid: bool) -> str | None:
    """AWS: JSON_EXTRACT_PATH_TEXT. A null in the path gives NULL, whatever the text is."""
    if None in path:
        return None
    if not is_object(text):
        if null_if_invalid:
            return None
        raise parsing_error(f"invalid json object {text[:100]}")
    value = _read(text)
    for step in path:
        members = value if isinstance(value, Pairs) else ()
        value = next((member for name, member in members if name == step), None)
    return _text(value)


def _array(text: str) -> list[Any] | None:
    try:
        value = _read(text)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, list) and not isinstance(value, Pairs) else None


def _array_or_error(text: str, null_if_invalid: bool) -> list[Any] | None:
    array = _array(text)
    if array is None and not null_if_invalid:
        raise SqlError("22P02", f"invalid json array object {text[:100]}")
    return array


def _text(value: Any) -> str | None:
    if value is None:
        return None
    return str(value) if isinstance(value, str) else to_json(value)
