"""sqlglot's Redshift, less what it reads as something that it is not.

Functions of that kind stay calls by name, to be implemented, or refused by the name that was
written. APPROXIMATE is read and left out: an exact answer is within the error that it allows.
"""

from typing import Any

from sqlglot import TokenType, exp
from sqlglot.dialects.redshift import Redshift
from sqlglot.parsers.redshift import RedshiftParser

from localshift.sql.functions import KNOWN_BY_NAME
from localshift.sql.unnesting import UnnestingParser
from localshift.types import DAYS_TO_SECONDS, YEARS_TO_MONTHS

_BY_NAME = {
    "FARMFINGERPRINT64",
    "JSON_EXTRACT_PATH_TEXT",
    "JSON_PARSE",
    "STRTOL",
    "TRANSLATE",
}


_BEFORE_LITERALS = (
    TokenType.DATE,
    TokenType.DATETIME,
    TokenType.INTERVAL,
    TokenType.TIME,
    TokenType.TIMESTAMP,
    TokenType.TIMESTAMPTZ,
    TokenType.TIMETZ,
)


class _Parser(UnnestingParser):
    FUNCTIONS = {  # noqa: RUF012 - as sqlglot declares it
        name: build
        for name, build in RedshiftParser.FUNCTIONS.items()
        if name not in _BY_NAME and name.lower() not in KNOWN_BY_NAME
    }
    FUNCTION_PARSERS = {  # noqa: RUF012
        name: parse
        for name, parse in RedshiftParser.FUNCTION_PARSERS.items()
        if name.lower() not in KNOWN_BY_NAME
    }
    UNARY_PARSERS = {  # noqa: RUF012
        **RedshiftParser.UNARY_PARSERS,
        TokenType.PARAMETER: lambda self: exp.Abs(this=self._parse_unary()),
    }
    NO_PAREN_FUNCTION_PARSERS = {  # noqa: RUF012
        **RedshiftParser.NO_PAREN_FUNCTION_PARSERS,
        "APPROXIMATE": lambda self: self._parse_approximate(),
    }

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
        """A type may have its schema before it."""
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

    def _parse_star_op(self, *keywords: str) -> Any:
        """AWS: r_EXCLUDE_list. EXCLUDE ends the SELECT list and belongs to all of it."""


class LocalRedshift(Redshift):
    """Redshift's SQL as localshift reads it."""

    Parser = _Parser
