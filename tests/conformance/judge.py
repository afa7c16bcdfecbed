"""Run a case and judge the answer: right, refused by name, or wrong."""

import re
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import Enum

import psycopg2
import psycopg2.extensions

from tests.conformance.cases import Case, Rows

BY_NAME = "localshift does not implement"
_STATEMENT_LIMIT_MILLISECONDS = 20_000


class Verdict(Enum):
    RIGHT = "right"
    REFUSED = "refused by name"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Judgement:
    case: Case
    verdict: Verdict
    answer: str


def judge(case: Case, dsn: str, schema: str) -> Judgement:
    """Run a case in a session and a schema of its own, which is dropped afterwards."""
    connection = psycopg2.connect(dsn)
    connection.autocommit = True
    _read_values_as_text(connection)
    try:
        with connection.cursor() as cursor:
            cursor.execute(f"set statement_timeout to {_STATEMENT_LIMIT_MILLISECONDS}")
            cursor.execute(f"create schema {schema}")
            cursor.execute(f"set search_path to {schema}, public")
            return _judged(case, cursor)
    finally:
        connection.close()
        _drop(schema, dsn)


def _judged(case: Case, cursor: psycopg2.extensions.cursor) -> Judgement:
    try:
        for statement in case.setup:
            cursor.execute(statement)
    except psycopg2.Error as error:
        return _from_error(case, f"in the setup: {error}", expected=None)
    try:
        cursor.execute(case.sql)
        rows = [list(row) for row in cursor.fetchall()] if cursor.description else []
    except psycopg2.Error as error:
        return _from_error(case, str(error), expected=case.refuses)
    right = case.gives is not None and same_rows(rows, case.gives, case)
    return Judgement(case, Verdict.RIGHT if right else Verdict.WRONG, str(rows))


def _from_error(case: Case, text: str, expected: str | None) -> Judgement:
    if expected is not None and expected.lower() in text.lower():
        return Judgement(case, Verdict.RIGHT, text)
    return Judgement(case, Verdict.REFUSED if BY_NAME in text else Verdict.WRONG, text)


def same_rows(rows: Rows, expected: Rows, case: Case) -> bool:
    if len(rows) != len(expected):
        return False
    if not case.ordered:
        rows, expected = sorted(rows, key=str), sorted(expected, key=str)
        if case.compare == "exact":
            return Counter(map(str, rows)) == Counter(map(str, expected))
    return all(
        len(row) == len(wanted)
        and all(
            same_value(value, other, case.compare) for value, other in zip(row, wanted, strict=True)
        )
        for row, wanted in zip(rows, expected, strict=True)
    )


def same_value(value: str | None, expected: str | None, compare: str) -> bool:
    if value is None or expected is None or value == expected:
        return value == expected
    if compare == "trim":
        return value.strip() == expected.strip()
    if compare == "time":
        return _without_trailing_zeros(value) == _without_trailing_zeros(expected)
    try:
        difference = abs(Decimal(value) - Decimal(expected))
    except InvalidOperation:
        return False
    if compare == "numeric":
        return difference == 0
    kind, _, tolerance = compare.partition(":")
    return kind == "approx" and difference <= Decimal(tolerance)


def _without_trailing_zeros(text: str) -> str:
    return re.sub(r"(\.\d*?)0+(?!\d)", r"\1", text).replace(".+", "+").rstrip(".")


def _read_values_as_text(connection: psycopg2.extensions.connection) -> None:
    """Leave every value as the server wrote it."""
    oids = (16, 20, 21, 23, 26, 700, 701, 1082, 1083, 1114, 1184, 1186, 1266, 1700)
    as_text = psycopg2.extensions.new_type(oids, "TEXT", lambda value, _: value)
    psycopg2.extensions.register_type(as_text, connection)


def _drop(schema: str, dsn: str) -> None:
    connection = psycopg2.connect(dsn)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(f"drop schema if exists {schema} cascade")
    connection.close()
