"""Words, bytes, hashes and numbers of other bases."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localshift.errors import SqlError
from localshift.python_functions.hashes import FNV_SEED, fnv, sha2
from localshift.python_functions.numbers import strtol
from localshift.python_functions.teradata import text_to_int, text_to_numeric
from localshift.python_functions.varbyte import from_binary, from_hex, getbit, to_binary
from localshift.python_functions.words import difference, initcap, quote_ident, soundex

SIGNED_64 = st.integers(-(2**63), 2**63 - 1)


@pytest.mark.parametrize(
    ("text", "code"),
    [("Robert", "R163"), ("Ashcraft", "A261"), ("Tymczak", "T522"), ("Pfister", "P236"), ("é", "")],
)
def test_soundex_is_the_american_one(text: str, code: str) -> None:
    assert soundex(text) == code


def test_difference_of_strings_without_letters() -> None:
    assert difference("Amazon", "1") == 0
    assert difference("1", "2") == 1


def test_word_begins_after_what_is_no_letter_and_no_digit() -> None:
    assert initcap("o'neil mc_donald 1st éCOLE") == "O'Neil Mc_Donald 1st École"


def test_reserved_word_is_quoted_as_an_identifier() -> None:
    assert [quote_ident(word) for word in ("user", "users", "Users")] == [
        '"user"',
        "users",
        '"Users"',
    ]


@given(SIGNED_64, st.integers(2, 36))
def test_number_is_read_in_its_base(number: int, base: int) -> None:
    digits = "0123456789abcdefghijklmnopqrstuvwxyz"
    text, rest = "", abs(number)
    while rest or not text:
        rest, digit = divmod(rest, base)
        text = digits[digit] + text
    assert strtol(f" {'-' if number < 0 else '+'}{text.upper()}", base) == number


@pytest.mark.parametrize(
    ("text", "base"), [("12", 2), ("1_0", 10), ("0x1", 10), ("- 1", 10), ("1", 1)]
)
def test_text_that_is_no_number_of_the_base_is_told(text: str, base: int) -> None:
    with pytest.raises(SqlError):
        strtol(text, base)


def test_number_of_more_than_64_bits_is_told() -> None:
    with pytest.raises(SqlError, match="bigint out of range"):
        strtol("ffffffffffffffff", 16)


@given(st.binary(max_size=20))
def test_bytes_are_read_as_they_were_written(value: bytes) -> None:
    assert from_hex(value.hex()) == value
    assert from_binary(to_binary(value)) == value
    bits = [str(getbit(value, index)) for index in reversed(range(8 * len(value)))]
    assert "".join(bits) == to_binary(value)


@pytest.mark.parametrize("text", ["0g", "0 1", "é"])
def test_what_is_not_hexadecimal_is_told(text: str) -> None:
    with pytest.raises(SqlError, match="not a valid hexadecimal string"):
        from_hex(text)


@given(st.binary(max_size=10), st.binary(max_size=10))
def test_hash_goes_on_from_a_seed(left: bytes, right: bytes) -> None:
    assert fnv(right, fnv(left, FNV_SEED)) == fnv(left + right, FNV_SEED)


def test_hash_has_its_width() -> None:
    assert [len(sha2(b"", bits)) for bits in (224, 256, 384, 512, 1)] == [56, 64, 96, 128, 0]


@pytest.mark.parametrize(
    ("text", "template", "number"),
    [
        ("12}", "99S", -120),
        ("1J", "9S", -11),
        ("12A", "99S", 121),
        (" 1,234 ", "", 1234),
        ("12", "9(I)", 12),
    ],
)
def test_number_as_teradata_writes_it(text: str, template: str, number: int) -> None:
    assert text_to_int(text, template) == number


def test_number_rounds_to_the_even_one() -> None:
    assert [text_to_numeric(text, "", 38, 0) for text in ("0.5", "1.5", "2.5")] == ["0", "2", "2"]


@pytest.mark.parametrize(
    ("text", "template"), [("1 2", ""), ("1234", "999"), ("+1-", ""), ("x", "99S")]
)
def test_text_that_is_no_number_is_told(text: str, template: str) -> None:
    with pytest.raises(SqlError, match="invalid input syntax"):
        text_to_int(text, template)


@given(st.text(max_size=8), st.sampled_from(["", "999S", "C9(I)", "9(3)"]))
def test_any_text_is_a_number_or_told(text: str, template: str) -> None:
    with suppress(SqlError):
        assert isinstance(text_to_int(text, template), int)
