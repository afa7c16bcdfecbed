"""The case of identifiers. AWS: r_names, r_enable_case_sensitive_identifier.

Redshift folds names to lower case, those in quotation marks as well, until
enable_case_sensitive_identifier keeps the latter as they are written. The setting holds for all
that is parsed while a statement runs, so it is set around the statement and not handed down.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_ASCII_LOWER = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}
_keeping_case = ContextVar("keeping_case", default=False)


def fold(name: str) -> str:
    """An identifier with its ASCII letters, and only those, in lower case."""
    return name.lower() if name.isascii() else name.translate(_ASCII_LOWER)


def as_catalogued(name: str, *, quoted: bool) -> str:
    """An identifier as the catalog has it: `name` is as written, without its quotation marks."""
    return name if quoted and _keeping_case.get() else fold(name)


@contextmanager
def keeping_case(*, on: bool = True) -> Iterator[None]:
    """Within it names in quotation marks keep their case, or do not."""
    before = _keeping_case.set(on)
    try:
        yield
    finally:
        _keeping_case.reset(before)
