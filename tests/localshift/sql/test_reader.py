"""The token reader that the small parsers share."""

import pytest

from localshift.errors import SqlError
from localshift.sql.reader import Reader


def test_words_are_taken_all_or_none() -> None:
    reader = Reader("LOCK TABLE a")

    assert not reader.accept("lock", "tables")
    assert reader.accept("lock", "table")
    assert reader.name() == "a"
    assert reader.here is None


def test_names_are_folded_and_split() -> None:
    reader = Reader('Dev."Landing".Events (A, "b")')

    assert reader.qualified_name() == ("dev", "landing", "events")
    assert reader.parenthesized_names() == ["a", "b"]


def test_closing_semicolon_is_ignored() -> None:
    reader = Reader("show all;")

    reader.expect("show", "all")
    reader.end()


@pytest.mark.parametrize(
    ("sql", "near"),
    [("lock view a", '"view"'), ("lock table 'a'", "\"'a'\""), ("lock", "end of input")],
)
def test_what_stands_there_instead_is_named(sql: str, near: str) -> None:
    reader = Reader(sql)

    with pytest.raises(SqlError) as caught:
        reader.expect("lock", "table")
        reader.name()

    assert caught.value.sqlstate == "42601"
    assert near in caught.value.message


def test_strings_and_integers_are_read_as_such() -> None:
    reader = Reader("'it''s' 12 1.5")

    assert reader.accept_string() == "it's"
    assert reader.integer() == 12
    with pytest.raises(SqlError, match="42601"):
        reader.integer()


def test_until_takes_an_expression_with_its_parentheses() -> None:
    reader = Reader("default coalesce(null, (1)) not null, b int")

    reader.expect("default")
    assert reader.until("not", "null") == "coalesce(null, (1))"
    assert reader.accept("not", "null")
    reader.expect_operator(",")
    assert reader.rest() == "b int"
    reader.end()


def test_until_takes_its_first_token_whatever_it_is() -> None:
    reader = Reader("null not null")

    assert reader.until("not", "null") == "null"


def test_balanced_takes_what_is_nested() -> None:
    reader = Reader("(a, (b), ')') c")

    assert reader.balanced() == "a, (b), ')'"
    assert reader.name() == "c"


@pytest.mark.parametrize(
    ("sql", "text"),
    [
        ("varchar(20) not null", "character varying(20)"),
        ("decimal( 10 , 2 )", "numeric(10,2)"),
        ("double precision encode raw", "double precision"),
        ("timestamp with time zone default x", "timestamp with time zone"),
        ("character varying(max)", "character varying(65535)"),
        ("int primary key", "integer"),
    ],
)
def test_a_type_ends_where_its_words_end(sql: str, text: str) -> None:
    assert str(Reader(sql).type()) == text


def test_no_type_is_named() -> None:
    with pytest.raises(SqlError, match='type "money" does not exist'):
        Reader("money not null").type()
