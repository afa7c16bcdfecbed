"""How the tests of the marts read them, and write what they expect."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from tests.dbt.tickit_figures import LIKES
from tests.dbt.warehouse import Warehouse

Row = tuple[Any, ...]


def rounded(number: Decimal, places: int) -> Decimal:
    """Half away from zero, as Redshift rounds decimals."""
    return number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def table(warehouse: Warehouse, name: str, *columns: str) -> list[Row]:
    """The columns of a mart, in no particular order."""
    return sorted(warehouse.rows(f"select {', '.join(columns)} from analytics.{name}"), key=repr)


def in_any_order(rows: Iterator[Row]) -> list[Row]:
    return sorted(rows, key=repr)


def name_of(user: dict[str, str]) -> str:
    return f"{user['lastname']}, {user['firstname']}"


def profile(user: dict[str, str]) -> Row:
    fields = (user[field] or None for field in ("city", "state", "email", "phone"))
    return (int(user["userid"]), user["username"], name_of(user), *fields)


PROFILE = ("user_id", "username", "full_name", "city", "state", "email", "phone")
LIKED = tuple(f"likes_{like.removeprefix('like')}" for like in LIKES)


def liked(user: dict[str, str]) -> Row:
    meaning = {"TRUE": True, "FALSE": False, "": None}
    return tuple(meaning[user[like]] for like in LIKES)
