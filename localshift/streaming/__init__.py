"""Streaming ingestion: a Kinesis stream read into a materialized view."""
