"""Read a statement token by token: the base of the small parsers (COPY, GRANT, SET, ...)."""

from localshift.errors import SqlError, refuse, syntax_error, undefined_type
from localshift.sql.lexer import Kind, Token, tokens
from localshift.types import RedshiftType, parse_type


class Reader:
    """The tokens of one statement, taken from left to right.

    What is `accept`ed may be there, what is `expect`ed must be: a SqlError (42601) names the token
    that stands there instead. Words are given in lower case. Closing semicolons are ignored.
    """

    def __init__(self, sql: str) -> None:
        self.sql = sql
        self._tokens = list(tokens(sql))
        while self._tokens and self._tokens[-1].is_operator(";"):
            self._tokens.pop()
        self._position = 0

    @property
    def here(self) -> Token | None:
        """The token at hand; None at the end."""
        return self._ahead(0)

    @property
    def done(self) -> bool:
        return self.here is None

    def _ahead(self, count: int) -> Token | None:
        index = self._position + count
        return self._tokens[index] if index < len(self._tokens) else None

    def error(self) -> SqlError:
        """The error that the token at hand, or the end, should not be there."""
        here = self.here
        if here is None:
            return SqlError("42601", "syntax error at end of input")
        return syntax_error(here.text)

    def next(self) -> Token:
        here = self.here
        if here is None:
            raise self.error()
        self._position += 1
        return here

    def end(self) -> None:
        """Raises when a token is left."""
        if self.here is not None:
            raise self.error()

    def at_words(self, *words: str) -> bool:
        """Whether these words follow, all of them in this order."""
        following = [self._ahead(count) for count in range(len(words))]
        return all(
            token is not None and token.is_word(word)
            for token, word in zip(following, words, strict=True)
        )

    def following(self, count: int) -> list[str]:
        """The values of the next tokens, fewer at the end."""
        ahead = map(self._ahead, range(count))
        return [token.value for token in ahead if token is not None]

    def accept(self, *words: str) -> bool:
        """Take these words if they all follow; else take nothing."""
        found = self.at_words(*words)
        if found:
            self._position += len(words)
        return found

    def accept_any(self, *words: str) -> str | None:
        """Take one of these words and say which."""
        here = self.here
        return self.next().value if here is not None and here.is_word(*words) else None

    def expect(self, *words: str) -> None:
        for word in words:
            if not self.accept(word):
                raise self.error()

    def accept_operator(self, text: str) -> bool:
        here = self.here
        found = here is not None and here.is_operator(text)
        if found:
            self._position += 1
        return found

    def expect_operator(self, text: str) -> None:
        if not self.accept_operator(text):
            raise self.error()

    def accept_string(self) -> str | None:
        here = self.here
        return self.next().value if here is not None and here.kind is Kind.STRING else None

    def string(self) -> str:
        value = self.accept_string()
        if value is None:
            raise self.error()
        return value

    def integer(self) -> int:
        """A whole number with or without a sign."""
        sign = -1 if self.accept_operator("-") else 1
        here = self.here
        if here is None or here.kind is not Kind.NUMBER or not here.text.isdigit():
            raise self.error()
        return sign * int(self.next().text)

    def name(self) -> str:
        """An identifier as the catalog has it."""
        here = self.here
        if here is None or not here.is_name:
            raise self.error()
        return self.next().name

    def qualified_name(self) -> tuple[str, ...]:
        """`a`, `a.b` or `a.b.c` as its parts."""
        parts = [self.name()]
        while self.accept_operator("."):
            parts.append(self.name())
        return tuple(parts)

    def names(self) -> list[str]:
        """`a, b, c`; at least one name."""
        names = [self.name()]
        while self.accept_operator(","):
            names.append(self.name())
        return names

    def parenthesized_names(self) -> list[str]:
        """`(a, b, c)`; at least one name."""
        self.expect_operator("(")
        names = self.names()
        self.expect_operator(")")
        return names

    def balanced(self) -> str:
        """Take `( … )` with all that is nested in it; the text between the parentheses."""
        start = self.here
        self.expect_operator("(")
        depth = 1
        while True:
            token = self.next()
            if token.is_operator("("):
                depth += 1
            elif token.is_operator(")"):
                depth -= 1
            if depth == 0 and start is not None:
                return self.sql[start.end : token.start]

    def until(self, *words: str) -> str:
        """Take an expression: up to one of these words, a comma or `)` outside of parentheses."""
        first = self.next()
        last = self._close(first)
        while (here := self.here) is not None:
            if here.is_word(*words) or here.is_operator(",") or here.is_operator(")"):
                break
            last = self._close(self.next())
        return self.sql[first.start : last.end]

    def _close(self, token: Token) -> Token:
        """The token that ends what `token`, just taken, begins: itself, or its `)`."""
        if token.is_operator("("):
            self._position -= 1
            self.balanced()
            return self._tokens[self._position - 1]
        return token

    def rest(self) -> str:
        """Take all that is left, as it is written."""
        here = self.here
        self._position = len(self._tokens)
        return self.sql[here.start : self._tokens[-1].end] if here is not None else ""

    def type(self) -> RedshiftType:
        """A data type, such as `varchar(20)` or `double precision`.

        Raises SqlError (42704) when there is no such type.
        """
        here = self.here
        if here is None or not here.is_name:
            raise self.error()
        for count in range(4, 0, -1):
            words = [self._ahead(index) for index in range(count)]
            text = " ".join(word.value for word in words if word is not None and word.is_name)
            if all(word is not None and word.is_name for word in words) and parse_type(text):
                self._position += count
                break
        else:
            raise undefined_type(here.value)
        following = self.here
        if following is not None and following.is_operator("("):
            text += f"({self.balanced()})"
        found = parse_type(text)
        if found is None:
            raise undefined_type(text)
        if found.name in ("regclass", "regtype"):
            raise refuse(f"the type {found.name} outside of casts")
        return found
