"""sqlglot's Redshift, less what it takes over from other databases.

APPROXIMATE is read and left out: an exact answer is within the error that it allows.
"""

from typing import Any

from sqlglot import TokenType, exp
from sqlglot.dialects.redshift import Redshift
from sqlglot.parsers.redshift import RedshiftParser

from localshift.sql.functions import KNOWN_BY_CLASS
from localshift.sql.functions.conditions import SYNTAX
from localshift.sql.unnesting import UnnestingParser
from localshift.types import DAYS_TO_SECONDS, YEARS_TO_MONTHS

# What sqlglot reads as a function of its own; all others are calls by name. It has many names for
# one function, most of which are other databases'. OBJECT_TRANSFORM is read to be refused by name:
# it has KEEP and SET between its arguments.
_READ = {name.upper() for name in (*KNOWN_BY_CLASS, *SYNTAX, "object_transform")}

_BEFORE_LITERALS = (
    TokenType.DATE,
    TokenType.DATETIME,
    TokenType.INTERVAL,
    TokenType.TIME,
    TokenType.TIMESTAMP,
    TokenType.TIMESTAMPTZ,
    TokenType.TIMETZ,
)
# PostgreSQL 8.0, "Functions": they have no parentheses.
_WITHOUT_PARENTHESES = (
    "current_date", "current_time", "current_timestamp", "current_user", "localtime",
    "localtimestamp", "session_user", "user",
)  # fmt: skip


