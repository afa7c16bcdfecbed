"""Named parameters of a statement: `:name` where the lexer sees it, never in a string. Pure.

AWS: data-api-calling-cli ("Running SQL statements with parameters"). Values are text, and
adapt to what they meet as an untyped literal does.
"""

from collections.abc import Iterator, Mapping, Sequence

from localshift.data_api.errors import invalid
from localshift.sql.lexer import Token, tokens
from localshift.sql.parameters import quote


def fill(sql: str, values: Mapping[str, str]) -> str:
    """The text with a literal for each placeholder."""
    parts, done = [], 0
    for colon, name in _placeholders(sql):
        parts += [sql[done : colon.start], quote(values[name])]
        done = colon.end + len(name)
    return "".join(parts) + sql[done:]


def check_names(sqls: Sequence[str], values: Mapping[str, str]) -> None:
    """Each placeholder has a value and each value a placeholder. Raises ApiError."""
    used = {name for sql in sqls for _, name in _placeholders(sql)}
    if missing := sorted(used - set(values)):
        raise invalid(f"Cannot find parameter: {missing[0]}")
    if unused := sorted(set(values) - used):
        raise invalid(
            f"Parameters list contains unused parameters. Unused parameters: [{', '.join(unused)}]"
        )


def _placeholders(sql: str) -> Iterator[tuple[Token, str]]:
    """Each colon with the word that follows it at once; a cast's `::` is a token of its own."""
    before: Token | None = None
    for token in tokens(sql):
        word = sql[token.start : token.end]
        if before is not None and before.end == token.start and word.isidentifier():
            yield before, word
        before = token if token.is_operator(":") else None
