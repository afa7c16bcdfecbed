"""Pages of lists, with tokens that tell where the next one begins. Pure."""

import base64
import binascii
from collections.abc import Sequence
from typing import Any, TypeVar

from localshift.data_api.errors import invalid

_T = TypeVar("_T")


def page(
    items: Sequence[_T], request: dict[str, Any], size: int
) -> tuple[list[_T], dict[str, str]]:
    """The items of a page, and `NextToken` unless it is the last. Raises ApiError."""
    size = min(request.get("MaxResults") or size, size)
    start = _start(request.get("NextToken"))
    end = start + size
    more = {"NextToken": base64.b64encode(str(end).encode()).decode()} if end < len(items) else {}
    return list(items[start:end]), more


def _start(token: str | None) -> int:
    if not token:
        return 0
    try:
        start = int(base64.b64decode(token, validate=True))
    except (ValueError, binascii.Error):
        start = -1
    if start < 0:
        raise invalid("NextToken is not one of this request")
    return start
