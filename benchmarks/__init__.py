"""What localshift costs, measured against plain DuckDB and a local PostgreSQL."""
