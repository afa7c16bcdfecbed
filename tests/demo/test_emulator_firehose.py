"""What comes out of the emulator's Firehose, sent and read with boto3."""

from __future__ import annotations

import gzip
import json
import re
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import boto3
import pytest

from demo import emulator
from demo.arrival import Arrivals, DeliveryStalledError
from demo.emulator import Emulator
from demo.firehose import Buffer, Delivery, Target, object_body, object_key
from demo.stack import deploy
from tests.demo.conftest import point_to
from tests.servers import free_port

TEMPLATE = Path(__file__).parents[2] / "infra" / "landing.yml"
Make = Callable[..., dict[str, str]]


@pytest.fixture
def landing(aws_demo: Emulator) -> Make:
    """Deploys a stack of its own: `landing(BufferSeconds="1")` returns its outputs."""

    def make(**parameters: str) -> dict[str, str]:
        unique = uuid.uuid4().hex[:8]
        return deploy(TEMPLATE, f"s-{unique}", {"BucketPrefix": f"b-{unique}"} | parameters)

    return make


def put(stream: str, records: list[bytes], key: str = "1") -> None:
    kinesis = boto3.client("kinesis")
    for first in range(0, len(records), 500):
        answer = kinesis.put_records(
            StreamName=stream,
            Records=[{"Data": r, "PartitionKey": key} for r in records[first : first + 500]],
        )
        assert answer["FailedRecordCount"] == 0


def objects(bucket: str, prefix: str = "bikes/") -> dict[str, bytes]:
    s3 = boto3.client("s3")
    listed = s3.list_objects_v2(Bucket=bucket, Prefix=prefix).get("Contents", [])
    return {
        entry["Key"]: s3.get_object(Bucket=bucket, Key=entry["Key"])["Body"].read()
        for entry in listed
    }


def test_gathered_records_share_a_file_in_their_order(landing: Make) -> None:
    outputs = landing(BufferSeconds="900", BufferMebibytes="1")
    arrivals = Arrivals(outputs["BucketName"], outputs["QueueUrl"])
    records = [b"%1023d\n" % n for n in range(1024)]  # one mebibyte

    put(outputs["StreamName"], records)
    arrivals.wait(1024)

    (body,) = objects(outputs["BucketName"]).values()
    assert gzip.decompress(body) == b"".join(records)


def test_gathered_records_do_not_wait_longer_than_the_interval(landing: Make) -> None:
    outputs = landing(BufferSeconds="1")
    arrivals = Arrivals(outputs["BucketName"], outputs["QueueUrl"])

    put(outputs["StreamName"], [b"1\n", b"2\n"])

    assert arrivals.wait(2).records == 2


def test_records_put_on_firehose_itself_share_a_file_as_well(landing: Make) -> None:
    outputs = landing(BufferSeconds="1")
    arrivals = Arrivals(outputs["BucketName"], outputs["SensorsQueueUrl"], "sensors")

    answer = boto3.client("firehose").put_record_batch(
        DeliveryStreamName=outputs["SensorsDeliveryStreamName"],
        Records=[{"Data": b"1\n"}, {"Data": b"2\n"}],
    )
    arrivals.wait(2)

    assert answer["FailedPutCount"] == 0
    [(key, body)] = objects(outputs["BucketName"], "sensors/").items()
    assert key.endswith(".gz")
    assert gzip.decompress(body) == b"1\n2\n"


def test_file_is_named_as_firehose_names_it(landing: Make) -> None:
    outputs = landing(BufferSeconds="0")
    arrivals = Arrivals(outputs["BucketName"], outputs["QueueUrl"])
    before = datetime.now(UTC).replace(microsecond=0)

    put(outputs["StreamName"], [b"x\n"])
    arrivals.wait(1)

    (key,) = objects(outputs["BucketName"])
    name = re.fullmatch(
        rf"bikes/(\d{{4}}/\d\d/\d\d/\d\d)/{outputs['DeliveryStreamName']}-1-"
        r"(\d{4}-\d\d-\d\d-\d\d-\d\d-\d\d)-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.gz",
        key,
    )
    assert name
    arrived = datetime.strptime(name[2], "%Y-%m-%d-%H-%M-%S").replace(tzinfo=UTC)
    assert before <= arrived <= datetime.now(UTC)
    assert name[1] == f"{arrived:%Y/%m/%d/%H}"


