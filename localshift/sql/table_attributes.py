"""Parse how a table is distributed and sorted. AWS: r_CREATE_TABLE_NEW, r_CREATE_TABLE_AS."""

from collections.abc import Sequence
from dataclasses import dataclass

from localshift.errors import SqlError
from localshift.sql.reader import Reader


@dataclass(frozen=True, slots=True)
class Attributes:
    """DISTSTYLE, DISTKEY, SORTKEY and BACKUP; keys by name, or by position from 1 on."""

    diststyle: str | None = None
    distkey: str | int | None = None
    sortstyle: str | None = None
    sortkey: tuple[str | int, ...] = ()
    backup: bool = True


def parse_attributes(
    reader: Reader, distkey: str | int | None = None, sortkey: Sequence[str | int] = ()
) -> Attributes:
    """Parse what follows the columns, which may have named keys themselves."""
    diststyle: str | None = None
    sortstyle: str | None = None
    backup = True
    while True:
        if reader.accept("backup"):
            backup = reader.accept_any("yes", "no") == "yes"
        elif reader.accept("diststyle"):
            diststyle = reader.accept_any("auto", "even", "key", "all")
            if diststyle is None:
                raise reader.error()
        elif reader.accept("distkey"):
            (distkey,) = _key_columns(reader)
        elif reader.accept("encode", "auto"):
            pass
        elif (
            reader.at_words("sortkey")
            or reader.at_words("compound")
            or reader.at_words("interleaved")
        ):
            style = reader.accept_any("compound", "interleaved")
            reader.expect("sortkey")
            if reader.accept("auto"):
                sortstyle = "auto"
            else:
                sortstyle = style or "compound"
                sortkey = _key_columns(reader)
        else:
            break
    if distkey is not None and diststyle is not None and diststyle != "key":
        raise SqlError("42P16", f"Cannot specify DISTKEY column with DISTSTYLE {diststyle.upper()}")
    if diststyle == "key" and distkey is None:
        raise SqlError("42P16", "DISTSTYLE KEY requires a DISTKEY column")
    if distkey is not None:
        diststyle = "key"
    return Attributes(diststyle, distkey, sortstyle, tuple(sortkey), backup)


def _key_columns(reader: Reader) -> list[str | int]:
    """The columns of a key by name, or by the position that r_CREATE_TABLE_AS allows."""
    reader.expect_operator("(")
    columns: list[str | int] = []
    while True:
        here = reader.here
        by_name = here is not None and here.is_name
        columns.append(reader.name() if by_name else reader.integer())
        if reader.accept_operator(")"):
            return columns
        reader.expect_operator(",")
