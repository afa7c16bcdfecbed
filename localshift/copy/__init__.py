"""COPY: from files on S3 into a table.

`parsing` reads the statement; `listing` finds the files; `staging` brings them to this machine;
`fast` lets DuckDB read them, `exact` reads what DuckDB does not read as Redshift would; either
gives raw texts, which `conversion` turns into values; `loading` puts it together and keeps the
`journal`.
"""
