"""Say why a text is no value of its column, with Redshift's codes and words.

AWS: r_Load_Error_Reference (the codes), SYS_LOAD_ERROR_DETAIL and multi-byte-character-load-errors
(samples of the words).
"""

import re

from localshift.copy import datetimes
from localshift.copy.records import BadLine, Record
from localshift.copy.statement import Conversions, TargetColumn
from localshift.types import RedshiftType

# What bytes that are not UTF-8 are decoded to, and what half a pair of JSON escapes means.
_SURROGATES = re.compile("[\ud800-\udfff]+")
_NUMBERS = {
    "smallint": ("Short", re.compile(r"\s*[+-]?\d*")),
    "integer": ("Integer", re.compile(r"\s*[+-]?\d*")),
    "bigint": ("Long", re.compile(r"\s*[+-]?\d*")),
    "numeric": ("Decimal", re.compile(r"\s*[+-]?\d*\.?\d*")),
    "real": ("Float", re.compile(r"\s*[+-]?\d*\.?\d*(?:[eE][+-]?\d*)?")),
    "double precision": ("Double", re.compile(r"\s*[+-]?\d*\.?\d*(?:[eE][+-]?\d*)?")),
}


def explain(
    record: Record, number: int, field: TargetColumn, text: str | None, options: Conversions
) -> BadLine:
    """Why field `number` of `record`, whose text is `text`, does not go into the column."""
    code, reason = _cause(field, text, options)
    return BadLine(
        line=record.line,
        raw_line=record.raw_line,
        code=code,
        reason=reason,
        field=number,
        raw_value=text or "",
    )


def invalid_characters(record: Record, number: int, text: str) -> BadLine:
    """The error for a field that is not UTF-8; its bytes are surrogates in `text`."""
    run = _SURROGATES.search(text)
    octets = run[0].encode(errors="surrogatepass") if run else b""
    if run and run[0] >= "\udc80":
        octets = run[0].encode(errors="surrogateescape")
    reason = (
        "String contains invalid or unsupported UTF8 codepoints. "
        f"Bad UTF8 hex sequence: {octets.hex(' ')} (error {_utf8_error(octets)})"
    )
    readable = text.encode(errors="replace").decode()
    return BadLine(record.line, record.raw_line, 1220, reason, field=number, raw_value=readable)


def type_name(kind: RedshiftType) -> str:
    """The type as the error views show it, in at most ten characters."""
    return "char" if kind.name == "character" else kind.internal_name


def type_length(kind: RedshiftType) -> str:
    """The column's length, or `precision, scale`; empty where a type has none."""
    if kind.precision is None:
        return ""
    return str(kind.precision) if kind.scale is None else f"{kind.precision}, {kind.scale}"


def _cause(field: TargetColumn, text: str | None, options: Conversions) -> tuple[int, str]:
    kind = field.type
    if text is None or (field.not_null and not kind.is_string and not text.strip()):
        return 1213, "Missing data for not-null field"
    if kind.name in _NUMBERS:
        return _number_cause(kind, text)
    if kind.name == "boolean":
        return 1210, "Unknown boolean format"
    if kind.name == "character" and not text.isascii():
        octets = next(character for character in text if not character.isascii()).encode()
        return 1220, (
            "Multibyte character not supported for CHAR (Hint: Try using VARCHAR). "
            f"Invalid char: {octets.hex(' ')}"
        )
    if kind.is_string:
        if len(text.encode()) <= (kind.precision or 0):
            return 1213, "Missing data for not-null field"
        word = "Char" if kind.name == "character" else "String"
        return 1204, f"{word} length exceeds DDL length"
    if kind.name == "date":
        if options.date_format is None and len(text.strip()) < len("YYYY-MM-DD"):
            return 1205, "Invalid Date Format - length must be 10 or more"
        return 1205, "Invalid Date Format"
    if kind.name == "super":
        return 1224, "Input data is not well formed JSON for super data type"
    if kind.name == "varbyte":
        return 1219, "Invalid hexadecimal digit, or too long for the column"
    wanted = options.time_format or datetimes.default_format(kind)
    return 1206, f"Invalid timestamp format or value [{wanted}]"


def _number_cause(kind: RedshiftType, text: str) -> tuple[int, str]:
    word, pattern = _NUMBERS[kind.name]
    match = pattern.match(text)
    position = match.end() if match else 0
    if text[position:].strip() or not any(character.isdigit() for character in text):
        wrong = text[position : position + 1]
        code = 1208 if word in ("Float", "Double") else 1207
        return code, f"Invalid digit, Value '{wrong}', Pos {position}, Type: {word}"
    if kind.name == "numeric":
        return 1204, "Numeric data overflow: out of range for the precision and scale of the column"
    if kind.name in ("real", "double precision"):
        return 1204, f"Overflow, Value '{text}', Type: {word}"
    return 1222, f"Overflow, Value '{text}', Type: {word}"


def _utf8_error(octets: bytes) -> int:
    """The kind of error (AWS: multi-byte-character-load-errors)."""
    first = octets[0] if octets else 0
    if 0x80 <= first < 0xC0 or first >= 0xFE:
        return 3
    return 1 if first >= 0xF8 else 2
