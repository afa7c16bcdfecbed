"""Fixtures that every folder of tests may use.

Servers are started on first use and shared by the session; buckets, queues and schemas are made
anew for each test, so that tests neither see nor wait for each other.
"""

from __future__ import annotations

import json
import os
import uuid
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
import pytest
import redshift_connector

from tests.browser import running_browser
from tests.servers import Server, aws_environment, connect, running_localshift, running_ministack

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sqs import SQSClient
    from playwright.sync_api import Browser

ACCOUNT_ID = "000000000000"


@pytest.fixture(scope="session")
def ministack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The AWS emulator. Use `aws` or a client fixture rather than this."""
    with running_ministack(tmp_path_factory.mktemp("ministack")) as server:
        yield server


@pytest.fixture(scope="session")
def aws(ministack: Server) -> Iterator[dict[str, str]]:
    """Point this process, and those it starts, to the emulator. Returns the variables set."""
    variables = aws_environment(ministack)
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("AWS_")]:
            patch.delenv(name)
        for name, value in variables.items():
            patch.setenv(name, value)
        yield variables


@pytest.fixture(scope="session")
def s3(aws: dict[str, str]) -> S3Client:
    return boto3.client("s3")


@pytest.fixture(scope="session")
def sqs(aws: dict[str, str]) -> SQSClient:
    return boto3.client("sqs")


@pytest.fixture
def bucket(s3: S3Client) -> str:
    """The name of a new, empty bucket."""
    name = f"landing-{uuid.uuid4().hex[:12]}"
    s3.create_bucket(Bucket=name)
    return name


@dataclass(frozen=True)
class Queue:
    """A queue with its dead-letter queue. A message goes there after its fourth receive."""

    url: str
    arn: str
    dead_letter_url: str


@pytest.fixture
def queue(sqs: SQSClient) -> Queue:
    """A new queue whose messages come back two seconds after a receive."""
    name = f"events-{uuid.uuid4().hex[:12]}"
    dead_letter_url = sqs.create_queue(QueueName=f"{name}-dead")["QueueUrl"]
    arn = f"arn:aws:sqs:us-east-1:{ACCOUNT_ID}:{name}"
    redrive = {"deadLetterTargetArn": f"{arn}-dead", "maxReceiveCount": 4}
    url = sqs.create_queue(
        QueueName=name,
        Attributes={"VisibilityTimeout": "2", "RedrivePolicy": json.dumps(redrive)},
    )["QueueUrl"]
    return Queue(url, arn, dead_letter_url)


@pytest.fixture
def notifications(s3: S3Client, bucket: str, queue: Queue) -> None:
    """S3 announces what is written below `bikes/` in the bucket to the queue."""
    prefix_rule: Any = {"Key": {"FilterRules": [{"Name": "prefix", "Value": "bikes/"}]}}
    s3.put_bucket_notification_configuration(
        Bucket=bucket,
        NotificationConfiguration={
            "QueueConfigurations": [
                {"QueueArn": queue.arn, "Events": ["s3:ObjectCreated:*"], "Filter": prefix_rule}
            ]
        },
    )


@pytest.fixture(scope="session")
def localshift(
    tmp_path_factory: pytest.TempPathFactory, aws: dict[str, str]
) -> Iterator[dict[str, str]]:
    """A running localshift. Returns the REDSHIFT_* variables, which are also set.

    boto3's client of redshift-data finds it too.
    """
    with running_localshift(tmp_path_factory.mktemp("localshift"), aws) as server:
        variables = {
            "REDSHIFT_HOST": server.host,
            "REDSHIFT_PORT": str(server.port),
            "REDSHIFT_USER": "admin",
            "REDSHIFT_PASSWORD": "local",
            "REDSHIFT_DATABASE": "dev",
            "AWS_ENDPOINT_URL_REDSHIFT_DATA": f"http://{server.host}:{server.data_api_port}",
        }
        with pytest.MonkeyPatch.context() as patch:
            for name, value in variables.items():
                patch.setenv(name, value)
            yield variables


@pytest.fixture
def redshift(localshift: dict[str, str]) -> Iterator[redshift_connector.Connection]:
    """An open connection to localshift, with autocommit."""
    with closing(connect(localshift["REDSHIFT_PORT"])) as connection:
        yield connection


@pytest.fixture
def schema(redshift: redshift_connector.Connection) -> Iterator[str]:
    """The name of a new, empty schema in localshift; it is dropped after the test."""
    name = f"test_{uuid.uuid4().hex[:12]}"
    with redshift.cursor() as cursor:
        cursor.execute(f"create schema {name}")
    yield name
    with redshift.cursor() as cursor:
        cursor.execute(f"drop schema {name} cascade")


@pytest.fixture
def project_dir() -> Path:
    """The folder that holds dbt_project.yml and loader.yml."""
    return Path(__file__).parents[1]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A headless Chromium. It holds its thread's event loop, so no longer than a module."""
    with running_browser() as running:
        yield running
