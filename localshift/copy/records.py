"""What a reader makes of a file: records with their raw texts, and the lines that are none."""

from dataclasses import dataclass

# How much of a raw line, and of a raw value, the error views keep.
RAW_CHARACTERS = 1024


@dataclass(frozen=True, slots=True)
class Record:
    """One row of a file. `line` counts from 1; for JSON it is the last line of the object.

    `fields` are raw texts, None for NULL: what is between two delimiters, or the value of a JSON
    key; the value is JSON when it goes into a SUPER or is nested, else the text of it.
    """

    line: int
    raw_line: str
    fields: list[str | None]


@dataclass(frozen=True, slots=True)
class BadLine:
    """What could not be read, or holds a value that its column does not take.

    `field` is the number of the field, from 1, or None when the error is of the line; `code` and
    `reason` are those of AWS's "Load error reference"; `position` is within the line.
    """

    line: int
    raw_line: str
    code: int
    reason: str
    position: int = 0
    field: int | None = None
    raw_value: str = ""
