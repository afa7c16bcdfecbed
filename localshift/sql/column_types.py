"""The types of columns: of stored tables, and of the queries whose types have been found."""

from collections.abc import Mapping

from sqlglot import exp
from sqlglot.optimizer.scope import Scope

from localshift.errors import SqlError
from localshift.types import RedshiftType

TableTypes = Mapping[tuple[str, ...], Mapping[str, RedshiftType]]
Outputs = list[tuple[str, RedshiftType | None]]


class ColumnTypes:
    """`columns` are those of an expression outside of a query."""

    def __init__(
        self, tables: TableTypes, columns: Mapping[str, RedshiftType] | None = None
    ) -> None:
        self._tables = tables
        self._columns = columns or {}
        self._outputs: dict[int, Outputs] = {}

    def add(self, query: exp.Expr, outputs: Outputs) -> None:
        """Remember the columns that a query gives."""
        self._outputs[id(query)] = outputs

    def outputs(self, query: exp.Expr) -> Outputs:
        """The columns of a query that has been visited, in parentheses or not."""
        while isinstance(query, (exp.Subquery, exp.Paren)):
            query = query.this
        return self._outputs.get(id(query), [])

    def type_of(self, column: exp.Column, scope: Scope | None) -> RedshiftType | None:
        """The type of a column that is read in `scope`, or in one around it; None if unknown."""
        name = column.name
        if scope is None:
            return self._columns.get(name)
        at: Scope | None = scope
        while at is not None:
            source = at.sources.get(column.table)
            if isinstance(source, Scope):
                outputs = self._outputs.get(id(source.expression), [])
                return next((type_ for output, type_ in outputs if output == name), None)
            if isinstance(source, exp.Table):
                stored = source.catalog, source.db, source.name
                return self._tables.get(stored, {}).get(name)
            at = at.parent
        if column.table == "alias":  # DuckDB would look for it in the SELECT list
            raise SqlError("42P01", 'missing FROM-clause entry for table "alias"')
        return None