class _Parser(UnnestingParser):
    FUNCTIONS = {  # noqa: RUF012 - as sqlglot declares it
        name: build for name, build in RedshiftParser.FUNCTIONS.items() if name in _READ
    }
    FUNCTION_PARSERS = {  # noqa: RUF012
        name: parse for name, parse in RedshiftParser.FUNCTION_PARSERS.items() if name in _READ
    }
    UNARY_PARSERS = {  # noqa: RUF012
        **RedshiftParser.UNARY_PARSERS,
        TokenType.PARAMETER: lambda self: exp.Abs(this=self._parse_unary()),
        TokenType.PLUS: lambda self: self._parse_plus(),
    }
    NO_PAREN_FUNCTION_PARSERS = {  # noqa: RUF012
        **{
            name: parse
            for name, parse in RedshiftParser.NO_PAREN_FUNCTION_PARSERS.items()
            if name in ("ANY", "CASE", "SYSDATE")
        },
        "APPROXIMATE": lambda self: self._parse_approximate(),
    }

    def _parse_function_call(self, *args: Any, **options: Any) -> exp.Expr | None:
        """Refuse CURRENT_DATE(), which sqlglot takes for CURRENT_DATE."""
        if self._curr is not None and self._curr.text.lower() in _WITHOUT_PARENTHESES:
            following = [token.token_type for token in self._tokens[self._index + 1 :][:2]]
            if following == [TokenType.L_PAREN, TokenType.R_PAREN]:
                self._advance()
                self.raise_error("parentheses after a function that has none")
        return super()._parse_function_call(*args, **options)

    def _parse_position(self, *_: Any, **__: Any) -> exp.StrPosition:
        """AWS: r_POSITION. With IN alone; sqlglot knows a comma too."""
        wanted = self._parse_bitwise()
        if not self._match(TokenType.IN):
            self.raise_error("POSITION without IN")
        return self.expression(exp.StrPosition(this=self._parse_bitwise(), substr=wanted))

    def _parse_plus(self) -> exp.Expr | None:
        """A sign, which sqlglot leaves out, is checked as -(-x) is. AWS: operators-functions."""
        value = self._parse_unary()
        if value is None or isinstance(value, exp.Literal):
            return value
        return exp.Neg(this=exp.Neg(this=value))

    def _parse_select_query(self, *args: Any, **options: Any) -> exp.Expr | None:
        """A query begins with SELECT or WITH; sqlglot knows one that begins with FROM."""
        if self._match(TokenType.FROM, advance=False):
            self.raise_error("FROM without SELECT")
        return super()._parse_select_query(*args, **options)

    def _parse_csv(self, parse_method: Any, sep: TokenType = TokenType.COMMA) -> Any:
        """After a comma something must follow, which sqlglot does not mind."""

        def parse() -> Any:
            found = parse_method()
            if found is None and self._prev is not None and self._prev.token_type == sep:
                self.raise_error("nothing after a comma")
            return found

        return super()._parse_csv(parse, sep)

    def _parse_bitwise(self) -> exp.Expr | None:
        """AWS: r_OPERATOR_SYMBOLS. A # that stands alone is no name of a temporary table."""
        left = super()._parse_bitwise()
        while left is not None and self._match_text_seq("#"):
            left = exp.BitwiseXor(this=left, expression=super()._parse_bitwise())
        return left

    def _parse_approximate(self) -> exp.Expr | None:
        """AWS: r_COUNT, r_APPROXIMATE_PERCENTILE_DISC."""
        index = self._index - 1
        function = self._parse_function()
        if isinstance(function, exp.Count) and isinstance(function.this, exp.Distinct):
            return function
        if isinstance(function, exp.WithinGroup) and isinstance(function.this, exp.PercentileDisc):
            function.this.set("approximate", True)
            return function
        self._retreat(index)
        return None

    def _parse_interval(self, *_: Any, **__: Any) -> Any:
        """AWS: r_interval_data_types, r_Date_and_time_literals. DATE '2008-01-01' is a cast.

        So is INTERVAL '1-2' YEAR TO MONTH; sqlglot would put a cast that follows inside of it.
        """
        index = self._index
        if self._match_set(_BEFORE_LITERALS, advance=False):
            type_ = self._parse_types(check_func=True, allow_identifiers=False)
            if type_ is not None and self._match(TokenType.STRING, advance=False):
                text = self._parse_string()
                return exp.Cast(this=text, to=self._parse_qualified() or type_)
        self._retreat(index)
        return None

    def _parse_types(self, *args: Any, **options: Any) -> Any:
        """A type may have its schema before it. ARRAY is none, but a function."""
        if self._match(TokenType.ARRAY, advance=False):
            return None
        self._match_text_seq("PG_CATALOG", ".")
        index = self._index
        if self._match(TokenType.INTERVAL) and (qualified := self._parse_qualified()):
            return qualified
        self._retreat(index)
        return super()._parse_types(*args, **options)

    def _parse_qualified(self) -> exp.DataType | None:
        """The interval type whose qualifier follows, if one does."""
        for words in sorted((*YEARS_TO_MONTHS, *DAYS_TO_SECONDS), key=len, reverse=True):
            if self._match_text_seq(*words.upper().split()):
                digits = self._parse_wrapped(self._parse_number, optional=True)
                unit = exp.var(f"{words} ({digits.name})" if digits else words)
                return exp.DataType(this=exp.Interval(unit=unit))
        return None

    def _parse_in(self, this: exp.Expr | None, *args: Any, **options: Any) -> exp.In:
        """AWS: r_in_condition. The list stands in parentheses."""
        if self._match(TokenType.L_BRACKET, advance=False):
            self.raise_error("IN without parentheses")
        found: exp.In = super()._parse_in(this, *args, **options)
        return found

    def _parse_star_op(self, *keywords: str) -> Any:
        """AWS: r_EXCLUDE_list. EXCLUDE ends the SELECT list and belongs to all of it."""


_FOREIGN_WORDS = ("==", "GLOB", "REGEXP", "RLIKE")


class _Tokenizer(Redshift.Tokenizer):
    KEYWORDS = {  # noqa: RUF012
        word: token
        for word, token in Redshift.Tokenizer.KEYWORDS.items()
        if word not in _FOREIGN_WORDS
    }


class LocalRedshift(Redshift):
    """Redshift's SQL as localshift reads it."""

    Tokenizer = _Tokenizer

    Parser = _Parser
