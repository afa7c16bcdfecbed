"""ministack, closer to Amazon: `python -m demo.ministack --port 4566 --state DIR`.

ministack's own Firehose writes one uncompressed object for each record. Here the one function that
does so is replaced by one that gathers, concatenates and compresses as the delivery stream says.
What that function does besides (dynamic partitioning, record conversion, the error prefix for
records that cannot be delivered) is left to it. Functions of its Kinesis are replaced by those of
`demo.resharding`. All of them are private, so the version is pinned and checked.
"""

import asyncio
import fcntl
import importlib.metadata
import inspect
import logging
import os
import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import boto3
import click
from botocore.config import Config

from demo.firehose import EXTENSIONS, MEBIBYTE, Delivery, Target
from demo.process import LOOPBACK, ServerError, ensure_free, try_lock
from demo.resharding import CALLED, REPLACED, keep_closed_shards

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

logger = logging.getLogger(__name__)

VERSION = "1.5.33"
# In the state directory: what services save at the end, S3's objects, and the mark of a run that
# has not come to its end.
SERVICES, OBJECTS, UNCLEAN = "services", "s3", "unclean"
# What ministack calls for each record, and what turns a Prefix with !{...} into text.
DELIVER = "_deliver_to_s3"
EVALUATE_PREFIX = "_evaluate_prefix"
_PARAMETERS = {
    DELIVER: ["stream", "dest", "record_data", "lambda_keys"],
    EVALUATE_PREFIX: ["template", "t", "query_keys", "lambda_keys", "error_type"],
}

Json = dict[str, Any]


class MinistackVersionError(Exception):
    """The installed ministack is not the one that this module knows."""


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), default=4566, show_default=True)
@click.option(
    "--state",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="Directory for objects, queues and streams. They outlive a stop with SIGTERM or SIGINT.",
)
def main(port: int, state: Path) -> None:
    """Run the AWS emulator on 127.0.0.1, with Firehose's buffering, until SIGTERM or SIGINT."""
    configure(port, state.resolve())
    check_ministack()
    ensure_free(port, "ministack")
    with claim(state):
        asyncio.run(serve(port))


def configure(port: int, state: Path) -> None:
    """Set ministack's environment. It is read on import, so this comes first."""
    os.environ.update(
        BIND_HOST=LOOPBACK,
        MINISTACK_HOST=LOOPBACK,
        GATEWAY_PORT=str(port),
        PERSIST_STATE="1",
        STATE_DIR=str(state / SERVICES),
        S3_PERSIST="1",
        S3_DATA_DIR=str(state / OBJECTS),
        LOG_LEVEL="WARNING",
        SFTP_ENABLED="0",
        IOT_MTLS_ENABLED="0",
        # ministack clears away containers of its label; those of others are none of our business.
        DOCKER_HOST=f"unix://{state}/no-docker.sock",
        NO_PROXY="*",
    )


def check_ministack() -> None:
    """Raise MinistackVersionError unless the functions that are replaced or called are as known."""
    from ministack.services import firehose, kinesis

    installed = importlib.metadata.version("ministack")
    if installed != VERSION:
        raise MinistackVersionError(
            f"version {installed} is installed, {VERSION} is needed\n"
            "  next   install what requirements.lock names"
        )
    for module, functions in ((firehose, _PARAMETERS), (kinesis, REPLACED | CALLED)):
        for name, expected in functions.items():
            function = getattr(module, name, None)
            found = list(inspect.signature(function).parameters) if function else None
            if found != expected:
                place = f"{module.__name__}.{name}"
                raise MinistackVersionError(f"{place} takes {found}, expected {expected}")


@contextmanager
def claim(state: Path) -> Iterator[None]:
    """Hold the state directory; drop what is in it when the run before was killed.

    Services are saved at the end of a run and objects at once, so after a kill the two disagree.
    Raises ServerError when another emulator holds it.
    """
    state.mkdir(parents=True, exist_ok=True)
    mark = state / UNCLEAN
    was_killed = mark.exists()
    with mark.open("a") as held:
        if not try_lock(held.fileno(), fcntl.LOCK_EX):
            raise ServerError(f"another emulator uses {state}; stop it or choose another --state")
        if was_killed:
            logger.warning("the last run was killed; its objects, queues and streams are dropped")
            for kept in (state / SERVICES, state / OBJECTS):
                shutil.rmtree(kept, ignore_errors=True)
        yield
        mark.unlink(missing_ok=True)


