"""infra/landing.yml, read as text and deployed on the AWS emulator as it stands."""

from __future__ import annotations

import json
import subprocess
import sys
import uuid
from pathlib import Path
from typing import Any

import boto3
import pytest
from cfnlint.decode import cfn_yaml  # type: ignore[import-untyped]

from demo.stack import DeployError, deploy

TEMPLATE = Path(__file__).parents[2] / "infra" / "landing.yml"


@pytest.fixture(scope="module")
def resources() -> dict[str, Any]:
    """The template's resources by logical id."""
    return dict(cfn_yaml.load(str(TEMPLATE))["Resources"])


@pytest.fixture(scope="module")
def stack(aws: dict[str, str]) -> dict[str, str]:
    """The outputs of a stack with the template's defaults."""
    unique = uuid.uuid4().hex[:8]
    return deploy(TEMPLATE, f"landing-{unique}", {"BucketPrefix": f"landing-{unique}"})


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


def test_every_parameter_has_a_default_and_a_description() -> None:
    parameters = cfn_yaml.load(str(TEMPLATE))["Parameters"]

    assert [n for n, p in parameters.items() if "Default" not in p or not p["Description"]] == []


def test_outputs_are_those_that_the_other_parts_read(stack: dict[str, str]) -> None:
    named = {"StreamName", "DeliveryStreamName", "BucketName", "QueueUrl", "QueueArn"}

    assert named | {"DeadLetterQueueUrl", "CopyRoleArn"} <= stack.keys()
    assert all(stack.values())


# ---- the chain -----------------------------------------------------------------------------------


def test_firehose_reads_the_stream_and_writes_gzip_by_the_hour(stack: dict[str, str]) -> None:
    description = boto3.client("firehose").describe_delivery_stream(
        DeliveryStreamName=stack["DeliveryStreamName"]
    )["DeliveryStreamDescription"]
    destination = description["Destinations"][0]["ExtendedS3DestinationDescription"]

    source = description["Source"]["KinesisStreamSourceDescription"]["KinesisStreamARN"]
    assert source.endswith(f"stream/{stack['StreamName']}")
    assert destination["BucketARN"].endswith(f":::{stack['BucketName']}")
    assert destination["CompressionFormat"] == "GZIP"
    assert destination["Prefix"] == "bikes/!{timestamp:yyyy/MM/dd/HH}/"
    assert destination["ErrorOutputPrefix"].startswith("errors/bikes/!{firehose:error-output-type}")
    assert destination["CloudWatchLoggingOptions"]["Enabled"]


def test_sensors_put_on_firehose_itself_and_have_a_place_of_their_own(
    stack: dict[str, str],
) -> None:
    description = boto3.client("firehose").describe_delivery_stream(
        DeliveryStreamName=stack["SensorsDeliveryStreamName"]
    )["DeliveryStreamDescription"]
    destination = description["Destinations"][0]["ExtendedS3DestinationDescription"]

    assert description["DeliveryStreamType"] == "DirectPut"
    assert destination["BucketARN"].endswith(f":::{stack['BucketName']}")
    assert destination["CompressionFormat"] == "GZIP"
    assert destination["Prefix"] == "sensors/!{timestamp:yyyy/MM/dd/HH}/"
    assert destination["ErrorOutputPrefix"].startswith("errors/sensors/")


@pytest.mark.parametrize(("shards", "mode"), [("0", "ON_DEMAND"), ("3", "PROVISIONED")])
def test_shard_count_chooses_the_mode(aws: dict[str, str], shards: str, mode: str) -> None:
    unique = uuid.uuid4().hex[:8]
    outputs = deploy(
        TEMPLATE, f"mode-{unique}", {"BucketPrefix": f"mode-{unique}", "ShardCount": shards}
    )

    stream = boto3.client("kinesis").describe_stream_summary(StreamName=outputs["StreamName"])

    assert stream["StreamDescriptionSummary"]["StreamModeDetails"]["StreamMode"] == mode


QUEUES = pytest.mark.parametrize(("folder", "queue"), [("bikes", ""), ("sensors", "Sensors")])


@QUEUES
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


@QUEUES
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


@QUEUES
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


# ---- who may do what -----------------------------------------------------------------------------

