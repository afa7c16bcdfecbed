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
    pairs: list[ParameterTypeDef] = [
        {"ParameterKey": name, "ParameterValue": value} for name, value in parameters.items()
    ]
    body = template.read_text()
    try:
        if _describe(cloudformation, stack) is None:
            cloudformation.create_stack(
                StackName=stack,
                TemplateBody=body,
                Parameters=pairs,
                Capabilities=["CAPABILITY_IAM"],
            )
        else:
            cloudformation.update_stack(
                StackName=stack,
                TemplateBody=body,
                Parameters=pairs,
                Capabilities=["CAPABILITY_IAM"],
            )
    except ClientError as error:
        reason = error.response["Error"].get("Message", "")
        if "No updates are to be performed" not in reason:
            raise DeployError(f"{template}: stack '{stack}': {reason}") from error
    return _outputs(_await_deployed(cloudformation, stack, template))


def _await_deployed(
    cloudformation: "CloudFormationClient", stack: str, template: Path
) -> "StackTypeDef":
    deadline = time.monotonic() + _TIMEOUT_SECONDS
    while (found := _describe(cloudformation, stack)) and _is_under_way(found):
        if time.monotonic() > deadline:
            raise DeployError(f"{template}: stack '{stack}' is still {found['StackStatus']}")
        time.sleep(_POLL_SECONDS)
    if found is None or found["StackStatus"] not in _DEPLOYED:
        raise DeployError(_reasons(cloudformation, stack, template))
    return found


def _is_under_way(stack: "StackTypeDef") -> bool:
    return stack["StackStatus"].endswith("_IN_PROGRESS")


def _describe(cloudformation: "CloudFormationClient", stack: str) -> "StackTypeDef | None":
    try:
        return cloudformation.describe_stacks(StackName=stack)["Stacks"][0]
    except ClientError as error:
        if "does not exist" in error.response["Error"].get("Message", ""):
            return None
        raise


def _outputs(stack: "StackTypeDef") -> dict[str, str]:
    return {output["OutputKey"]: output["OutputValue"] for output in stack.get("Outputs", [])}


def _reasons(cloudformation: "CloudFormationClient", stack: str, template: Path) -> str:
    events = cloudformation.describe_stack_events(StackName=stack)["StackEvents"]
    lines = [
        f"  {event.get('LogicalResourceId')}: {event.get('ResourceStatusReason')}"
        for event in reversed(events)
        if event.get("ResourceStatus", "").endswith("_FAILED")
    ]
    return "\n".join([f"{template}: stack '{stack}' was not deployed", *lines])
