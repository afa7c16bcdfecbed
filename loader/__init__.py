"""Lands files in Redshift: every file exactly once, or listed as refused.

How it works, step by step: `docs/loader.md`. Pure modules (`events`, `plan`, `manifest`, `sql`)
call no service; the edges are `inbox` (SQS), `storage` (S3) and `warehouse` (Redshift).
"""
