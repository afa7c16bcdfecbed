"""FROM over the elements of an array or the attributes of an object. AWS: query-super.

`t.array AS x AT i` and `UNPIVOT t.object AS v AT k` are read as calls of two functions that stand
for a table, so that a view's text can be written and read again. A plain name is a path when its
first part is an alias of the same FROM or of the query around it. Binding makes a lateral subquery
of such a call.
"""

from collections.abc import Iterator
from typing import Any

from sqlglot import exp
from sqlglot.parsers.redshift import RedshiftParser
from sqlglot.tokenizer_core import TokenType

from localshift import types as t
from localshift.errors import SqlError, refuse
from localshift.sql.navigation import dotted
from localshift.sql.nodes import find_all
from localshift.types import RedshiftType

ELEMENTS, MEMBERS = "localshift_super_elements", "localshift_super_members"
_CATALOG_ELEMENTS = "localshift_catalog_elements"
_GIVES = "gives"
# What gives the values, and what their places: of elements by number, of attributes by name.
_MACROS = {
    ELEMENTS: (("localshift_super_unnest", t.SUPER), ("localshift_super_places", t.BIGINT)),
    MEMBERS: (
        ("localshift_super_unnest_items", t.SUPER),
        ("localshift_super_unnest_names", t.varchar(t.MAX_VARCHAR)),
    ),
    _CATALOG_ELEMENTS: (("unnest", t.NAME),),
}


class UnnestingParser(RedshiftParser):
    """Reads the paths that can't be the name of a table."""

    SUPPORTS_IMPLICIT_UNNEST = False

    def _parse_table(self, *args: Any, **options: Any) -> exp.Expr | None:
        if self._match(TokenType.UNPIVOT):
            return self._iteration(MEMBERS)
        if self._match_text_seq("PG_CATALOG", ".", "UNNEST"):
            return self._iteration(_CATALOG_ELEMENTS)
        if self._at_subscript():
            return self._iteration(ELEMENTS)
        index = self._index
        table = super()._parse_table(*args, **options)
        if isinstance(table, exp.AtIndex):
            self._retreat(index)
            return self._iteration(ELEMENTS)
        return table

    def _at_subscript(self) -> bool:
        """Whether names with points between them follow, and then a bracket."""
        ahead = self._tokens[self._index :]
        names = iter(ahead)
        for name, point in zip(names, names, strict=False):
            if name.token_type == TokenType.L_PAREN or not name.text[:1].strip("'0123456789"):
                return False
            if point.token_type != TokenType.DOT:
                return point.token_type == TokenType.L_BRACKET
        return False

    def _iteration(self, function: str) -> exp.Table:
        path = self._parse_column()
        self._match(TokenType.ALIAS)
        alias = self._parse_id_var(any_token=False)
        index = self._parse_id_var() if self._match_text_seq("AT") else None
        return _iteration(function, path, alias, index)


def mark_iterations(select: exp.Select) -> None:
    """Make iterations of the table references that are paths, in place. Names are folded."""
    aliases = _outer_aliases(select)
    values: set[str] = set()
    for holder in _from_items(select):
        table = holder.this
        if isinstance(table, exp.Table) and isinstance(table.this, (exp.Identifier, exp.Dot)):
            parts = [part.copy() for part in table.parts]
            if parts[0].name in (values if len(parts) == 1 else aliases):
                of_table = {"table": parts.pop(0)} if len(parts) > 1 else {}
                path = dotted(exp.Column(this=parts[0], **of_table), parts[1:])
                table.replace(
                    _iteration(ELEMENTS, path, exp.to_identifier(table.alias or None, True))
                )
        if is_iteration(holder.this):
            _check_join(holder)
            values.add(holder.this.alias)
        aliases.add(holder.this.alias_or_name)


def expand_iterations(query: exp.Expr) -> None:
    """Replace iterations by lateral subqueries, and point `x.name` at the value of x, in place."""
    iterations = [table for table in find_all(query, exp.Table) if is_iteration(table)]
    for table in iterations:
        select = table.find_ancestor(exp.Select)
        for column in find_all(select, exp.Column) if select is not None else []:
            first, *rest = [part.copy() for part in column.parts]
            in_from = column.find_ancestor(exp.Table, exp.Select) is not select
            if first.name == table.alias and (rest or in_from):
                value = exp.column(table.alias, table.alias, quoted=True)
                column.replace(dotted(value, rest))
    for table in iterations:
        table.replace(_lateral(table))


def is_iteration(node: exp.Expr) -> bool:
    return (
        isinstance(node, exp.Table)
        and isinstance(node.this, exp.Anonymous)
        and node.this.name.lower() in _MACROS
    )


def _iteration(
    function: str,
    path: exp.Expr | None,
    alias: exp.Expr | None,
    index: exp.Expr | None = None,
) -> exp.Table:
    if path is None or alias is None:
        raise refuse("unnesting without an alias")
    columns = [alias.copy()] + ([index] if index is not None else [])
    return exp.Table(
        this=exp.Anonymous(this=function, expressions=[path]),
        alias=exp.TableAlias(this=alias, columns=columns),
    )


def _from_items(select: exp.Select) -> Iterator[exp.Expr]:
    """The FROM and the joins, from left to right; each holds a table reference as `this`."""
    if (source := select.args.get("from_")) is not None:
        yield source
        yield from source.this.args.get("joins") or []
    yield from select.args.get("joins") or []


def _outer_aliases(select: exp.Select) -> set[str]:
    outer = select.find_ancestor(exp.Select)
    return {holder.this.alias_or_name for holder in _from_items(outer)} if outer else set()


def _check_join(holder: exp.Expr) -> None:
    """AWS: limitations-super."""
    if holder.text("side").upper() in ("RIGHT", "FULL"):
        raise SqlError("0A000", f"SUPER is not supported in {holder.text('side')} OUTER JOIN")


def _lateral(table: exp.Table) -> exp.Subquery:
    """A subquery of one row an element, with the value and, if it has a name, its place."""
    (path,) = table.this.expressions
    names = [column.name for column in table.args["alias"].columns]
    columns = [
        exp.alias_(_marked(macro, path.copy(), type_), name, quoted=True)
        for name, (macro, type_) in zip(names, _MACROS[table.this.name.lower()], strict=False)
    ]
    alias = exp.TableAlias(this=exp.to_identifier(table.alias, quoted=True))
    return exp.Subquery(this=exp.select(*columns), alias=alias)


def _marked(macro: str, path: exp.Expr, type_: RedshiftType) -> exp.Expr:
    """A call that no client has written."""
    call = exp.Anonymous(this=macro, expressions=[path])
    call.meta[_GIVES] = type_
    return call


def type_of_iteration(node: exp.Expr) -> RedshiftType | None:
    """The type of what a call of expand_iterations() gives; None for another node."""
    gives: RedshiftType | None = node.meta_get(_GIVES)
    return gives
