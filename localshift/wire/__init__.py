"""PostgreSQL's frontend/backend protocol, version 3, as Redshift speaks it."""
