"""Patterns of SIMILAR TO as regular expressions (pattern-matching-conditions-similar-to)."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localshift.errors import SqlError
from localshift.sql.patterns import similar_pattern


def similar(text: str, pattern: str, escape: str = "\\") -> bool:
    return re.fullmatch(similar_pattern(pattern, escape), text) is not None


@pytest.mark.parametrize(
    ("text", "pattern", "matches"),
    [
        ("Agoura Hills", "%E%|%H%", True),
        ("abc", "a_c", True),
        ("a.c", "a.c", True),
        ("abc", "a.c", False),
        ("aab", "a{2}[b-d]+", True),
        ("a\nb", "a%", True),
        ("x^$", "x^$", True),
        ("a_b", r"a\_b", True),
        ("axb", r"a\_b", False),
        ("a%b", "a^%b", False),
    ],
)
def test_pattern_matches_the_whole_text(text: str, pattern: str, matches: bool) -> None:
    assert similar(text, pattern) is matches


def test_escape_can_be_another_character() -> None:
    assert similar("a%b", "a^%b", escape="^")


def test_pattern_that_ends_in_its_escape_is_told() -> None:
    with pytest.raises(SqlError, match="must not end with escape character"):
        similar_pattern("abc\\", "\\")


@pytest.mark.parametrize("pattern", ["[abc", "a{x}", "[a\\]"])
def test_what_is_not_documented_is_refused(pattern: str) -> None:
    with pytest.raises(SqlError, match="localshift does not implement"):
        similar_pattern(pattern, "^")


@given(st.text(max_size=10))
def test_escaped_text_matches_itself_alone(text: str) -> None:
    pattern = "".join(f"^{letter}" for letter in text)
    assert similar(text, pattern, escape="^")
    assert not similar(text + "x", pattern, escape="^")
