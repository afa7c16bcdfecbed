"""`deploy` against the emulator's CloudFormation."""

from __future__ import annotations

import uuid
from pathlib import Path

import boto3
import pytest

from demo.emulator import Emulator
from demo.stack import DeployError, deploy

TEMPLATE = Path(__file__).parents[2] / "infra" / "landing.yml"


def events(stack: str) -> int:
    return len(boto3.client("cloudformation").describe_stack_events(StackName=stack)["StackEvents"])


def test_second_deploy_changes_nothing(aws_demo: Emulator) -> None:
    unique = f"same-{uuid.uuid4().hex[:8]}"
    first = deploy(TEMPLATE, unique, {"BucketPrefix": unique})
    happened = events(unique)

    assert deploy(TEMPLATE, unique, {"BucketPrefix": unique}) == first
    assert events(unique) == happened


def test_changed_parameter_changes_the_stack_in_place(aws_demo: Emulator) -> None:
    unique = f"change-{uuid.uuid4().hex[:8]}"
    first = deploy(TEMPLATE, unique, {"BucketPrefix": unique})

    second = deploy(TEMPLATE, unique, {"BucketPrefix": unique, "BufferSeconds": "7"})

    assert second == first
    described = boto3.client("firehose").describe_delivery_stream(
        DeliveryStreamName=second["DeliveryStreamName"]
    )["DeliveryStreamDescription"]
    destination = described["Destinations"][0]["ExtendedS3DestinationDescription"]
    assert int(destination["BufferingHints"]["IntervalInSeconds"]) == 7


def test_resource_that_cannot_be_made_is_named_with_the_reason(aws_demo: Emulator) -> None:
    unique = f"twice-{uuid.uuid4().hex[:8]}"
    deploy(TEMPLATE, unique, {"BucketPrefix": unique})

    with pytest.raises(DeployError, match=r"(?s)stack 'other-.*Bucket.*already exists"):
        deploy(TEMPLATE, f"other-{unique}", {"BucketPrefix": unique})


def test_template_that_is_none_is_refused(aws_demo: Emulator, tmp_path: Path) -> None:
    template = tmp_path / "broken.yml"
    template.write_text("Resources: {")

    with pytest.raises(DeployError, match=r"broken\.yml: stack 'broken': "):
        deploy(template, "broken", {})


def test_stack_that_failed_can_be_deployed_after_the_cause_is_gone(aws_demo: Emulator) -> None:
    unique = f"retry-{uuid.uuid4().hex[:8]}"
    bucket = f"{unique}-000000000000-us-east-1"
    boto3.client("s3").create_bucket(Bucket=bucket)
    with pytest.raises(DeployError):
        deploy(TEMPLATE, unique, {"BucketPrefix": unique})
    boto3.client("s3").delete_bucket(Bucket=bucket)

    assert deploy(TEMPLATE, unique, {"BucketPrefix": unique})["BucketName"] == bucket
