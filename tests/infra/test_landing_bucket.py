"""The bucket: who gets at it, and how long it keeps what is written."""

from __future__ import annotations

import json
from typing import Any

import boto3


def test_bucket_is_private_and_encrypted(stack: dict[str, str], resources: dict[str, Any]) -> None:
    block = boto3.client("s3").get_public_access_block(Bucket=stack["BucketName"])
    encryption = resources["Bucket"]["Properties"]["BucketEncryption"]

    assert set(block["PublicAccessBlockConfiguration"].values()) == {True}
    (rule,) = encryption["ServerSideEncryptionConfiguration"]
    assert rule["ServerSideEncryptionByDefault"] == {"SSEAlgorithm": "AES256"}


def test_bucket_refuses_what_does_not_come_over_tls(stack: dict[str, str]) -> None:
    policy = boto3.client("s3").get_bucket_policy(Bucket=stack["BucketName"])["Policy"]

    (statement,) = json.loads(policy)["Statement"]

    arn = f"arn:aws:s3:::{stack['BucketName']}"
    assert (statement["Effect"], statement["Principal"], statement["Action"]) == (
        "Deny",
        "*",
        "s3:*",
    )
    assert statement["Resource"] == [arn, f"{arn}/*"]
    assert statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


def test_all_that_the_chain_writes_expires(resources: dict[str, Any]) -> None:
    rules = resources["Bucket"]["Properties"]["LifecycleConfiguration"]["Rules"]

    assert {rule["Prefix"] for rule in rules if "ExpirationInDays" in rule} == {
        "bikes/",
        "sensors/",
        "errors/",
        "manifests/",
    }
    assert [r["AbortIncompleteMultipartUpload"] for r in rules if "Prefix" not in r] == [
        {"DaysAfterInitiation": 7}
    ]
    assert all(rule["Status"] == "Enabled" for rule in rules)
