"""Dates, times and intervals as Redshift reads them from text. Pure: DuckDB sees the results."""
