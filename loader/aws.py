"""boto3 clients and what their errors mean. Endpoints come from the environment alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from loader.errors import TerminalError, TransientError

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sqs import SQSClient

PARALLEL_REQUESTS = 16

_THROTTLED = ("Throttl", "SlowDown", "TooManyRequests", "RequestTimeout")


def clients() -> tuple[SQSClient, S3Client]:
    """Return the clients of both services."""
    import boto3
    from botocore.config import Config

    config = Config(
        retries={"mode": "standard", "total_max_attempts": 3},
        max_pool_connections=PARALLEL_REQUESTS,
        connect_timeout=10,
        read_timeout=60,
    )
    with told_errors("AWS"):
        return boto3.client("sqs", config=config), boto3.client("s3", config=config)


@contextmanager
def told_errors(what: str) -> Iterator[None]:
    """Turn botocore's errors into the loader's: transient when trying again may help."""
    from botocore.exceptions import BotoCoreError, ClientError, ConnectionError, HTTPClientError

    try:
        yield
    except ClientError as error:
        code = error.response.get("Error", {}).get("Code", "")
        status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
        may_pass = status >= 500 or any(word in code for word in _THROTTLED)
        kind = TransientError if may_pass else TerminalError
        raise kind(f"{what}: {error}") from error
    except (ConnectionError, HTTPClientError) as error:
        raise TransientError(f"{what}: {error}") from error
    except BotoCoreError as error:
        raise TerminalError(
            f"{what}: {error}", next_step="set region and credentials as for the AWS CLI"
        ) from error
