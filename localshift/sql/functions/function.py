"""What is known of a function: its names, its page, the type it gives, what DuckDB gets for it."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlglot import exp

from localshift import types as t
from localshift.sql.context import Context
from localshift.sql.nodes import cast
from localshift.sql.type_rules import INTEGERS, Types
from localshift.types import RedshiftType

Result = Callable[[Types], RedshiftType | None]
Rewrite = Callable[[exp.Func, Types, Context], exp.Expr]


@dataclass(frozen=True, slots=True)
class Function:
    """An entry of the allow-list.

    `names` are Redshift's, separated by blanks, `page` is the one of AWS's documentation that
    describes it. `result` gives the type from the arguments' types, and `rewrite` DuckDB's
    expression where its function of that name is another one. `node` is the class that sqlglot
    reads the call as; without one it is known by its name. `takes` are the kinds of the arguments,
    which arguments.py checks and converts; those that may be left out end in a question mark.
    `typed` gives the type where it hangs on the values of arguments that are written out.
    """

    names: str
    page: str
    result: Result
    rewrite: Rewrite | None = None
    node: type[exp.Func] | None = None
    takes: str | None = None
    typed: Callable[[exp.Func, Types], RedshiftType | None] | None = None

    def result_of(self, call: exp.Func, types: Types) -> RedshiftType | None:
        return self.result(types) if self.typed is None else self.typed(call, types)

    def name_of(self, call: exp.Func) -> str:
        """The name that a call of it has in an error."""
        return call.name.lower() if isinstance(call, exp.Anonymous) else self.names.split()[0]


# results


def always(type_: RedshiftType) -> Result:
    return lambda _: type_


def like_first(types: Types) -> RedshiftType | None:
    return types[0] if types else None


def string_like_first(types: Types) -> RedshiftType | None:
    """A VARCHAR no longer than the first argument."""
    first = like_first(types)
    length = first.precision if first is not None and first.is_string else None
    return t.varchar(length or t.MAX_VARCHAR)


def same_string(types: Types) -> RedshiftType | None:
    """A string of the first argument's type."""
    first = like_first(types)
    return first if first is not None and first.is_string else t.varchar(t.MAX_VARCHAR)


INTEGER, BIGINT, DOUBLE, BOOLEAN = map(always, (t.INTEGER, t.BIGINT, t.DOUBLE, t.BOOLEAN))
DATE, TIMESTAMP = map(always, (t.DATE, t.TIMESTAMP))
TEXT = always(t.varchar(t.MAX_VARCHAR))
NAME = always(t.varchar(128))


# rewrites


def macro(node: exp.Func, _: Types, __: Context) -> exp.Expr:
    """A call by name of the macro localshift_<name>, which catalog/macros.sql defines."""
    return macro_of(node, *node.expressions)


def macro_of(node: exp.Func, *arguments: exp.Expr) -> exp.Expr:
    """The macro of a function's name with other arguments."""
    return exp.Anonymous(this=f"localshift_{node.name.lower()}", expressions=list(arguments))


def over(node: exp.Func, wrap: Callable[[exp.Expr], exp.Expr]) -> exp.Expr:
    """Wrap an aggregate, or the whole window expression that it stands in."""
    outer: exp.Expr = node
    while isinstance(outer.parent, (exp.Window, exp.Filter, exp.WithinGroup)):
        outer = outer.parent
    if outer is node:
        return wrap(node.copy())
    outer.replace(wrap(outer.copy()))
    return node


def renamed(name: str) -> Rewrite:
    """The same arguments for the function that DuckDB has under another name."""
    return lambda node, _types, _context: exp.Anonymous(this=name, expressions=node.expressions)


def counted(name: str) -> Rewrite:
    """The function that DuckDB has under `name`, whose BIGINT is Redshift's INTEGER."""

    def rewrite(node: exp.Func, _: Types, __: Context) -> exp.Expr:
        return cast(exp.Anonymous(this=name, expressions=node.expressions), t.INTEGER)

    return rewrite


# types


def is_bytes(type_: RedshiftType | None) -> bool:
    return type_ is not None and type_.name == "varbyte"


def is_integer(type_: RedshiftType | None) -> bool:
    return type_ is not None and type_.name in INTEGERS
