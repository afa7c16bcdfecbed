"""The manifest: the list of files that one COPY loads, all of them or none.

AWS, "Using a manifest to specify data files". Pure: no service is called here.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from loader.events import LandedFile


def manifest_text(files: Iterable[LandedFile]) -> str:
    """Return a manifest in which every file is mandatory, with its size.

    COPY asks for `content_length` with columnar files and ignores it with others.
    """
    entries = [
        {"url": file.url, "mandatory": True, "meta": {"content_length": file.size}}
        for file in files
    ]
    return json.dumps({"entries": entries}, ensure_ascii=False, indent=1)


def manifest_key(prefix: str, name: str, at: datetime, unique: UUID) -> str:
    """Return a key that no other attempt uses: COPY must never read another one's manifest."""
    return f"{prefix}{at:%Y/%m/%d}/{name}-{at:%H%M%S}-{unique}.manifest.json"
