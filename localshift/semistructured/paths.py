"""What a path leads to, and what an array or an object holds. AWS: query-super. Pure."""

from collections.abc import Sequence

from localshift.errors import refuse
from localshift.semistructured.values import Value

Step = str | int


def follow(value: Value, path: Sequence[Step]) -> Value:
    """What the path leads to; None where an attribute or an element is not there."""
    for step in path:
        if isinstance(step, str):
            value = value.get(step) if isinstance(value, dict) else None
        elif isinstance(value, list) and 0 <= step < len(value):
            value = value[step]
        else:
            return None
    return value


def elements(value: Value) -> list[Value]:
    """What FROM iterates over. AWS does not say what a value gives that is no array."""
    if not isinstance(value, list):
        raise refuse("unnesting of a SUPER that is not an array")
    return value


def members(value: Value) -> dict[str, Value]:
    """What UNPIVOT iterates over. AWS does not say what a value gives that is no object."""
    if not isinstance(value, dict):
        raise refuse("UNPIVOT of a SUPER that is not an object")
    return value
