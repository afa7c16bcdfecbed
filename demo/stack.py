"""Deploy a CloudFormation template and read its outputs."""

import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import boto3
from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient
    from mypy_boto3_cloudformation.type_defs import ParameterTypeDef, StackTypeDef

_POLL_SECONDS = 0.1
_TIMEOUT_SECONDS = 600
_DEPLOYED = {"CREATE_COMPLETE", "UPDATE_COMPLETE"}


class DeployError(Exception):
    """CloudFormation refused the template or could not make a resource."""


def deploy(template: Path, stack: str, parameters: Mapping[str, str]) -> dict[str, str]:
    """Create or update the stack, wait until it stands, and return its outputs by name.

    A stack that already is as the template says stays untouched. Raises DeployError with the
    resources that failed and CloudFormation's reasons.
    """
    cloudformation = boto3.client("cloudformation")
    found = _describe(cloudformation, stack)
    if found and found["StackStatus"] == "ROLLBACK_COMPLETE":
        # All that CloudFormation allows for a stack that never stood.
        cloudformation.delete_stack(StackName=stack)
        found = _await_rest(cloudformation, stack)
    pairs: list[ParameterTypeDef] = [
        {"ParameterKey": name, "ParameterValue": value} for name, value in parameters.items()
    ]
    create_or_update = cloudformation.update_stack if found else cloudformation.create_stack
    try:
        create_or_update(
            StackName=stack,
            TemplateBody=template.read_text(),
            Parameters=pairs,
            Capabilities=["CAPABILITY_IAM"],
        )
    except ClientError as error:
        reason = error.response["Error"].get("Message", "")
        if "No updates are to be performed" not in reason:
            raise DeployError(f"{template}: stack '{stack}': {reason}") from error
    found = _await_rest(cloudformation, stack)
    if found is None or found["StackStatus"] not in _DEPLOYED:
        raise DeployError(_reasons(cloudformation, stack, template))
    return {output["OutputKey"]: output["OutputValue"] for output in found.get("Outputs", [])}


def _await_rest(cloudformation: "CloudFormationClient", stack: str) -> "StackTypeDef | None":
    """The stack as soon as nothing is under way; None when there is none."""
    deadline = time.monotonic() + _TIMEOUT_SECONDS
    while found := _describe(cloudformation, stack):
        if not found["StackStatus"].endswith("_IN_PROGRESS"):
            return found
        if time.monotonic() > deadline:
            raise DeployError(f"stack '{stack}' is still {found['StackStatus']}")
        time.sleep(_POLL_SECONDS)
    return None


def _describe(cloudformation: "CloudFormationClient", stack: str) -> "StackTypeDef | None":
    try:
        return cloudformation.describe_stacks(StackName=stack)["Stacks"][0]
    except ClientError as error:
        if "does not exist" in error.response["Error"].get("Message", ""):
            return None
        raise


def _reasons(cloudformation: "CloudFormationClient", stack: str, template: Path) -> str:
    """The resources that failed in the stack's last operation, each with the reason."""
    events = cloudformation.describe_events(StackName=stack, Filters={"FailedEvents": True})
    failures = events["OperationEvents"]
    last = max(failures, key=lambda event: event["Timestamp"])["OperationId"]
    lines = [
        f"  {event['LogicalResourceId']}: {reason}"
        for event in failures
        if event["OperationId"] == last
        and event["ResourceType"] != "AWS::CloudFormation::Stack"
        and (reason := event.get("ValidationStatusReason") or event.get("ResourceStatusReason"))
    ]
    return "\n".join([f"{template}: stack '{stack}' was not deployed", *lines])
