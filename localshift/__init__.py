"""A Redshift for one machine: Redshift's protocols and SQL on DuckDB.

Imports go one way: wire -> session -> statements (copying, ddl, queries) -> sql, catalog ->
engine, types, errors. Nothing outside this package is imported.
"""
