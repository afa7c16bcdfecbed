"""Put the seven files onto S3."""

from collections.abc import Callable, Sequence
from pathlib import Path

import boto3


def upload(
    paths: Sequence[Path], directory: Path, bucket: str, prefix: str, on_file: Callable[[], None]
) -> None:
    """Put each of `paths` below `prefix`, where it stands below `directory`.

    Raises boto3's own exceptions.
    """
    s3 = boto3.client("s3")
    for path in paths:
        key = f"{prefix}/{path.relative_to(directory).as_posix()}".lstrip("/")
        s3.put_object(Bucket=bucket, Key=key, Body=path.read_bytes())
        on_file()
