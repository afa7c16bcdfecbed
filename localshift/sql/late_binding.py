"""pg_get_late_binding_view_cols(), a function that stands for a table with a column list.

AWS: PG_GET_LATE_BINDING_VIEW_COLS. It is written
`pg_get_late_binding_view_cols() cols(view_schema name, view_name name, …)`.
"""

from localshift.errors import refuse
from localshift.sql.lexer import tokens
from localshift.sql.reader import Reader

_FUNCTION = "pg_get_late_binding_view_cols"
TABLE_FUNCTIONS = {_FUNCTION: "PG_GET_LATE_BINDING_VIEW_COLS"}
_COLUMNS = ("view_schema", "view_name", "col_name", "col_type", "col_num")


def replace_late_binding_function(sql: str) -> str:
    """Put a query of the catalog in the place of each call."""
    if _FUNCTION not in sql.lower():
        return sql
    before = None
    for token in tokens(sql):
        if token.is_word(_FUNCTION):
            if before is None or not (before.is_word("from", "join") or before.is_operator(",")):
                raise refuse(f"the function {_FUNCTION}() outside of FROM")
            reader = Reader(sql[token.start :])
            reader.next()
            reader.balanced()
            reader.accept("as")
            alias = reader.name() if reader.here is not None and reader.here.is_name else "cols"
            names = _column_names(reader)
            after = reader.here
            rest = "" if after is None else sql[token.start + after.start :]
            columns = ", ".join(
                f"{column} as {name}" for column, name in zip(_COLUMNS, names, strict=True)
            )
            query = f"(select {columns} from pg_catalog.pg_late_binding_view_columns) as {alias} "
            return sql[: token.start] + query + replace_late_binding_function(rest)
        before = token
    return sql


def _column_names(reader: Reader) -> list[str]:
    if not reader.accept_operator("("):
        return list(_COLUMNS)
    names = []
    while True:
        names.append(reader.name())
        if reader.here is not None and reader.here.is_name:
            reader.type()
        if reader.accept_operator(")"):
            return names
        reader.expect_operator(",")