def test_nothing_is_put_between_records(landing: Make) -> None:
    outputs = landing(BufferSeconds="1")
    arrivals = Arrivals(outputs["BucketName"], outputs["QueueUrl"])

    put(outputs["StreamName"], [b"a", b"", b"b\n"])
    arrivals.wait(1)

    assert [gzip.decompress(body) for body in objects(outputs["BucketName"]).values()] == [b"ab\n"]


def test_full_buffer_does_not_wait_for_the_interval(landing: Make) -> None:
    outputs = landing(BufferSeconds="900", BufferMebibytes="1")
    arrivals = Arrivals(outputs["BucketName"], outputs["QueueUrl"])
    record = b"x" * 99_999 + b"\n"

    put(outputs["StreamName"], [record] * 25)  # two and a half files of 1 MiB (11 records each)
    arrived = arrivals.wait(22)

    assert (arrived.files, arrived.records) == (2, 22)


def test_concurrent_producers_lose_and_double_nothing(landing: Make) -> None:
    outputs = landing(BufferSeconds="1", BufferMebibytes="1", ShardCount="4")
    arrivals = Arrivals(outputs["BucketName"], outputs["QueueUrl"])
    sent = [[f"{t}-{n}\n".encode() for n in range(2500)] for t in range(8)]

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(put, [outputs["StreamName"]] * 8, sent, map(str, range(8))))
    arrivals.wait(20_000)

    landed = b"".join(map(gzip.decompress, objects(outputs["BucketName"]).values()))
    assert sorted(landed.splitlines(keepends=True)) == sorted(r for part in sent for r in part)


def test_every_file_is_announced_once(landing: Make) -> None:
    outputs = landing(BufferSeconds="0")
    sqs = boto3.client("sqs")
    sqs.purge_queue(QueueUrl=outputs["QueueUrl"])  # S3's test event
    arrivals = Arrivals(outputs["BucketName"], outputs["QueueUrl"])

    for n in range(5):
        put(outputs["StreamName"], [f"{n}\n".encode()])
        arrivals.wait(n + 1)

    bodies = []
    while messages := sqs.receive_message(QueueUrl=outputs["QueueUrl"], MaxNumberOfMessages=10).get(
        "Messages"
    ):
        bodies += [json.loads(message["Body"]) for message in messages]
    announced = [record["s3"]["object"]["key"] for b in bodies for record in b["Records"]]
    assert sorted(announced) == sorted(objects(outputs["BucketName"]))


