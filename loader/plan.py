"""Decide which files go into which load. Pure: no service is called here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from loader.config import Feed, Limits
from loader.events import LandedFile

T = TypeVar("T")


def newest(files: Iterable[LandedFile]) -> tuple[list[LandedFile], list[LandedFile]]:
    """Return the newest version of each key, and the older versions it supersedes.

    The same version announced twice is one file.
    """
    current: dict[tuple[str, str], LandedFile] = {}
    superseded: dict[tuple[str, str, str], LandedFile] = {}
    for file in sorted(files, key=lambda file: file.order):
        older = current.get((file.bucket, file.key))
        if older is not None:
            superseded[older.identity] = older
        superseded.pop(file.identity, None)
        current[file.bucket, file.key] = file
    return list(current.values()), list(superseded.values())


def loads(files: Iterable[LandedFile], feed: Feed) -> list[list[LandedFile]]:
    """Split files into loads: one compression each, within the feed's limits, oldest first.

    GZIP is an option of the whole COPY, so compressed and plain files cannot share one.
    """
    groups: dict[bool, list[LandedFile]] = {}
    for file in sorted(files, key=lambda file: (file.announced_at, file.key)):
        groups.setdefault(feed.copy_options.is_gzip(file.key), []).append(file)
    return [load for group in groups.values() for load in _within(group, feed.limits)]


def _within(files: list[LandedFile], limits: Limits) -> list[list[LandedFile]]:
    """Fill loads up to the limits; a file above the byte limit is a load of its own."""
    loads: list[list[LandedFile]] = []
    room = 0
    for file in files:
        if not loads or len(loads[-1]) >= limits.files or file.size > room:
            loads.append([])
            room = limits.bytes
        loads[-1].append(file)
        room -= file.size
    return loads


def chunks(items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """Cut a sequence into pieces of at most `size`."""
    for start in range(0, len(items), size):
        yield items[start : start + size]
