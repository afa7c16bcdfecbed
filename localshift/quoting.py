"""Names and strings in DuckDB's SQL: one function each."""


def quoted(name: str) -> str:
    """An identifier for DuckDB."""
    return '"' + name.replace('"', '""') + '"'


def string(text: str) -> str:
    """A string literal for DuckDB, where a backslash is a backslash."""
    return "'" + text.replace("'", "''") + "'"
