"""What six devices measure, how it is played, and how it gets to Firehose."""

from __future__ import annotations

import gzip
import json
import time
import uuid
from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING

import boto3
import pytest
from botocore.stub import Stubber

from demo.arrival import Arrivals
from producers import puts
from producers.puts import MAX_ATTEMPTS, MAX_RECORDS
from producers.sensors.delivery import deliver
from producers.sensors.readings import DEVICES, NOBODY, Reading, played, readings, temperature
from tests.producers.command import producers

if TYPE_CHECKING:
    from mypy_boto3_firehose import FirehoseClient
    from mypy_boto3_s3 import S3Client

    from tests.conftest import Queue

NOON = 1_795_003_200
MESSAGES = [b"1\n", b"2\n", b"3\n"]
TAKEN = {"RecordId": "1"}
REFUSED = {"ErrorCode": "ServiceUnavailableException", "ErrorMessage": "too fast"}

# ---- what is measured ----------------------------------------------------------------------------


def test_every_device_measures_400_times_a_minute_apart_and_starts_in_its_turn() -> None:
    times = defaultdict(list)
    for reading in readings(NOON, seed=1):
        times[reading.device].append(reading.at)

    assert [device.starts for device in DEVICES] == [0, 5, 15, 20, 35, 45]
    assert max(max(each) for each in times.values()) == NOON
    for device in DEVICES:
        start = NOON - 399 * 60 - (45 - device.starts) * 60
        assert times[device.guid] == [start + 60 * n for n in range(400)]


def test_readings_come_in_the_order_of_their_times() -> None:
    times = [reading.at for reading in readings(NOON, seed=1)]

    assert times == sorted(times)


