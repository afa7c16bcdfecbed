"""Redshift's Data API: SQL by HTTP requests that do not wait.

AWS: "Using the Amazon Redshift Data API" (management guide, data-api) and its API reference.
"""
