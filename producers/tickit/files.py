"""Write the seven files.

Text, one record a line, fields separated by `|`, no header, no quotes, an empty field for null.
Listings and sales are gzipped, one file for each month of listtime and of saletime.
"""

import gzip
import io
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import BinaryIO

from producers.tickit.dimensions import Row
from producers.tickit.facts import Listing

NAMES = {
    "category": "category_pipe.txt",
    "date": "date2008_pipe.txt",
    "event": "allevents_pipe.txt",
    "venue": "venue_pipe.txt",
    "user": "allusers_pipe.txt",
    "listing": "listings_pipe.txt.gz",
    "sale": "sales_pipe.txt.gz",
}
_COMPRESSION = 6
_BUFFER_BYTES = 64 * 1024
_LISTINGS_TOLD = 1_000


def written(directory: Path) -> list[Path]:
    """The files of TICKIT below `directory`; others that lie there are none of them."""
    return [
        path for table, name in NAMES.items() for path in sorted((directory / table).rglob(name))
    ]


def write_table(directory: Path, table: str, rows: Iterable[Row]) -> int:
    """Write a table that is one file. Returns the number of rows."""
    path = directory / table / NAMES[table]
    path.parent.mkdir(parents=True, exist_ok=True)
    count = 0
    with path.open("wb") as file:
        for row in rows:
            file.write(_line(row))
            count += 1
    return count


def write_listings(
    directory: Path,
    months: Iterable[str],
    listings: Iterable[Listing],
    on_listed: Callable[[int], None],
) -> tuple[int, int]:
    """Write listings and their sales, by month. Returns the numbers of both.

    Now and then `on_listed` is told how many listings are written.
    Every month has its files, also one without rows: so nothing is left of what another scale had
    written there.
    """
    listed = sold = 0
    with ExitStack() as stack:
        files = {
            (table, month): stack.enter_context(_monthly(directory, table, month))
            for table in ("listing", "sale")
            for month in months
        }
        for listing in listings:
            files["listing", listing.month].write(_line(listing.row))
            for month, sale in listing.sales:
                files["sale", month].write(_line(sale))
            listed += 1
            sold += len(listing.sales)
            if listed % _LISTINGS_TOLD == 0:
                on_listed(listed)
    on_listed(listed)
    return listed, sold


@contextmanager
def _monthly(directory: Path, table: str, month: str) -> Iterator[BinaryIO]:
    path = directory / table / f"month={month}" / NAMES[table]
    path.parent.mkdir(parents=True, exist_ok=True)
    # Neither name nor time stands in the file: the same rows give the same bytes.
    with (
        path.open("wb") as file,
        gzip.GzipFile("", "wb", _COMPRESSION, file, mtime=0) as zipped,
        io.BufferedWriter(zipped, _BUFFER_BYTES) as buffered,  # type: ignore[arg-type]
    ):
        yield buffered


def _line(row: Row) -> bytes:
    return ("|".join(row) + "\n").encode()
