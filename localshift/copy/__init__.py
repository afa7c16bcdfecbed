"""COPY: from files on S3 into a table.

`parsing` reads the statement, `listing` finds the files, `staging` brings them to this machine.
`reading` takes them into a `workspace`: by DuckDB (`fast`, `parquet`) where that is exact, else by
the readers `exact_json` and `exact_text`. All give raw texts, of which `conversion` makes values.
`loading` puts it together, inserts, and writes the `journal`; `diagnosis` words the errors.
"""
