"""Functions of arrays. AWS: c_Array_Functions. Pure.

Elements are compared as `=` compares SUPER values, and nulls with each other. What is no array
gives NULL.
"""

from collections import Counter

from localshift.semistructured.ordering import key
from localshift.semistructured.values import Value


def concatenated(left: Value, right: Value) -> Value:
    """AWS: r_array_concat."""
    return left + right if isinstance(left, list) and isinstance(right, list) else None


def subarray(array: Value, start: int, length: int) -> Value:
    """AWS: r_subarray. A negative start counts from the end."""
    if not isinstance(array, list):
        return None
    first = start if start >= 0 else len(array) + start
    return array[max(0, first) : max(0, first + length)]


def flattened(array: Value) -> Value:
    """AWS: array_flatten. The elements of all nested arrays, in one."""
    if not isinstance(array, list):
        return None
    return [
        inner
        for element in array
        for inner in (flattened(element) if isinstance(element, list) else [element])
    ]


def distinct(array: Value) -> Value:
    """AWS: array_distinct. The first of those that are equal."""
    if not isinstance(array, list):
        return None
    first: dict[str, Value] = {}
    for element in array:
        first.setdefault(key(element), element)
    return list(first.values())


def except_(left: Value, right: Value, is_distinct: bool) -> Value:
    """AWS: array_except. An element of the right takes one away, or all if sets are asked for."""
    if not (isinstance(left, list) and isinstance(right, list)):
        return None
    rest = Counter(map(key, right))
    kept = []
    for element in left:
        if rest[key(element)] > 0:
            rest[key(element)] -= 0 if is_distinct else 1
        else:
            kept.append(element)
    return distinct(kept) if is_distinct else kept


def intersection(left: Value, right: Value, is_distinct: bool) -> Value:
    """AWS: array_intersection. As often as in both, or once if sets are asked for."""
    if not (isinstance(left, list) and isinstance(right, list)):
        return None
    rest = Counter(map(key, right))
    kept = []
    for element in left:
        if rest[key(element)] > 0:
            rest[key(element)] -= 1
            kept.append(element)
    return distinct(kept) if is_distinct else kept


def positions(array: Value, wanted: Value, null_match: bool) -> list[int] | None:
    """AWS: array_positions. Without `null_match` a null makes the answer unknown."""
    if not isinstance(array, list):
        return None
    found = [place for place, element in enumerate(array) if key(element) == key(wanted)]
    if not null_match and (wanted is None or (not found and None in array)):
        return None
    return found


def position(array: Value, wanted: Value, null_match: bool) -> int | None:
    """AWS: array_position."""
    found = positions(array, wanted, null_match)
    return None if found is None else next(iter(found), -1)


def contains(array: Value, wanted: Value, null_match: bool) -> bool | None:
    """AWS: array_contains."""
    found = positions(array, wanted, null_match)
    return None if found is None else bool(found)


def sorted_(array: Value, ascending: bool, nulls_first: bool) -> Value:
    """AWS: array_sort. By kind, then by value."""
    if not isinstance(array, list):
        return None
    values = sorted((e for e in array if e is not None), key=key, reverse=not ascending)
    nulls = [None] * (len(array) - len(values))
    return nulls + values if nulls_first else values + nulls
