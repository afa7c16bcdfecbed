"""Functions of objects. AWS: Object_Functions. Pure."""

from collections.abc import Sequence

from localshift.errors import SqlError
from localshift.semistructured.values import Value


def made(names: Sequence[str | None], values: Sequence[Value]) -> Value:
    """AWS: r_object_function."""
    found: dict[str, Value] = {}
    for name, value in zip(names, values, strict=True):
        if name is None or name in found:
            what = "is null" if name is None else f'"{name}" occurs twice'
            raise SqlError("22023", f"OBJECT: an attribute name {what}")
        found[name] = value
    return found
