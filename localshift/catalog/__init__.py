"""What localshift knows about the database beyond DuckDB's own catalog."""
