"""The lexer, against the rules of AWS's r_names and r_Character_strings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localshift.errors import SqlError
from localshift.sql.identifiers import fold
from localshift.sql.lexer import Kind, split_statements, tokens


def kinds_and_values(sql: str) -> list[tuple[Kind, str]]:
    return [(token.kind, token.value) for token in tokens(sql)]


def test_kinds_of_token() -> None:
    found = kinds_and_values("""select "A b", 'it''s', 1.5e-3, $7 from T where x::int >= .5""")

    assert found == [
        (Kind.WORD, "select"),
        (Kind.QUOTED, "A b"),
        (Kind.OPERATOR, ","),
        (Kind.STRING, "it's"),
        (Kind.OPERATOR, ","),
        (Kind.NUMBER, "1.5e-3"),
        (Kind.OPERATOR, ","),
        (Kind.PARAMETER, "7"),
        (Kind.WORD, "from"),
        (Kind.WORD, "t"),
        (Kind.WORD, "where"),
        (Kind.WORD, "x"),
        (Kind.OPERATOR, "::"),
        (Kind.WORD, "int"),
        (Kind.OPERATOR, ">="),
        (Kind.NUMBER, ".5"),
    ]


@pytest.mark.parametrize(
    ("sql", "value"),
    [
        (r"'a\'b'", "a'b"),
        (r"'a\\'", "a\\"),
        (r"'\\d+'", r"\d+"),
        (r"'\d'", "d"),
        (r"E'tab\there'", "tab\there"),
        (r"'\101\303\251'", "Aé"),
        ("$$it's; $1 /* not a comment$$", "it's; $1 /* not a comment"),
        ("$body$ $$ $other$ $body$", " $$ $other$ "),
        ("'two\nlines -- kept'", "two\nlines -- kept"),
        ("''", ""),
    ],
)
def test_a_string_means(sql: str, value: str) -> None:
    assert kinds_and_values(sql) == [(Kind.STRING, value)]


def test_parameters_in_a_list_are_no_dollar_quote() -> None:
    assert [value for _, value in kinds_and_values("$7,$8")] == ["7", ",", "8"]


def test_comments_nest_and_are_skipped() -> None:
    assert kinds_and_values("a /* x /* y ' */ z */ b -- it's\nc --") == [
        (Kind.WORD, "a"),
        (Kind.WORD, "b"),
        (Kind.WORD, "c"),
    ]


def test_quoted_identifiers_are_folded_as_names_and_kept_as_values() -> None:
    (token,) = tokens('"MiXed ""É"""')

    assert token.value == 'MiXed "É"'
    assert token.name == 'mixed "É"'


def test_hash_begins_a_temporary_name_and_is_an_operator_before_a_number() -> None:
    assert kinds_and_values("#Tmp # 2") == [
        (Kind.WORD, "#tmp"),
        (Kind.OPERATOR, "#"),
        (Kind.NUMBER, "2"),
    ]


@pytest.mark.parametrize(
    ("sql", "message"),
    [
        ("select 'abc", "unterminated quoted string"),
        ("select E'abc", "unterminated quoted string"),
        (r"select 'abc\'", "unterminated quoted string"),
        ('select "abc', "unterminated quoted identifier"),
        ('select ""', "zero-length delimited identifier"),
        ("select /* a /* b */", "unterminated /* comment"),
        ("select $x$ abc", "unterminated dollar-quoted string"),
    ],
)
def test_what_does_not_end_is_a_syntax_error(sql: str, message: str) -> None:
    with pytest.raises(SqlError, match="42601") as caught:
        list(tokens(sql))

    assert message in caught.value.message


def test_octal_escapes_that_are_no_utf8_are_refused() -> None:
    with pytest.raises(SqlError, match="22021"):
        list(tokens(r"'\377'"))


def test_statements_are_split_at_top_level_semicolons_only() -> None:
    sql = "select ';' ; /* head; */ select $$a;b$$; ; -- end;\n"

    assert split_statements(sql) == ["select ';'", "/* head; */ select $$a;b$$"]


def test_statement_without_a_token_is_left_out() -> None:
    assert split_statements(" ; -- nothing\n;/* nor here */") == []


def quoted(value: str) -> str:
    return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'"


@given(st.text())
def test_any_value_survives_quoting(value: str) -> None:
    assert kinds_and_values(quoted(value)) == [(Kind.STRING, value)]


@given(st.text())
def test_any_text_gives_tokens_in_order_or_a_typed_error(sql: str) -> None:
    try:
        found = list(tokens(sql))
    except SqlError:
        return
    end = 0
    for token in found:
        assert end <= token.start < token.end <= len(sql)
        assert sql[token.start : token.end] == token.text
        end = token.end


sql_like = st.text(alphabet="ab$'\"\\;/*-\n #1.eE", max_size=30)


@given(sql_like)
def test_splitting_loses_no_token(sql: str) -> None:
    try:
        whole = [token.text for token in tokens(sql) if token.text != ";"]
    except SqlError:
        return
    parts = [token.text for part in split_statements(sql) for token in tokens(part)]

    assert parts == whole


@given(st.lists(st.text(), min_size=1))
def test_split_statements_gives_back_what_was_joined(values: list[str]) -> None:
    statements = [f"select {quoted(value)}" for value in values]

    assert split_statements(";".join(statements)) == statements


def test_fold_touches_ascii_letters_only() -> None:
    assert fold("ÄBC") == "Äbc"