def test_stop_writes_and_announces_what_was_gathered(
    state_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = free_port()
    point_to(emulator.start(state_dir, port), monkeypatch)
    outputs = deploy(TEMPLATE, "landing", {"BufferSeconds": "900"})
    put(outputs["StreamName"], [b"1\n", b"2\n"])

    emulator.stop(state_dir)
    emulator.start(state_dir, port)

    assert [gzip.decompress(b) for b in objects(outputs["BucketName"]).values()] == [b"1\n2\n"]
    messages = boto3.client("sqs").receive_message(
        QueueUrl=outputs["QueueUrl"], MaxNumberOfMessages=10, WaitTimeSeconds=5
    )["Messages"]
    assert sum('"key": "bikes/' in message["Body"] for message in messages) == 1


@pytest.fixture
def direct(aws_demo: Emulator) -> Iterator[Callable[[dict[str, Any]], tuple[str, str]]]:
    """Makes a delivery stream without a source: returns its name and its bucket."""

    def make(destination: dict[str, Any]) -> tuple[str, str]:
        name = f"direct-{uuid.uuid4().hex[:8]}"
        boto3.client("s3").create_bucket(Bucket=name)
        boto3.client("firehose").create_delivery_stream(
            DeliveryStreamName=name,
            ExtendedS3DestinationConfiguration={
                "RoleARN": "arn:aws:iam::000000000000:role/firehose",
                "BucketARN": f"arn:aws:s3:::{name}",
                "BufferingHints": {"IntervalInSeconds": 0, "SizeInMBs": 1},
            }
            | destination,  # type: ignore[arg-type]
        )
        return name, name

    yield make


def await_objects(bucket: str, prefix: str) -> dict[str, bytes]:
    deadline = time.monotonic() + 10
    while not (found := objects(bucket, prefix)):
        assert time.monotonic() < deadline, f"nothing below {prefix}"
    return found


def test_uncompressed_files_have_no_extension(direct: Any) -> None:
    stream, bucket = direct({"Prefix": "raw/"})

    boto3.client("firehose").put_record(DeliveryStreamName=stream, Record={"Data": b"plain"})

    ((key, body),) = await_objects(bucket, "raw/").items()
    assert body == b"plain"
    assert re.fullmatch(rf"raw/\d{{4}}/\d\d/\d\d/\d\d/{stream}-1-[-0-9a-f]+", key)


def test_record_that_has_no_prefix_goes_to_the_error_prefix(direct: Any) -> None:
    stream, bucket = direct(
        {
            "Prefix": "x/!{partitionKeyFromQuery:missing}/",
            "ErrorOutputPrefix": "errors/!{firehose:error-output-type}/",
            "CompressionFormat": "GZIP",
        }
    )

    boto3.client("firehose").put_record(DeliveryStreamName=stream, Record={"Data": b"lost?"})

    ((key, body),) = await_objects(bucket, "errors/").items()
    assert key.startswith("errors/processing-failed/")
    assert json.loads(body)["rawData"] == "bG9zdD8="


def test_wait_says_what_is_missing(landing: Make) -> None:
    outputs = landing(BufferSeconds="0")
    arrivals = Arrivals(outputs["BucketName"], outputs["QueueUrl"])
    put(outputs["StreamName"], [b"1\n", b"2\n"])
    arrivals.wait(2)

    with pytest.raises(DeliveryStalledError, match=r"1 of 3 events are missing"):
        arrivals.wait(3, stall_seconds=0.2)


def test_wait_counts_only_what_lands_after_it_was_made(landing: Make) -> None:
    outputs = landing(BufferSeconds="0")
    earlier = Arrivals(outputs["BucketName"], outputs["QueueUrl"])
    put(outputs["StreamName"], [b"1\n"])
    earlier.wait(1)

    later = Arrivals(outputs["BucketName"], outputs["QueueUrl"])

    assert later.count().records == 0


def test_file_that_is_not_from_firehose_counts_no_record(landing: Make) -> None:
    outputs = landing(BufferSeconds="0")
    arrivals = Arrivals(outputs["BucketName"], outputs["QueueUrl"])

    for body in (b"plain\n", gzip.compress(b"cut\n" * 99)[:-12]):
        key = f"bikes/{uuid.uuid4()}"
        boto3.client("s3").put_object(Bucket=outputs["BucketName"], Key=key, Body=body)

    assert (arrivals.count().files, arrivals.count().records) == (2, 0)


# ---- the buffer itself ---------------------------------------------------------------------------

TARGET = Target(
    account="000000000000",
    region="us-east-1",
    bucket="bucket",
    prefix="bikes/2026/11/21/08/",
    stream="bikes",
    version="3",
    compression="GZIP",
    extension=".gz",
    size_limit=10,
    interval=0,
)


def test_key_holds_stream_version_and_oldest_arrival() -> None:
    key = object_key(TARGET, datetime(2026, 11, 21, 8, 5, 9, tzinfo=UTC), "unique")

    assert key == "bikes/2026/11/21/08/bikes-3-2026-11-21-08-05-09-unique.gz"


def test_body_is_the_records_without_delimiter() -> None:
    assert gzip.decompress(object_body(TARGET, [b"a\n", b"b\n"])) == b"a\nb\n"


def test_buffer_is_full_at_its_size_limit() -> None:
    buffer = Buffer(TARGET, "key", due=0)

    buffer.add(b"123456789")
    assert not buffer.is_full
    buffer.add(b"0")
    assert buffer.is_full


def test_object_that_s3_refuses_is_tried_again_under_the_same_key(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("demo.firehose._RETRY_SECONDS", 0)
    puts: list[tuple[str, bytes]] = []
    done = threading.Event()

    def refuse_once(target: Target, key: str, body: bytes) -> None:
        puts.append((key, gzip.decompress(body)))
        if len(puts) == 1:
            raise ConnectionError("not now")
        done.set()

    delivery = Delivery(refuse_once)
    delivery.add("stream", b"record", lambda _: TARGET)

    assert done.wait(10)
    assert delivery.close() == 0
    assert puts == [puts[0], puts[0]]


def test_closed_delivery_takes_nothing_and_counts_what_s3_refused() -> None:
    def refuse(target: Target, key: str, body: bytes) -> None:
        raise ConnectionError("never")

    delivery = Delivery(refuse)
    slow = Target(**{name: getattr(TARGET, name) for name in TARGET.__slots__} | {"interval": 900})
    delivery.add("stream", b"1", lambda _: slow)
    delivery.add("stream", b"2", lambda _: slow)

    assert delivery.close() == 2
    assert delivery.add("stream", b"3", lambda _: slow) is False
