"""The template as a whole: its parameters and its outputs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from demo.stack import DeployError
from tests.infra.landing import TEMPLATE, landing


def test_cfn_lint_finds_nothing() -> None:
    cfn_lint = Path(sys.executable).with_name("cfn-lint")

    found = subprocess.run(
        [cfn_lint, "--include-checks", "I", "--", TEMPLATE],
        capture_output=True,
        text=True,
        check=False,
    )

    assert found.stdout + found.stderr == ""
    assert found.returncode == 0


def test_every_parameter_has_a_default_and_a_description(template: dict[str, Any]) -> None:
    parameters = template["Parameters"]

    assert [n for n, p in parameters.items() if "Default" not in p or not p["Description"]] == []


def test_outputs_are_those_that_the_other_parts_read(stack: dict[str, str]) -> None:
    named = {"StreamName", "DeliveryStreamName", "BucketName", "QueueUrl", "QueueArn"}

    assert named | {"DeadLetterQueueUrl", "CopyRoleArn"} <= stack.keys()
    assert all(stack.values())


def test_bucket_prefix_that_s3_would_refuse_is_refused_at_once(aws: dict[str, str]) -> None:
    with pytest.raises(DeployError, match="BucketPrefix"):
        landing(BucketPrefix="-Upper")