TICKIT = "tickit/sale/month=2020-01/sales_pipe.txt.gz"
SENSORS_FILE, SENSORS_REFUSED = "sensors/2026/x.gz", "errors/sensors/x"
FILE, REFUSED, MANIFEST = "bikes/2026/x.gz", "errors/bikes/x", "manifests/bikes/1.json"


def decision(policies: list[str], action: str, resource: str) -> str:
    results = boto3.client("iam").simulate_custom_policy(
        PolicyInputList=policies, ActionNames=[action], ResourceArns=[resource]
    )
    return str(results["EvaluationResults"][0]["EvalDecision"])


def role_policies(role: str) -> list[str]:
    iam = boto3.client("iam")
    names = iam.list_role_policies(RoleName=role)["PolicyNames"]
    documents = [iam.get_role_policy(RoleName=role, PolicyName=n)["PolicyDocument"] for n in names]
    return [json.dumps(document) for document in documents]


def managed_policy(arn: str) -> list[str]:
    iam = boto3.client("iam")
    version = iam.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"]
    document = iam.get_policy_version(PolicyArn=arn, VersionId=version)["PolicyVersion"]["Document"]
    return [json.dumps(document)]


@pytest.mark.parametrize(
    ("action", "key", "expected"),
    [
        ("s3:GetObject", FILE, "allowed"),
        ("s3:GetObject", SENSORS_FILE, "allowed"),
        ("s3:GetObject", MANIFEST, "allowed"),
        ("s3:GetObject", REFUSED, "implicitDeny"),
        ("s3:PutObject", FILE, "implicitDeny"),
        ("s3:PutObject", MANIFEST, "implicitDeny"),
        ("s3:DeleteObject", FILE, "implicitDeny"),
    ],
)
def test_copy_role_reads_files_and_manifests_only(
    stack: dict[str, str], action: str, key: str, expected: str
) -> None:
    policies = role_policies(stack["CopyRoleArn"].rpartition("/")[2])

    assert decision(policies, action, f"arn:aws:s3:::{stack['BucketName']}/{key}") == expected


@pytest.mark.parametrize(
    ("action", "key", "expected"),
    [
        ("s3:GetObject", TICKIT, "allowed"),
        ("s3:PutObject", TICKIT, "implicitDeny"),
        ("s3:DeleteObject", TICKIT, "implicitDeny"),
        ("s3:GetObject", FILE, "implicitDeny"),
        ("s3:GetObject", MANIFEST, "implicitDeny"),
    ],
)
def test_spectrum_role_reads_the_files_of_tickit_only(
    stack: dict[str, str], action: str, key: str, expected: str
) -> None:
    policies = role_policies(stack["SpectrumRoleArn"].rpartition("/")[2])

    assert decision(policies, action, f"arn:aws:s3:::{stack['BucketName']}/{key}") == expected


@pytest.mark.parametrize(
    ("action", "resource", "expected"),
    [
        ("glue:CreateTable", "table/tickit/sale", "allowed"),
        ("glue:BatchCreatePartition", "table/tickit/sale", "allowed"),
        ("glue:GetTable", "table/payroll/salaries", "implicitDeny"),
        ("glue:DeleteDatabase", "database/tickit", "implicitDeny"),
    ],
)
def test_spectrum_role_keeps_tables_in_its_own_glue_database_only(
    stack: dict[str, str], action: str, resource: str, expected: str
) -> None:
    policies = role_policies(stack["SpectrumRoleArn"].rpartition("/")[2])

    assert decision(policies, action, f"arn:aws:glue:us-east-1:000000000000:{resource}") == expected


@pytest.mark.parametrize(
    ("action", "key", "expected"),
    [
        ("s3:GetObject", FILE, "allowed"),
        ("s3:GetObject", SENSORS_FILE, "allowed"),
        ("s3:PutObject", MANIFEST, "allowed"),
        ("s3:PutObject", FILE, "implicitDeny"),
        ("s3:DeleteObject", FILE, "implicitDeny"),
        ("s3:GetObject", REFUSED, "implicitDeny"),
    ],
)
def test_loader_reads_files_and_writes_manifests_only(
    stack: dict[str, str], action: str, key: str, expected: str
) -> None:
    policies = managed_policy(stack["LoaderPolicyArn"])

    assert decision(policies, action, f"arn:aws:s3:::{stack['BucketName']}/{key}") == expected


