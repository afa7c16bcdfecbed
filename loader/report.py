"""What the loader tells: lines for people, with what happened, where, and what to do next."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from loader.errors import LoaderError
from loader.events import LandedFile
from loader.inbox import Depth
from loader.ledger import Load, QuarantinedFile, Refusal, Totals
from loader.run import Outcome, Run

if TYPE_CHECKING:
    from rich.table import Table

SHOWN_FILES = 10
COMMAND = "python -m loader"


def landed(load: Load) -> str:
    """Return one line about a load."""
    parts = [f"{_count(len(load.loaded), 'file')}, {_count(load.rows, 'row')}, {_size(load.bytes)}"]
    if load.refused:
        parts.append(f"{len(load.refused)} quarantined")
    if load.superseded:
        parts.append(f"{len(load.superseded)} superseded by newer versions")
    return f"{load.feed}: load {load.load_id}: {', '.join(parts)}"


def refused(load: Load) -> str:
    """Return what was quarantined, why, and how to try again; a paragraph for each file."""
    if load.loaded:
        rest = f"the other {len(load.loaded)} landed as load {load.load_id}"
    else:
        rest = f"load {load.load_id} landed nothing"
    told = [
        _paragraph(
            f"feed '{load.feed}': {_why(why)}",
            file=_place(file, why),
            now=f"the file is quarantined; {rest}",
            next=f"{COMMAND} quarantine retry {load.feed} --load {load.load_id}"
            "   (after the producer is mended)",
        )
        for file, why in list(load.refused.items())[:SHOWN_FILES]
    ]
    if len(load.refused) > SHOWN_FILES:
        more = len(load.refused) - SHOWN_FILES
        told.append(f"… and {_count(more, 'file')} more: {COMMAND} --feed {load.feed} quarantine")
    return "\n".join(told)


def ended(run: Run) -> str:
    """Return how a feed's run ended; what landed was told as it landed."""
    told = []
    if run.unreadable:
        message, reason = next(iter(run.unreadable.items()))
        told.append(
            _paragraph(
                f"feed '{run.feed}': {_count(len(run.unreadable), 'message')} of its queue "
                f"cannot be read; the first, {message}, {printable(reason)}",
                now="they stay in the queue, which moves them to its dead-letter queue",
                next="look at them there; nothing else waits for them",
            )
        )
    if run.outcome is Outcome.EMPTY and run.loads:
        return "\n".join(told)
    outcome = "nothing to load" if run.outcome is Outcome.EMPTY else run.outcome.value
    return "\n".join([*told, f"{run.feed}: {outcome}"])


def failed(error: LoaderError, feed: str | None = None) -> str:
    """Return an error as a paragraph."""
    where = f"feed '{feed}': " if feed and f"feed '{feed}'" not in str(error) else ""
    return _paragraph(f"{where}{printable(str(error))}", now=error.now, next=error.next_step)


def quarantine(feed: str, files: Sequence[QuarantinedFile]) -> str:
    """Return the refused files of a feed, a paragraph each."""
    if not files:
        return f"{feed}: nothing is quarantined"
    told = [f"{feed}: {_count(len(files), 'file')} quarantined"]
    for entry in files:
        told.append(f"  load {entry.load_id}  {_place(entry.file, entry.refusal)}")
        told.append(f"    {_why(entry.refusal)}")
    told.append(f"  next   {COMMAND} quarantine retry {feed} --load N, or --key KEY")
    return "\n".join(told)


def status(
    feeds: Iterable[str],
    paused: set[str],
    totals: Mapping[str, Totals],
    quarantined: Mapping[str, int],
    depths: Mapping[str, Depth],
) -> Table:
    """Return one row a feed: what landed, how fresh it is, and what waits."""
    from rich.table import Table

    table = Table(box=None, header_style="bold", pad_edge=False)
    table.add_column("feed")
    table.add_column("state")
    for column in ("last load", "ended", "files", "rows", "quarantined"):
        table.add_column(column, justify="right")
    for column in ("in queue", "in flight", "dead-letter"):
        table.add_column(column, justify="right")
    for feed in feeds:
        total, depth = totals.get(feed), depths[feed]
        table.add_row(
            feed,
            "paused" if feed in paused else "active",
            str(total.load_id) if total else "-",
            f"{_age(total.age_seconds)} ago" if total else "never",
            f"{total.files:,}" if total else "0",
            f"{total.rows:,}" if total else "0",
            f"{quarantined.get(feed, 0):,}",
            f"{depth.waiting:,}",
            f"{depth.in_flight:,}",
            "none" if depth.dead is None else f"{depth.dead:,}",
        )
    return table


def printable(text: str) -> str:
    """Keys and messages come from others: what would steer a terminal is shown escaped."""
    return "".join(
        c if c.isprintable() or c == "\n" else c.encode("unicode_escape").decode() for c in text
    )


def _why(why: Refusal) -> str:
    column = f"column '{printable(why.column)}': " if why.column else ""
    return f"{column}{printable(why.reason)}"


def _place(file: LandedFile, why: Refusal) -> str:
    line = f", line {why.line}" if why.line is not None else ""
    return f"{printable(file.url)}{line}"


def _paragraph(message: str, **facts: str) -> str:
    told = [f"  {name:<6} {fact}" for name, fact in facts.items() if fact]
    return "\n".join([f"loader: {message}", *told])


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _size(size: float) -> str:
    for unit in ("B", "KB", "MB", "GB"):
        if size < 1024 or unit == "GB":
            break
        size /= 1024
    return f"{size:.0f} {unit}" if unit == "B" else f"{size:.1f} {unit}"


def _age(seconds: float) -> str:
    for unit, length in (("d", 86400), ("h", 3600), ("min", 60)):
        if seconds >= 2 * length:
            return f"{seconds / length:.0f} {unit}"
    return f"{max(seconds, 0):.0f} s"
