"""The token reader that the small parsers share."""

import pytest

from localshift.errors import SqlError
from localshift.sql.reader import TokenReader


def test_words_are_taken_all_or_none() -> None:
    reader = TokenReader("LOCK TABLE a")

    assert not reader.accept("lock", "tables")
    assert reader.accept("lock", "table")
    assert reader.name() == "a"
    assert reader.at_end


def test_names_are_folded_and_split() -> None:
    reader = TokenReader('Dev."Landing".Events (A, "b")')

    assert reader.qualified_name() == ("dev", "landing", "events")
    assert reader.names_in_parentheses() == ("a", "b")


def test_closing_semicolon_is_ignored() -> None:
    reader = TokenReader("show all;")

    reader.expect("show", "all")
    reader.expect_end()


@pytest.mark.parametrize(
    ("sql", "near"),
    [("lock view a", '"view"'), ("lock table 'a'", "\"'a'\""), ("lock", "end of input")],
)
def test_what_stands_there_instead_is_named(sql: str, near: str) -> None:
    reader = TokenReader(sql)

    with pytest.raises(SqlError) as caught:
        reader.expect("lock", "table")
        reader.name()

    assert caught.value.sqlstate == "42601"
    assert near in caught.value.message


def test_strings_and_integers_are_read_as_such() -> None:
    reader = TokenReader("'it''s' 12 1.5")

    assert reader.accept_string() == "it's"
    assert reader.integer() == 12
    with pytest.raises(SqlError, match="42601"):
        reader.integer()