@pytest.mark.parametrize(
    ("action", "queue", "expected"),
    [
        ("sqs:ReceiveMessage", "", "allowed"),
        ("sqs:DeleteMessage", "", "allowed"),
        ("sqs:ChangeMessageVisibility", "", "allowed"),
        ("sqs:SendMessage", "", "implicitDeny"),
        ("sqs:PurgeQueue", "", "implicitDeny"),
        ("sqs:ReceiveMessage", "-other", "implicitDeny"),
    ],
)
def test_loader_works_off_its_own_queues_only(
    stack: dict[str, str], action: str, queue: str, expected: str
) -> None:
    policies = managed_policy(stack["LoaderPolicyArn"])

    for arn in (stack["QueueArn"], stack["SensorsQueueArn"]):
        assert decision(policies, action, f"{arn}{queue}") == expected


@pytest.mark.parametrize(
    ("action", "expected"),
    [("kinesis:PutRecords", "allowed"), ("kinesis:GetRecords", "implicitDeny")],
)
def test_producer_only_puts(stack: dict[str, str], action: str, expected: str) -> None:
    stream = f"arn:aws:kinesis:us-east-1:000000000000:stream/{stack['StreamName']}"

    assert decision(managed_policy(stack["ProducerPolicyArn"]), action, stream) == expected


@pytest.mark.parametrize(
    ("action", "resource", "expected"),
    [
        ("s3:PutObject", f"arn:aws:s3:::{{BucketName}}/{FILE}", "allowed"),
        ("s3:PutObject", f"arn:aws:s3:::{{BucketName}}/{REFUSED}", "allowed"),
        ("s3:PutObject", f"arn:aws:s3:::{{BucketName}}/{MANIFEST}", "implicitDeny"),
        ("s3:PutObject", f"arn:aws:s3:::another/{FILE}", "implicitDeny"),
        (
            "kinesis:GetRecords",
            "arn:aws:kinesis:us-east-1:000000000000:stream/{StreamName}",
            "allowed",
        ),
        (
            "kinesis:PutRecords",
            "arn:aws:kinesis:us-east-1:000000000000:stream/{StreamName}",
            "implicitDeny",
        ),
    ],
)
def test_firehose_reads_its_stream_and_writes_its_prefixes_only(
    stack: dict[str, str], action: str, resource: str, expected: str
) -> None:
    destination = boto3.client("firehose").describe_delivery_stream(
        DeliveryStreamName=stack["DeliveryStreamName"]
    )["DeliveryStreamDescription"]["Destinations"][0]["ExtendedS3DestinationDescription"]
    policies = role_policies(destination["RoleARN"].rpartition("/")[2])

    assert decision(policies, action, resource.format_map(stack)) == expected


@pytest.mark.parametrize(
    ("action", "stream", "expected"),
    [
        ("kinesis:GetRecords", "{ChargingStreamName}", "allowed"),
        ("kinesis:ListShards", "{ChargingStreamName}", "allowed"),
        ("kinesis:PutRecords", "{ChargingStreamName}", "implicitDeny"),
        ("kinesis:GetRecords", "{StreamName}", "implicitDeny"),
        ("kinesis:ListStreams", "any", "allowed"),
    ],
)
def test_redshift_reads_its_stream_only(
    stack: dict[str, str], action: str, stream: str, expected: str
) -> None:
    policies = role_policies(stack["StreamRoleArn"].rpartition("/")[2])
    name = stream.format_map(stack)

    assert (
        decision(policies, action, f"arn:aws:kinesis:us-east-1:000000000000:stream/{name}")
        == expected
    )


def test_name_of_the_stream_that_redshift_reads_is_found_without_quotes(
    stack: dict[str, str],
) -> None:
    assert stack["ChargingStreamName"] == stack["ChargingStreamName"].lower()


@pytest.mark.parametrize(
    ("action", "expected"),
    [("firehose:PutRecordBatch", "allowed"), ("firehose:UpdateDestination", "implicitDeny")],
)
def test_producer_only_puts_on_the_delivery_stream(
    stack: dict[str, str], action: str, expected: str
) -> None:
    name = stack["SensorsDeliveryStreamName"]
    stream = f"arn:aws:firehose:us-east-1:000000000000:deliverystream/{name}"

    assert decision(managed_policy(stack["ProducerPolicyArn"]), action, stream) == expected


