"""What the rewrites know of the session that a statement runs in."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Context:
    """What a statement knows of its session. Times are UTC without a zone.

    `terminate` ends another session by its process id, where the statement really runs.
    """

    statement_started_at: datetime
    transaction_started_at: datetime
    user: str = "admin"
    database: str = "dev"
    schema: str = "public"
    search_path: tuple[str, ...] = ("public",)
    pid: int = 0
    last_copy_id: int = -1
    last_unload_id: int = -1
    last_unload_count: int = 0
    time_zone: str = "UTC"
    super_case_sensitive: bool = False
    json_parse_dedup: bool = False
    setting: Callable[[str], str] = lambda _: ""
    terminate: Callable[[int], bool] = lambda _: False