async def serve(port: int) -> None:
    """Serve until a signal; then write what Firehose has gathered, while S3 still answers."""
    from hypercorn.asyncio import serve as hypercorn_serve
    from hypercorn.config import Config as HypercornConfig
    from ministack.app import app
    from ministack.services import firehose, kinesis

    keep_closed_shards(kinesis)
    delivery = Delivery(partial(put_object, f"http://{LOOPBACK}:{port}"))
    setattr(firehose, DELIVER, gathering(delivery, firehose))

    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)

    async def until_stopped() -> None:
        await stopped.wait()
        lost = await asyncio.to_thread(delivery.close)
        if lost:
            logger.error("S3 did not take %d records that Firehose had gathered", lost)

    config = HypercornConfig()
    config.bind = [f"{LOOPBACK}:{port}"]
    config.keep_alive_timeout = 75
    config.loglevel = "WARNING"
    await hypercorn_serve(app, config, shutdown_trigger=until_stopped)


def gathering(delivery: Delivery, firehose: Any) -> Callable[..., None]:
    """The replacement of ministack's delivery function `_deliver_to_s3`."""
    one_by_one = getattr(firehose, DELIVER)
    evaluate_prefix = getattr(firehose, EVALUATE_PREFIX)

    def deliver(stream: Json, dest: Json, record_data: bytes, lambda_keys: Any = None) -> None:
        dest["records"].clear()  # ministack keeps a copy of each record for good
        target_at = partial(target_of, stream, dest["config"], evaluate_prefix)
        owner = f"{stream['arn']}/{stream['version']}/{dest['id']}"
        taken = False
        if is_gathered(dest["config"]):
            try:
                taken = delivery.add(owner, record_data, target_at)
            except Exception:
                logger.exception("%s: the record goes to the error prefix", stream["name"])
        if not taken:
            one_by_one(stream, dest, record_data, lambda_keys)

    return deliver


def is_gathered(config: Json) -> bool:
    """Whether records of such a destination share an object and nothing is done to each."""
    partitioned = (config.get("DynamicPartitioningConfiguration") or {}).get("Enabled")
    conversion = config.get("DataFormatConversionConfiguration") or {}
    converted = conversion.get("Enabled", bool(conversion))
    compression = config.get("CompressionFormat", "UNCOMPRESSED")
    return not partitioned and not converted and compression in EXTENSIONS


def target_of(
    stream: Json, config: Json, evaluate_prefix: Callable[..., str], oldest_at: datetime
) -> Target:
    """What the destination's configuration says for an object whose oldest record came then."""
    hints = config.get("BufferingHints") or {}
    compression = config.get("CompressionFormat", "UNCOMPRESSED")
    local = oldest_at.astimezone(ZoneInfo(config.get("CustomTimeZone") or "UTC"))
    region, account = stream["arn"].split(":")[3:5]
    return Target(
        account=account,
        region=region,
        bucket=config["BucketARN"].rpartition(":")[2],
        prefix=evaluate_prefix(config.get("Prefix", ""), local.timetuple()),
        stream=stream["name"],
        version=str(stream["version"]),
        compression=compression,
        extension=config.get("FileExtension") or EXTENSIONS[compression],
        size_limit=int(hints.get("SizeInMBs", 5)) * MEBIBYTE,
        interval=float(hints.get("IntervalInSeconds", 300)),
    )


def put_object(endpoint: str, target: Target, key: str, body: bytes) -> None:
    """Write an object as any client does, so that S3 announces it."""
    _s3_client(endpoint, target.account, target.region).put_object(
        Bucket=target.bucket, Key=key, Body=body
    )


@lru_cache
def _s3_client(endpoint: str, account: str, region: str) -> "S3Client":
    # An access key of twelve digits is the account to ministack.
    return boto3.client(
        "s3",
        endpoint_url=endpoint,
        region_name=region,
        aws_access_key_id=account,
        aws_secret_access_key="local",  # noqa: S106 - the emulator looks at no secret
        config=Config(s3={"addressing_style": "path"}, retries={"total_max_attempts": 1}),
    )


if __name__ == "__main__":
    try:
        main()
    except (MinistackVersionError, ServerError) as error:
        sys.exit(f"ministack: {error}")
