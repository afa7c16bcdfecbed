"""Generate all seven files below a directory."""

from collections.abc import Callable
from pathlib import Path
from random import Random

from producers.tickit import dimensions, facts, files, sources

LEAST_USERS = 2  # one who sells and one who buys


def scaled(rows: int, scale: float, least: int = 1) -> int:
    """So many of a real number of rows, and not fewer than `least`."""
    return max(least, round(rows * scale))


def generate(
    directory: Path,
    *,
    scale: float,
    seed: int,
    real: Path | None = None,
    on_listed: Callable[[int], None] = lambda _: None,
) -> dict[str, int]:
    """Write the files and return each table's number of rows.

    Users, listings, sales and events are `scale` times the real ones; categories, dates and venues
    are always the same. With `real`, a directory, its category, date, venue and event files are
    taken as they are. The same arguments give the same bytes.

    Raises UnusableFileError because of a real file.
    """
    if real:
        programme = sources.read_real(real)
    else:
        programme = sources.generated(_random(seed, "event"), scaled(dimensions.EVENTS, scale))
    users = scaled(dimensions.USERS, scale, LEAST_USERS)
    counts = {
        table: files.write_table(directory, table, rows) for table, rows in programme.rows.items()
    }
    counts["user"] = files.write_table(
        directory, "user", dimensions.users(_random(seed, "user"), users)
    )
    counts["listing"], counts["sale"] = files.write_listings(
        directory,
        programme.calendar.months(),
        facts.listings(
            _random(seed, "listing"),
            programme.calendar,
            programme.events,
            users=users,
            count=scaled(facts.LISTINGS, scale),
            sales=scaled(facts.SALES, scale),
        ),
        on_listed,
    )
    return counts


def _random(seed: int, table: str) -> Random:
    """Chances of one table, which do not depend on how many rows another has."""
    return Random(f"{seed} {table}")  # noqa: S311 - a simulation
