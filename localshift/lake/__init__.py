"""The lake: external schemas and tables on S3, and UNLOAD.

`external_schema` is what the catalog keeps of CREATE EXTERNAL SCHEMA; tables live in the Glue Data
Catalog, through `glue`.
"""
