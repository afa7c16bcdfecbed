"""The values of SUPER: their text, their order, their arithmetic."""

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlglot import exp

from localshift.engine import Engine
from localshift.errors import SqlError
from localshift.semistructured.arithmetic import calculate, rounded
from localshift.semistructured.ordering import key
from localshift.semistructured.paths import follow
from localshift.semistructured.values import dump, load, parse
from localshift.sql.navigation import navigated
from localshift.types import SUPER

_INTEGERS = st.integers(-(10**38) + 1, 10**38 - 1)
_DECIMALS = st.builds(lambda whole, scale: Decimal(whole).scaleb(-scale), _INTEGERS, st.just(5))
_FLOATS = st.floats(allow_nan=False, allow_infinity=False)
_TEXTS = st.text(st.characters(codec="utf-8"), max_size=8)
_SCALARS = st.none() | st.booleans() | _INTEGERS | _DECIMALS | _FLOATS | _TEXTS
_VALUES = st.recursive(
    _SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_TEXTS, inner, max_size=4),
    max_leaves=12,
)


@given(_VALUES)
def test_a_value_is_what_its_text_says(value: Any) -> None:
    text = dump(value)

    assert load(text) == value
    assert dump(load(text)) == text


@given(_VALUES)
def test_the_text_of_a_value_is_json_that_parses_to_itself(value: Any) -> None:
    text = dump(value)

    json.loads(text)
    assert parse(text) == (None if value is None else text)


@given(_INTEGERS | _DECIMALS | _FLOATS, _INTEGERS | _DECIMALS | _FLOATS)
def test_numbers_are_ordered_by_value_whatever_their_form(left: Any, right: Any) -> None:
    a, b = (Decimal(repr(x)) if isinstance(x, float) else Decimal(x) for x in (left, right))

    assert (key(left) < key(right)) == (a < b)
    assert (key(left) == key(right)) == (a == b)


@given(_VALUES, _VALUES)
def test_keys_of_arrays_are_equal_only_if_their_elements_are(left: Any, right: Any) -> None:
    assert (key([left, right]) == key([right, left])) == (key(left) == key(right))


def test_blanks_at_the_end_and_the_order_of_attributes_do_not_count_in_comparisons() -> None:
    assert key("a ") == key("a")
    assert key({"a": 1, "b": "x "}) == key({"b": "x", "a": Decimal("1.0")})
    assert key(" a") != key("a")


def test_kinds_stand_in_the_documented_order() -> None:
    ordered = [False, True, Decimal("-2.5"), 1, "AWS", "Amazon", [1, "abc", None], {"a": 1}]

    backwards = ordered[::-1]
    assert sorted(backwards, key=key) == ordered


@pytest.mark.parametrize(
    "text",
    [
        '{"a":1,}', "[1,2", "NaN", "-Infinity", "'a'", "01", "", "{1:2}", r'"\ud800"',
        '{"a":1,"a":2}', "[" * 100_000,
    ],
)  # fmt: skip
def test_text_that_is_no_json_is_told(text: str) -> None:
    with pytest.raises(SqlError, match="JSON parsing error"):
        parse(text)


def test_numbers_keep_their_kind_and_scale() -> None:
    assert parse("[1, 1.0, 1.10, 1e2, 2.22E0, -0]") == "[1,1.0,1.10,1e+2,2.22e+0,0]"


def test_numbers_of_more_digits_than_a_decimal_has_are_refused_by_name() -> None:
    with pytest.raises(SqlError, match="does not implement JSON numbers of more than 38 digits"):
        parse("1" * 39)


def test_scales_follow_redshifts_rules_for_the_digits_at_hand() -> None:
    product = calculate("*", calculate("+", 4193, Decimal("0.5")), 4193)

    assert calculate("/", product, 10) == Decimal("1758334.5500")
    assert calculate("+", "a", "b") == "ab"
    assert calculate("+", "a", 1) is None
    assert calculate("*", 1.5, 2) == 3.0


def test_what_does_not_fit_a_decimal_is_an_error_and_not_null() -> None:
    with pytest.raises(SqlError, match="overflow"):
        calculate("*", 10**37, 100)
    with pytest.raises(SqlError, match="division by zero"):
        calculate("/", 1, 0)


def test_rounding_keeps_a_float_a_float() -> None:
    assert dump(rounded("round", 2.5)) == "3e+0"
    assert dump(rounded("round", Decimal("-2.5"))) == "-3"
    assert rounded("abs", "x") is None


_ATOMS = st.sampled_from(
    ["1", "1.50", "-0", "-0.5", "01", "1e2", "0.1234567890123456789", "NaN", "-inf", "null", "true",
     '""', '"a b"', '"1.5"', '"-0"', r'"\u00e9"', r'"\"a\":1"', '"é"', "'a'", "9" * 39, '"info"',
     '"\t"', '"n":1']
)  # fmt: skip
_BLANK = st.sampled_from(["", "", " ", "\n\t"])


def _written(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    names = st.sampled_from(['"a"', '"b"', r'"\u00e9"', '"é"', "c"])
    member = st.tuples(_BLANK, names, _BLANK, st.just(":"), _BLANK, inner).map("".join)
    ends = st.sampled_from(["", "", "", ","])
    objects_ = st.tuples(st.lists(member, max_size=3).map(",".join), ends).map("".join)
    arrays_ = st.tuples(st.lists(inner, max_size=3).map(" , ".join), ends).map("".join)
    return objects_.map(lambda body: "{" + body + "}") | arrays_.map(lambda body: f"[{body}]")


_WRITTEN = st.recursive(_ATOMS, _written, max_leaves=6)


@pytest.fixture(scope="module")
def cursor() -> Iterator[duckdb.DuckDBPyConnection]:
    engine = Engine(":memory:")
    yield engine.cursor()
    engine.close()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(_WRITTEN)
def test_the_quick_parser_gives_what_the_exact_one_gives(
    cursor: duckdb.DuckDBPyConnection, text: str
) -> None:
    query = "select try(localshift_super_parse(?, false))"
    try:
        exact = parse(text)
    except SqlError:
        exact = None

    assert cursor.execute(query, [text]).fetchone() == (exact,)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.recursive(
        st.sampled_from([1, Decimal("1.50"), Decimal("-0.5"), 2.5, "x", '"a":9.9', None]),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["a", "b", '"q"', "é"]), inner, max_size=3)
        ),
        max_leaves=6,
    ),
    st.lists(st.sampled_from(["a", "b", '"q"', "é", 0, 1]), min_size=1, max_size=3),
)
def test_navigation_by_duckdb_gives_what_the_exact_one_gives(
    cursor: duckdb.DuckDBPyConnection, value: Any, steps: list[str | int]
) -> None:
    path = navigated(exp.Literal.string(dump(value)), SUPER, steps).sql("duckdb")
    found = follow(value, steps)

    assert cursor.execute(f"select {path}").fetchone() == (None if found is None else dump(found),)
