"""Functions of arrays. AWS: c_Array_Functions. Pure. What is no array gives NULL."""

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
