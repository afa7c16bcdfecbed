import pytest
from hypothesis import given
from hypothesis import strategies as st

from localshift.errors import SqlError
from localshift.python_functions.regular_expressions import (
    check_pattern,
    count,
    instr,
    matches,
    replace,
    substr,
)

LOOK_AHEAD = "(?=[^ ]*[a-z])(?=[^ ]*[0-9])[^ ]+"


def test_posix_takes_the_longest_of_the_leftmost_matches() -> None:
    assert substr("foobar", "foo|foobar", 1, 1, "") == "foobar"
    assert substr("foobar", "foo|foobar", 1, 1, "p") == "foo"


def test_position_counts_characters_from_one() -> None:
    assert instr("éxé", "é", 2, 1, 0, "") == 3
    assert count("aaa", "a", 0, "") == 3
    assert count("aaa", "a", 4, "") == 0


def test_subexpression_is_what_the_parameter_e_asks_for() -> None:
    text = "This is a cat, this is a dog."
    assert substr(text, r"this is a (\w+)", 1, 2, "ie") == "dog"
    assert substr(text, r"this is a \w+", 1, 2, "ie") == "this is a dog"


def test_occurrence_that_there_is_not_gives_an_empty_string() -> None:
    assert substr("abc", "b", 1, 2, "") == ""


def test_occurrence_beyond_the_length_gives_null() -> None:
    assert substr("abc", "b", 1, 4, "") is None


def test_replacement_names_groups_with_a_dollar() -> None:
    assert replace("foo bar", r"(\w+) (\w+)", "$2 $1", 1, "") == "bar foo"
    assert replace("5 USD", "USD", "$", 1, "") == "5 $"


def test_point_matches_a_line_feed_and_the_dollar_only_the_end() -> None:
    assert matches("a\nb", "a.b", "")
    assert not matches("a\n", "a$", "")


@pytest.mark.parametrize(
    "pattern", ["a*?", "(?:a)", LOOK_AHEAD, r"\bword", r"[\d]", "[[:word:]]", "a\\"]
)
def test_what_posix_does_not_document_is_refused(pattern: str) -> None:
    with pytest.raises(SqlError, match="localshift does not implement"):
        check_pattern(pattern)


@pytest.mark.parametrize(("pattern", "parameters"), [("(", ""), ("a{2,1}", ""), ("*", "p")])
def test_malformed_pattern_is_told(pattern: str, parameters: str) -> None:
    with pytest.raises(SqlError, match="invalid regular expression"):
        check_pattern(pattern, parameters)


def test_unknown_parameter_is_told() -> None:
    with pytest.raises(SqlError, match="invalid regexp parameter 'x'"):
        check_pattern("a", "ix")


@given(st.text(alphabet=r"ab1 []()*+?{}|^$.\:,-dwé", max_size=12), st.text(max_size=8))
def test_any_pattern_is_matched_or_refused(pattern: str, text: str) -> None:
    try:
        check_pattern(pattern)
    except SqlError:
        return
    assert count(text, pattern, 1, "") >= 0
    assert isinstance(replace(text, pattern, "x", 1, ""), str)


@given(st.text(min_size=1, max_size=20))
def test_every_character_is_found_where_it_stands(text: str) -> None:
    escaped = "".join(f"[{letter}]" if letter.isalnum() else "." for letter in text)
    assert instr("x" + text, escaped, 2, 1, 0, "") == 2
