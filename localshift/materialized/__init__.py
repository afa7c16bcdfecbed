"""Materialized views: stored tables that a query fills anew at each refresh."""
