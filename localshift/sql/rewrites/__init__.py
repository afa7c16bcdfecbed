"""What a function becomes in DuckDB, one pure function each, with the page that it follows."""
