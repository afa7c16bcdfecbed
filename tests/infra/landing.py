"""A stack of infra/landing.yml on the AWS emulator, and what its policies allow."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import boto3

from demo.stack import deploy

TEMPLATE = Path(__file__).parents[2] / "infra" / "landing.yml"


def landing(**parameters: str) -> dict[str, str]:
    """Deploy a new stack; its outputs. What `parameters` does not name has its default."""
    unique = f"landing-{uuid.uuid4().hex[:8]}"
    return deploy(TEMPLATE, unique, {"BucketPrefix": unique} | parameters)


def delivery_stream(name: str) -> dict[str, Any]:
    """What Firehose says of a delivery stream, with its only destination under `destination`."""
    described: Any = boto3.client("firehose").describe_delivery_stream(DeliveryStreamName=name)
    description: dict[str, Any] = described["DeliveryStreamDescription"]
    (destination,) = description["Destinations"]
    return description | {"destination": destination["ExtendedS3DestinationDescription"]}


def policies_of_role(arn: str) -> list[str]:
    iam = boto3.client("iam")
    role = arn.rpartition("/")[2]
    names = iam.list_role_policies(RoleName=role)["PolicyNames"]
    documents = [iam.get_role_policy(RoleName=role, PolicyName=n)["PolicyDocument"] for n in names]
    return [json.dumps(document) for document in documents]


def managed_policy(arn: str) -> list[str]:
    iam = boto3.client("iam")
    version = iam.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"]
    document = iam.get_policy_version(PolicyArn=arn, VersionId=version)["PolicyVersion"]["Document"]
    return [json.dumps(document)]


def allowed(
    policies: list[str], actions: Sequence[str], place: str, names: Iterable[str]
) -> set[tuple[str, str]]:
    """Those pairs of action and name that are allowed; `place` and a name make a resource."""
    iam = boto3.client("iam")
    return {
        (result["EvalActionName"], name)
        for name in names
        for result in iam.simulate_custom_policy(
            PolicyInputList=policies, ActionNames=list(actions), ResourceArns=[f"{place}{name}"]
        )["EvaluationResults"]
        if result["EvalDecision"] == "allowed"
    }
