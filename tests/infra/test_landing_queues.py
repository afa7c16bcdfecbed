"""The queues: what is announced in them, and what becomes of a message that nobody can use."""

from __future__ import annotations

import json

import boto3
import pytest

pytestmark = pytest.mark.parametrize(("folder", "queue"), [("bikes", ""), ("sensors", "Sensors")])


def test_only_files_below_its_folder_are_announced_to_a_queue(
    stack: dict[str, str], folder: str, queue: str
) -> None:
    s3, sqs = boto3.client("s3"), boto3.client("sqs")
    url = stack[f"{queue}QueueUrl"]
    sqs.purge_queue(QueueUrl=url)
    file = f"{folder}/2026/11/21/08/part 1.gz"

    for key in (f"manifests/{folder}/1.json", f"errors/{folder}/x/1", "elsewhere/1", file):
        s3.put_object(Bucket=stack["BucketName"], Key=key, Body=b"x")

    received = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, WaitTimeSeconds=5)
    records = [record for m in received["Messages"] for record in json.loads(m["Body"])["Records"]]
    assert [r["s3"]["object"]["key"] for r in records] == [file.replace(" ", "+")]


def test_another_bucket_cannot_use_the_queue(
    stack: dict[str, str], folder: str, queue: str
) -> None:
    policy = boto3.client("sqs").get_queue_attributes(
        QueueUrl=stack[f"{queue}QueueUrl"], AttributeNames=["Policy"]
    )["Attributes"]["Policy"]

    (statement,) = json.loads(policy)["Statement"]

    assert statement["Principal"] == {"Service": "s3.amazonaws.com"}
    assert statement["Resource"] == stack[f"{queue}QueueArn"]
    assert statement["Condition"] == {
        "ArnEquals": {"aws:SourceArn": f"arn:aws:s3:::{stack['BucketName']}"},
        "StringEquals": {"aws:SourceAccount": "000000000000"},
    }


def test_message_that_is_never_deleted_ends_in_the_dead_letter_queue(
    stack: dict[str, str], folder: str, queue: str
) -> None:
    sqs = boto3.client("sqs")
    url = stack[f"{queue}QueueUrl"]
    sqs.purge_queue(QueueUrl=url)
    sqs.send_message(QueueUrl=url, MessageBody=f"no event of {folder}")

    for _ in range(6):
        sqs.receive_message(QueueUrl=url, VisibilityTimeout=0)

    dead = sqs.receive_message(QueueUrl=stack[f"{queue}DeadLetterQueueUrl"], WaitTimeSeconds=5)
    assert [message["Body"] for message in dead["Messages"]] == [f"no event of {folder}"]


def test_alarm_watches_the_dead_letter_queue(
    stack: dict[str, str], folder: str, queue: str
) -> None:
    alarms = boto3.client("cloudwatch").describe_alarms()["MetricAlarms"]
    name = stack[f"{queue}DeadLetterQueueUrl"].rpartition("/")[2]

    watching = [a for a in alarms if a["Dimensions"] == [{"Name": "QueueName", "Value": name}]]

    assert [alarm["MetricName"] for alarm in watching] == ["ApproximateNumberOfMessagesVisible"]


def test_queues_are_encrypted(stack: dict[str, str], folder: str, queue: str) -> None:
    for url in (stack[f"{queue}QueueUrl"], stack[f"{queue}DeadLetterQueueUrl"]):
        attributes = boto3.client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=["All"])

        assert attributes["Attributes"]["SqsManagedSseEnabled"] == "true"
