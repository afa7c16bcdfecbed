"""The lake: UNLOAD, external schemas, and external tables on S3.

UNLOAD: `unload_statement` reads it, `outputs` writes files (`lines`, `parquet_output`) of a format
in `formats`, `unloading` publishes them with their `manifest`.

External tables: `external_schema` and `external_table` say what there is, `glue` where it is kept,
`create_statement` reads its DDL. `scan` lets DuckDB read a table; `partition_files` reads the files
(`text_fields`, `text_values`); `table_writing` adds some. `catalog_views` and `show_table` tell.
"""
