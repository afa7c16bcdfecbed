"""Kinesis and Firehose: how events come in and where they are written."""

from __future__ import annotations

from typing import Any

import boto3
import pytest

from tests.infra.landing import delivery_stream, landing


def test_firehose_reads_the_stream_and_writes_gzip_by_the_hour(stack: dict[str, str]) -> None:
    described = delivery_stream(stack["DeliveryStreamName"])
    destination = described["destination"]

    source = described["Source"]["KinesisStreamSourceDescription"]["KinesisStreamARN"]
    assert source.endswith(f"stream/{stack['StreamName']}")
    assert destination["BucketARN"].endswith(f":::{stack['BucketName']}")
    assert destination["CompressionFormat"] == "GZIP"
    assert destination["Prefix"] == "bikes/!{timestamp:yyyy/MM/dd/HH}/"
    assert destination["ErrorOutputPrefix"].startswith("errors/bikes/!{firehose:error-output-type}")
    assert destination["CloudWatchLoggingOptions"]["Enabled"]


def test_sensors_put_on_firehose_itself_and_have_a_place_of_their_own(
    stack: dict[str, str],
) -> None:
    described = delivery_stream(stack["SensorsDeliveryStreamName"])
    destination = described["destination"]

    assert described["DeliveryStreamType"] == "DirectPut"
    assert destination["BucketARN"].endswith(f":::{stack['BucketName']}")
    assert destination["CompressionFormat"] == "GZIP"
    assert destination["Prefix"] == "sensors/!{timestamp:yyyy/MM/dd/HH}/"
    assert destination["ErrorOutputPrefix"].startswith("errors/sensors/")


@pytest.mark.parametrize(("shards", "mode"), [("0", "ON_DEMAND"), ("3", "PROVISIONED")])
def test_shard_count_chooses_the_mode(aws: dict[str, str], shards: str, mode: str) -> None:
    outputs = landing(ShardCount=shards)

    stream = boto3.client("kinesis").describe_stream_summary(StreamName=outputs["StreamName"])

    assert stream["StreamDescriptionSummary"]["StreamModeDetails"]["StreamMode"] == mode


@pytest.mark.parametrize("stream", ["Stream", "ChargingStream"])
def test_stream_is_encrypted(resources: dict[str, Any], stream: str) -> None:
    assert resources[stream]["Properties"]["StreamEncryption"] == {
        "EncryptionType": "KMS",
        "KeyId": "alias/aws/kinesis",
    }


def test_name_of_the_stream_that_redshift_reads_is_found_without_quotes(
    stack: dict[str, str],
) -> None:
    assert stack["ChargingStreamName"] == stack["ChargingStreamName"].lower()