def test_noise_stays_within_five_degrees_of_the_wave_and_is_decided_by_the_seed() -> None:
    made = readings(NOON, seed=1)
    starts = {device.guid: min(r.at for r in made if r.device == device.guid) for device in DEVICES}
    devices = {device.guid: device for device in DEVICES}

    off = [
        r.temperature - temperature(devices[r.device], (r.at - starts[r.device]) // 60)
        for r in made
    ]

    assert -5.01 < min(off) < -4.9
    assert 4.9 < max(off) < 5.01
    assert readings(NOON, seed=1) == made
    assert readings(NOON, seed=2) != made


def test_wave_rises_from_60_by_twice_the_amplitude_and_begins_anew_after_200_minutes() -> None:
    hottest = max(DEVICES, key=lambda device: device.amplitude)
    wave = [temperature(hottest, minute) for minute in range(400)]

    assert wave[0] == 90
    assert (round(min(wave), 1), round(max(wave), 1)) == (60.0, 120.0)
    assert wave[200:] == wave[:200]


def test_message_is_one_line_of_json() -> None:
    message = Reading(NOBODY, NOON, 65.25).to_json()

    assert message.endswith(b"}\n")
    assert json.loads(message) == {"guid": NOBODY, "ts": NOON, "temp": 65.25}


# ---- how it is played ----------------------------------------------------------------------------


class Clock:
    """Time that passes while somebody waits, and `busy` seconds each time somebody looks."""

    def __init__(self, busy: float = 0) -> None:
        self.now = 100.0
        self.busy = busy

    def __call__(self) -> float:
        self.now += self.busy
        return self.now

    def wait(self, seconds: float) -> None:
        self.now += seconds


def test_seven_hours_and_24_minutes_are_played_in_a_little_more_than_a_minute() -> None:
    clock = Clock()
    made = readings(NOON, seed=1)

    portions = list(played(made, 420, clock, clock.wait))

    assert [reading for portion in portions for reading in portion] == made
    assert len(portions) == 445  # a portion a minute
    assert clock.now - 100 == pytest.approx(444 * 60 / 420)


def test_player_that_falls_behind_catches_up() -> None:
    made = readings(NOON, seed=1)
    clock = Clock(busy=10)

    portions = list(played(made, 420, clock, clock.wait))

    assert [reading for portion in portions for reading in portion] == made
    assert len(portions) < 10


# ---- how it gets there ---------------------------------------------------------------------------


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> FirehoseClient:
    monkeypatch.setattr(puts, "pause_seconds", lambda _: 0)
    return boto3.client(
        "firehose", region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="x"
    )


@pytest.fixture
def firehose(client: FirehoseClient) -> Iterator[Stubber]:
    with Stubber(client) as stub:
        yield stub
        stub.assert_no_pending_responses()


def expect(stub: Stubber, messages: list[bytes], results: list[dict[str, str]]) -> None:
    stub.add_response(
        "put_record_batch",
        {"FailedPutCount": results.count(REFUSED), "RequestResponses": results},
        {"DeliveryStreamName": "sensors", "Records": [{"Data": each} for each in messages]},
    )


def test_only_refused_messages_are_sent_again(client: FirehoseClient, firehose: Stubber) -> None:
    expect(firehose, MESSAGES, [TAKEN, REFUSED, TAKEN])
    expect(firehose, MESSAGES[1:2], [REFUSED])
    expect(firehose, MESSAGES[1:2], [TAKEN])
    heard: list[int] = []

    sent = deliver(client, "sensors", [MESSAGES], heard.append)

    assert (sent.records, sent.retried, sent.error) == (3, 2, None)
    assert heard == [2, 1]


def test_refusal_that_lasts_ends_with_the_reason(client: FirehoseClient, firehose: Stubber) -> None:
    expect(firehose, MESSAGES, [TAKEN, REFUSED, TAKEN])
    for _ in range(MAX_ATTEMPTS - 1):
        expect(firehose, MESSAGES[1:2], [REFUSED])

    sent = deliver(client, "sensors", [MESSAGES, MESSAGES])

    assert (sent.records, sent.retried) == (2, MAX_ATTEMPTS - 1)
    assert sent.error == "ServiceUnavailableException: too fast, 10 times"


def test_request_takes_500_messages_at_most(client: FirehoseClient, firehose: Stubber) -> None:
    expect(firehose, [b"x"] * MAX_RECORDS, [TAKEN] * MAX_RECORDS)
    expect(firehose, [b"x"], [TAKEN])

    assert deliver(client, "sensors", [[b"x"] * (MAX_RECORDS + 1)]).records == MAX_RECORDS + 1


def test_interrupted_sender_tells_what_it_sent(client: FirehoseClient, firehose: Stubber) -> None:
    expect(firehose, MESSAGES, [TAKEN] * 3)

    def portions() -> Iterator[list[bytes]]:
        yield MESSAGES
        raise KeyboardInterrupt

    sent = deliver(client, "sensors", portions())

    assert (sent.records, sent.error) == (3, "interrupted")


# ---- the command ---------------------------------------------------------------------------------


def test_test_message_is_one_of_now_and_of_nobody(
    s3: S3Client, bucket: str, queue: Queue, notifications: None
) -> None:
    stream = f"sensors-{uuid.uuid4().hex[:8]}"
    boto3.client("firehose").create_delivery_stream(
        DeliveryStreamName=stream,
        ExtendedS3DestinationConfiguration={
            "BucketARN": f"arn:aws:s3:::{bucket}",
            "RoleARN": "arn:aws:iam::000000000000:role/firehose",
            "Prefix": "bikes/",  # which is announced
            "CompressionFormat": "GZIP",
            "BufferingHints": {"IntervalInSeconds": 0},
        },
    )
    arrivals = Arrivals(bucket, queue.url)
    before = int(time.time())

    done = producers("sensors", "--test", SENSORS_DELIVERY_STREAM=stream)

    assert done.returncode == 0, done.stderr
    assert f"sent 1 of 1 readings to {stream}" in done.stdout
    assert arrivals.wait(1).records == 1
    [entry] = s3.list_objects_v2(Bucket=bucket)["Contents"]
    body = s3.get_object(Bucket=bucket, Key=entry["Key"])["Body"].read()
    message = json.loads(gzip.decompress(body))
    assert message["guid"] == NOBODY
    assert before <= message["ts"] <= time.time()


def test_missing_stream_is_told_with_what_was_not_sent(aws: dict[str, str]) -> None:
    done = producers("sensors", "--stream", "nowhere", "--time-scale", "1000000")

    assert done.returncode == 1
    assert "2400 of 2400 readings were not sent\n  stream nowhere\n" in done.stderr
    assert "ResourceNotFoundException" in done.stderr


def test_time_does_not_stand_still() -> None:
    done = producers("sensors", "--stream", "x", "--time-scale", "0")

    assert done.returncode == 2
    assert "'--time-scale'" in done.stderr