@pytest.mark.parametrize(
    ("action", "resource", "expected"),
    [
        ("s3:PutObject", f"arn:aws:s3:::{{BucketName}}/{SENSORS_FILE}", "allowed"),
        ("s3:PutObject", f"arn:aws:s3:::{{BucketName}}/{SENSORS_REFUSED}", "allowed"),
        ("s3:PutObject", f"arn:aws:s3:::{{BucketName}}/{FILE}", "implicitDeny"),
        ("s3:PutObject", f"arn:aws:s3:::{{BucketName}}/{MANIFEST}", "implicitDeny"),
        (
            "kinesis:GetRecords",
            "arn:aws:kinesis:us-east-1:000000000000:stream/{StreamName}",
            "implicitDeny",
        ),
    ],
)
def test_firehose_of_the_sensors_writes_its_prefixes_only(
    stack: dict[str, str], action: str, resource: str, expected: str
) -> None:
    description = boto3.client("firehose").describe_delivery_stream(
        DeliveryStreamName=stack["SensorsDeliveryStreamName"]
    )["DeliveryStreamDescription"]
    role = description["Destinations"][0]["ExtendedS3DestinationDescription"]["RoleARN"]

    policies = role_policies(role.rpartition("/")[2])

    assert decision(policies, action, resource.format_map(stack)) == expected


def test_roles_trust_only_the_services_that_use_them(resources: dict[str, Any]) -> None:
    trusted = {
        name: resource["Properties"]["AssumeRolePolicyDocument"]["Statement"][0]["Principal"]
        for name, resource in resources.items()
        if resource["Type"] == "AWS::IAM::Role"
    }

    assert trusted == {
        "DeliveryRole": {"Service": "firehose.amazonaws.com"},
        "SensorsDeliveryRole": {"Service": "firehose.amazonaws.com"},
        "CopyRole": {"Service": ["redshift.amazonaws.com", "redshift-serverless.amazonaws.com"]},
        "SpectrumRole": {
            "Service": ["redshift.amazonaws.com", "redshift-serverless.amazonaws.com"]
        },
        "StreamRole": {"Service": ["redshift.amazonaws.com", "redshift-serverless.amazonaws.com"]},
    }


def test_no_statement_allows_everything_but_to_list_streams(resources: dict[str, Any]) -> None:
    """Kinesis lists all streams or none."""
    documents = json.dumps(
        [r["Properties"] for r in resources.values() if r["Type"].startswith("AWS::IAM::")]
    ).replace('"Action": "kinesis:ListStreams", "Resource": "*"', "")

    assert '"*"' not in documents
    assert ":*" not in documents.replace("bikes/*", "").replace("manifests/*", "")


# ---- what the emulator does not enforce ----------------------------------------------------------


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


def test_queues_are_encrypted(stack: dict[str, str]) -> None:
    for url in (stack[name] for name in stack if name.endswith("QueueUrl")):
        attributes = boto3.client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=["All"])

        assert attributes["Attributes"]["SqsManagedSseEnabled"] == "true"


def test_stream_is_encrypted(resources: dict[str, Any]) -> None:
    assert resources["Stream"]["Properties"]["StreamEncryption"] == {
        "EncryptionType": "KMS",
        "KeyId": "alias/aws/kinesis",
    }


def test_alarms_watch_the_dead_letter_queues(stack: dict[str, str]) -> None:
    alarms = boto3.client("cloudwatch").describe_alarms()["MetricAlarms"]

    for url in (stack["DeadLetterQueueUrl"], stack["SensorsDeadLetterQueueUrl"]):
        name = url.rpartition("/")[2]
        watching = [a for a in alarms if a["Dimensions"] == [{"Name": "QueueName", "Value": name}]]
        assert [alarm["MetricName"] for alarm in watching] == ["ApproximateNumberOfMessagesVisible"]


def test_bucket_prefix_that_s3_would_refuse_is_refused_at_once(aws: dict[str, str]) -> None:
    with pytest.raises(DeployError, match="BucketPrefix"):
        deploy(TEMPLATE, f"bad-{uuid.uuid4().hex[:8]}", {"BucketPrefix": "-Upper"})
