"""Is localshift's answer Redshift's? `make conformance` asks, and prints a table."""
