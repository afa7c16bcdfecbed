"""A feed of its own for each test: bucket, queue, table, loader.yml and dbt profile."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import redshift_connector
import yaml
from click.testing import CliRunner, Result

from loader import inbox
from loader.cli import main
from tests.conftest import Queue

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sqs import SQSClient

COLUMNS = {
    "bikeid": "integer",
    "activity_timestamp": "timestamp",
    "activity_type": "varchar(16)",
    "station_latitude": "decimal(10,8)",
    "station_name": "varchar(20)",
}


def lines(*bikes: int, **changes: object) -> bytes:
    """Return events as JSON lines, one for each bike id."""
    event = {
        "activity_timestamp": "2026-11-21 08:00:00",
        "activity_type": "start",
        "station_latitude": 40.76727216,
        "station_name": "W 52 St & 11 Ave",
    }
    return b"".join(
        json.dumps({"bikeid": bike} | event | changes).encode() + b"\n" for bike in bikes
    )


def wait_until(holds: Callable[[], bool], seconds: float = 60) -> None:
    """Wait for something that another process does."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.05)


@dataclass
class Scene:
    """One feed, the services around it, and the loader run by hand."""

    feed: str
    table: str
    bucket: str
    queue: Queue
    folder: Path
    s3: S3Client
    sqs: SQSClient
    redshift: redshift_connector.Connection
    settings: dict[str, Any]
    announced: int = field(default=0)

    def put(self, key: str, body: bytes) -> str:
        """Write a file, compressed if its name says so; return its etag."""
        if key.endswith(".gz") and body:
            body = gzip.compress(body, mtime=0)
        self.announced += 1
        return self.s3.put_object(Bucket=self.bucket, Key=key, Body=body)["ETag"].strip('"')

    def write_settings(self) -> None:
        text = yaml.safe_dump({"feeds": {self.feed: self.settings}}, sort_keys=False)
        (self.folder / "loader.yml").write_text(text)

    def run(self, *arguments: str) -> Result:
        """Run the command in this process, when S3 has announced all files."""
        self.wait_for_events()
        return CliRunner().invoke(main, list(arguments))

    def start(self, *command: str, **options: Any) -> subprocess.Popen[str]:
        """Start a process of its own: `start("-m", "loader")`."""
        self.wait_for_events()
        project = str(Path(__file__).parents[2])
        return subprocess.Popen(
            [sys.executable, *command],
            cwd=self.folder,
            env=os.environ | {"PYTHONPATH": project},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            **options,
        )

    def wait_for_events(self) -> None:
        """S3 announces a file after it is written: wait until the queue has the messages."""

        def waiting() -> int:
            found = self.sqs.get_queue_attributes(QueueUrl=self.queue.url, AttributeNames=["All"])[
                "Attributes"
            ]
            return int(found["ApproximateNumberOfMessages"])

        wait_until(lambda: waiting() >= self.announced)
        self.announced = 0

    def receive_all(self) -> list[str]:
        """Take all messages that are visible out of the queue; return their bodies."""
        bodies = []
        while found := self.sqs.receive_message(QueueUrl=self.queue.url).get("Messages"):
            for message in found:
                bodies.append(message["Body"])
                self.sqs.delete_message(
                    QueueUrl=self.queue.url, ReceiptHandle=message["ReceiptHandle"]
                )
        return bodies

    def send(self, *bodies: str) -> None:
        for body in bodies:
            self.sqs.send_message(QueueUrl=self.queue.url, MessageBody=body)

    def is_empty(self) -> bool:
        """Whether the queue has no message, visible or held."""
        found = self.sqs.get_queue_attributes(QueueUrl=self.queue.url, AttributeNames=["All"])
        counts = found["Attributes"]
        return (
            counts["ApproximateNumberOfMessages"]
            == counts["ApproximateNumberOfMessagesNotVisible"]
            == "0"
        )

    def select(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        with self.redshift.cursor() as cursor:
            cursor.execute(query, list(values) or None)
            return [tuple(row) for row in cursor.fetchall()]

    def bikes(self) -> list[int]:
        """The bike ids that landed, sorted, with repetitions."""
        return [row[0] for row in self.select(f"select bikeid from {self.table} order by bikeid")]

    def files(self) -> dict[str, str]:
        """Status by key of the files in the ledger; a key twice would be a mistake."""
        rows = self.select("select key, status from loader.files where feed = %s", self.feed)
        assert len(rows) == len({row[0] for row in rows})
        return dict(rows)

    def loads(self) -> list[tuple[Any, ...]]:
        """load_id, status, files, quarantined and rows of each load."""
        return self.select(
            "select load_id, status, files, quarantined, rows from loader.loads"
            " where feed = %s order by load_id",
            self.feed,
        )


@pytest.fixture
def scene(
    tmp_path: Path,
    project_dir: Path,
    s3: S3Client,
    sqs: SQSClient,
    bucket: str,
    queue: Queue,
    notifications: None,
    redshift: redshift_connector.Connection,
    schema: str,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Scene]:
    shutil.copy(project_dir / "dbt_project.yml", tmp_path)
    shutil.copy(project_dir / "profiles.example.yml", tmp_path / "profiles.yml")
    monkeypatch.delenv("DBT_PROFILES_DIR", raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(inbox, "WAIT_SECONDS", 0)  # the emulator's queue has one server
    settings: dict[str, Any] = {
        "queue": queue.url,
        "files": f"s3://{bucket}/bikes/",
        "manifests": f"s3://{bucket}/manifests/",
        "iam_role": "arn:aws:iam::000000000000:role/copy",
        "table": f"{schema}.bike_events",
        "columns": COLUMNS,
        "copy": {"timeformat": "auto", "roundec": True},
    }
    feed = f"bikes_{uuid.uuid4().hex[:8]}"
    scene = Scene(
        feed,
        settings["table"],
        bucket,
        queue,
        tmp_path,
        s3,
        sqs,
        redshift,
        settings,
    )
    scene.write_settings()
    wait_until(lambda: not scene.is_empty())  # S3's test event, which the counts leave out
    sqs.purge_queue(QueueUrl=queue.url)
    yield scene
