"""COPY of many compressed JSON files from S3, against DuckDB that reads the same files on disk."""

import os
from collections.abc import Iterator
from pathlib import Path

import boto3
import duckdb

from benchmarks.measuring import Measure, alternating, ratio
from benchmarks.servers import running_localshift
from tests.servers import aws_environment, running_ministack

_BUCKET = "bench"
_ROW = """
select i as trip_id, 'bike-' || i % 5000 as bike, 'Station ' || i % 700 as station,
    timestamp '2026-01-01' + to_seconds(i) as started_at, (i % 5000) / 100.0 as fare,
    i % 3 = 0 as is_member
from range({start}, {stop}) rows(i)
"""
_TABLE = """
create table copied (trip_id bigint, bike varchar(32), station varchar(64), started_at timestamp,
    fare decimal(10, 2), is_member boolean)
"""
_TYPES = (
    "{trip_id: 'bigint', bike: 'varchar', station: 'varchar', started_at: 'timestamp',"
    " fare: 'decimal(10, 2)', is_member: 'boolean'}"
)


def measure_copy(rows: int, files: int, times: int, folder: Path) -> Iterator[Measure]:
    """The times, and the most memory that the server had while it loaded."""
    source = folder / "json"
    source.mkdir()
    plain = duckdb.connect()
    for number in range(files):
        bounds = {"start": rows * number // files, "stop": rows * (number + 1) // files}
        target = source / f"{number:05d}.json.gz"
        plain.execute(f"copy ({_ROW.format(**bounds)}) to '{target}' (format json)")
    with running_ministack(folder) as emulator:
        environment = aws_environment(emulator)
        _upload(source, environment)
        with running_localshift(str(folder / "copy.duckdb"), environment) as server:
            cursor = server.connect().cursor()

            def copy() -> None:
                cursor.execute("drop table if exists copied")
                cursor.execute(_TABLE)
                cursor.execute(
                    f"copy copied from 's3://{_BUCKET}/' format json 'auto' gzip"
                    " iam_role 'arn:aws:iam::000000000000:role/bench'"
                )

            stored = duckdb.connect(str(folder / "plain.duckdb"))

            def read() -> None:
                stored.execute("drop table if exists copied")
                stored.execute(
                    "create table copied as"
                    f" select * from read_json('{source}/*.json.gz', columns={_TYPES})"
                )

            seconds = alternating(copy, read, times)
            what = f"COPY of {rows:,} JSON rows in {files} files"
            yield ratio(what, "DuckDB's read_json", *seconds, goal=1.5)
            peak = server.peak_megabytes()
            told = "not measured here" if peak is None else f"{peak:,.0f} MB"
            yield Measure("most memory while it loads", "", told)


def _upload(source: Path, environment: dict[str, str]) -> None:
    s3 = boto3.client(
        "s3",
        endpoint_url=environment["AWS_ENDPOINT_URL"],
        aws_access_key_id="test",
        aws_secret_access_key="test",
        region_name="us-east-1",
    )
    s3.create_bucket(Bucket=_BUCKET)
    for file in sorted(source.iterdir()):
        s3.upload_file(os.fspath(file), _BUCKET, file.name)
