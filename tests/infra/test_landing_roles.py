"""Roles and policies: who may do what, and nothing else."""

from __future__ import annotations

import json
from itertools import product
from typing import Any

from tests.infra.landing import allowed, delivery_stream, managed_policy, policies_of_role

FILE, REFUSED = "bikes/2026/x.gz", "errors/bikes/x"
SENSORS_FILE, SENSORS_REFUSED = "sensors/2026/x.gz", "errors/sensors/x"
MANIFEST = "manifests/bikes/1.json"
TICKIT = "tickit/sale/month=2020-01/sales_pipe.txt.gz"
KEYS = (FILE, REFUSED, SENSORS_FILE, SENSORS_REFUSED, MANIFEST, TICKIT)
GET, PUT, DELETE = "s3:GetObject", "s3:PutObject", "s3:DeleteObject"
GET_RECORDS, LIST_SHARDS = "kinesis:GetRecords", "kinesis:ListShards"
PUT_RECORDS, LIST_STREAMS = "kinesis:PutRecords", "kinesis:ListStreams"
IN_ACCOUNT = "us-east-1:000000000000"


def allowed_in_bucket(policies: list[str], bucket: str) -> set[tuple[str, str]]:
    return allowed(policies, (GET, PUT, DELETE), f"arn:aws:s3:::{bucket}/", KEYS)


def allowed_on_streams(policies: list[str], stack: dict[str, str]) -> set[tuple[str, str]]:
    actions = (GET_RECORDS, LIST_SHARDS, PUT_RECORDS, LIST_STREAMS)
    names = (stack["StreamName"], stack["ChargingStreamName"])
    return allowed(policies, actions, f"arn:aws:kinesis:{IN_ACCOUNT}:stream/", names)


def test_copy_role_reads_files_and_manifests_only(stack: dict[str, str]) -> None:
    policies = policies_of_role(stack["CopyRoleArn"])

    assert allowed_in_bucket(policies, stack["BucketName"]) == set(
        product([GET], [FILE, SENSORS_FILE, MANIFEST])
    )


def test_spectrum_role_reads_the_files_of_tickit_only(stack: dict[str, str]) -> None:
    policies = policies_of_role(stack["SpectrumRoleArn"])

    assert allowed_in_bucket(policies, stack["BucketName"]) == {(GET, TICKIT)}


def test_spectrum_role_keeps_tables_in_its_own_glue_database_only(stack: dict[str, str]) -> None:
    policies = policies_of_role(stack["SpectrumRoleArn"])
    keeping = ["glue:CreateTable", "glue:BatchCreatePartition", "glue:GetTable"]
    own = ["database/tickit", "table/tickit/sale"]

    assert allowed(
        policies,
        [*keeping, "glue:DeleteDatabase"],
        f"arn:aws:glue:{IN_ACCOUNT}:",
        [*own, "database/payroll", "table/payroll/salaries"],
    ) == set(product(keeping, own))


def test_redshift_reads_its_stream_only(stack: dict[str, str]) -> None:
    """To list streams is not reading them: Kinesis grants it for all or none."""
    policies = policies_of_role(stack["StreamRoleArn"])
    own, other = stack["ChargingStreamName"], stack["StreamName"]

    assert allowed_on_streams(policies, stack) == {
        *product([GET_RECORDS, LIST_SHARDS], [own]),
        *product([LIST_STREAMS], [own, other]),
    }


def test_loader_reads_files_and_writes_manifests_only(stack: dict[str, str]) -> None:
    policies = managed_policy(stack["LoaderPolicyArn"])

    assert allowed_in_bucket(policies, stack["BucketName"]) == {
        (GET, FILE),
        (GET, SENSORS_FILE),
        (PUT, MANIFEST),
    }


def test_loader_works_off_its_own_queues_only(stack: dict[str, str]) -> None:
    policies = managed_policy(stack["LoaderPolicyArn"])
    working = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility"]
    own = [stack["QueueArn"], stack["SensorsQueueArn"]]

    assert allowed(
        policies,
        [*working, "sqs:SendMessage", "sqs:PurgeQueue"],
        "",
        [*own, *(f"{arn}-other" for arn in own)],
    ) == set(product(working, own))


def test_producer_only_puts_on_streams(stack: dict[str, str]) -> None:
    policies = managed_policy(stack["ProducerPolicyArn"])

    assert allowed_on_streams(policies, stack) == set(
        product([PUT_RECORDS], [stack["StreamName"], stack["ChargingStreamName"]])
    )


def test_producer_only_puts_on_the_delivery_stream_of_the_sensors(stack: dict[str, str]) -> None:
    policies = managed_policy(stack["ProducerPolicyArn"])
    own = stack["SensorsDeliveryStreamName"]

    assert allowed(
        policies,
        ["firehose:PutRecordBatch", "firehose:UpdateDestination"],
        f"arn:aws:firehose:{IN_ACCOUNT}:deliverystream/",
        [own, stack["DeliveryStreamName"]],
    ) == {("firehose:PutRecordBatch", own)}


def test_firehose_reads_its_stream_and_writes_its_prefixes_only(stack: dict[str, str]) -> None:
    role = delivery_stream(stack["DeliveryStreamName"])["destination"]["RoleARN"]
    policies = policies_of_role(role)

    assert allowed_in_bucket(policies, stack["BucketName"]) == set(
        product([GET, PUT], [FILE, REFUSED])
    )
    assert allowed_in_bucket(policies, "another") == set()
    assert allowed_on_streams(policies, stack) == set(
        product([GET_RECORDS, LIST_SHARDS], [stack["StreamName"]])
    )


def test_firehose_of_the_sensors_writes_its_prefixes_only(stack: dict[str, str]) -> None:
    role = delivery_stream(stack["SensorsDeliveryStreamName"])["destination"]["RoleARN"]
    policies = policies_of_role(role)

    assert allowed_in_bucket(policies, stack["BucketName"]) == set(
        product([GET, PUT], [SENSORS_FILE, SENSORS_REFUSED])
    )
    assert allowed_in_bucket(policies, "another") == set()
    assert allowed_on_streams(policies, stack) == set()


def test_roles_trust_only_the_services_that_use_them(resources: dict[str, Any]) -> None:
    trusted = {
        name: resource["Properties"]["AssumeRolePolicyDocument"]["Statement"][0]["Principal"]
        for name, resource in resources.items()
        if resource["Type"] == "AWS::IAM::Role"
    }
    firehose = {"Service": "firehose.amazonaws.com"}
    redshift = {"Service": ["redshift.amazonaws.com", "redshift-serverless.amazonaws.com"]}

    assert trusted == {
        "DeliveryRole": firehose,
        "SensorsDeliveryRole": firehose,
        "CopyRole": redshift,
        "SpectrumRole": redshift,
        "StreamRole": redshift,
    }


def test_no_statement_allows_everything_but_to_list_streams(resources: dict[str, Any]) -> None:
    """Kinesis lists all streams or none."""
    documents = json.dumps(
        [r["Properties"] for r in resources.values() if r["Type"].startswith("AWS::IAM::")]
    ).replace('"Action": "kinesis:ListStreams", "Resource": "*"', "")

    assert '"*"' not in documents
    assert ":*" not in documents.replace("bikes/*", "").replace("manifests/*", "")
