"""Read a statement token by token: the base of the small parsers (COPY, GRANT, SET, ...)."""

from localshift.errors import SqlError, syntax_error
from localshift.sql.lexer import Kind, Token, tokens


class TokenReader:
    """The tokens of one statement, taken from left to right.

    What is `accept`ed may be there, what is `expect`ed must be: a SqlError (42601) names the token
    that stands there instead. Words are given in lower case. A closing semicolon is ignored.
    """

    def __init__(self, sql: str) -> None:
        self.sql = sql
        self._tokens = list(tokens(sql))
        if self._tokens and self._tokens[-1].is_operator(";"):
            self._tokens.pop()
        self._position = 0

    @property
    def at_end(self) -> bool:
        return self._position >= len(self._tokens)

    def peek(self, ahead: int = 0) -> Token | None:
        index = self._position + ahead
        return self._tokens[index] if index < len(self._tokens) else None

    def next(self) -> Token:
        token = self.peek()
        if token is None:
            raise self.unexpected()
        self._position += 1
        return token

    def unexpected(self) -> SqlError:
        """The error that the token at hand, or the end, should not be there."""
        token = self.peek()
        if token is None:
            return SqlError("42601", "syntax error at end of input")
        return syntax_error(token.text)

    def accept(self, *words: str) -> bool:
        """Take these words if they all follow; else take nothing."""
        for ahead, word in enumerate(words):
            token = self.peek(ahead)
            if token is None or not token.is_word(word):
                return False
        self._position += len(words)
        return True

    def expect(self, *words: str) -> None:
        for word in words:
            if not self.accept(word):
                raise self.unexpected()

    def accept_operator(self, text: str) -> bool:
        token = self.peek()
        if token is None or not token.is_operator(text):
            return False
        self._position += 1
        return True

    def expect_operator(self, text: str) -> None:
        if not self.accept_operator(text):
            raise self.unexpected()

    def expect_end(self) -> None:
        if not self.at_end:
            raise self.unexpected()

    def accept_string(self) -> str | None:
        token = self.peek()
        if token is None or token.kind is not Kind.STRING:
            return None
        return self.next().value

    def string(self) -> str:
        value = self.accept_string()
        if value is None:
            raise self.unexpected()
        return value

    def integer(self) -> int:
        token = self.peek()
        if token is None or token.kind is not Kind.NUMBER or not token.text.isdigit():
            raise self.unexpected()
        return int(self.next().text)

    def name(self) -> str:
        """An identifier as the catalog has it."""
        token = self.peek()
        if token is None or not token.is_name:
            raise self.unexpected()
        return self.next().name

    def qualified_name(self) -> tuple[str, ...]:
        """`a`, `a.b` or `a.b.c` as its parts."""
        parts = [self.name()]
        while self.accept_operator("."):
            parts.append(self.name())
        return tuple(parts)

    def names_in_parentheses(self) -> tuple[str, ...]:
        """`(a, b, c)`; at least one name."""
        self.expect_operator("(")
        names = [self.name()]
        while self.accept_operator(","):
            names.append(self.name())
        self.expect_operator(")")
        return tuple(names)
