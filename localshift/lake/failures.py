"""Errors of reading external tables, on their way around Arrow.

Arrow's threads must not see an exception of Python's (see scan.py). They are given something that
is no file, complain of it by its path, and the error is found again by that.
"""

import re
import uuid
from collections import OrderedDict

from localshift.errors import SqlError

_PATH = re.compile("lake-[0-9a-f]{32}/[0-9]+")
_MOST = 1000

_failures: OrderedDict[str, SqlError] = OrderedDict()


def new_prefix() -> str:
    """What the paths of one dataset begin with."""
    return f"lake-{uuid.uuid4().hex}"


def remember(path: str, error: SqlError) -> None:
    _failures[path] = error
    while len(_failures) > _MOST:
        _failures.popitem(last=False)


def recall(text: str) -> SqlError | None:
    """The error behind a message that names the path."""
    match = _PATH.search(text)
    return _failures.get(match[0]) if match else None
