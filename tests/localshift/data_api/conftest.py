"""A client of the Data API, and a short way to run a statement to its end."""

from collections.abc import Callable
from typing import Any

import boto3
import pytest

Answer = dict[str, Any]
RunToEnd = Callable[..., Answer]

CLUSTER = {"ClusterIdentifier": "warehouse", "Database": "dev"}


@pytest.fixture(scope="session")
def data_api(localshift: dict[str, str]) -> Any:
    return boto3.client("redshift-data")


@pytest.fixture
def run_to_end(data_api: Any) -> RunToEnd:
    """Run a statement, wait until it has ended, and describe it."""

    def run(sql: str, **more: Any) -> Answer:
        where = {} if "SessionId" in more else CLUSTER
        started = data_api.execute_statement(Sql=sql, **{**where, **more})
        return ended(data_api, started["Id"])

    return run


def ended(data_api: Any, identifier: str) -> Answer:
    described: Answer = data_api.describe_statement(Id=identifier, WaitTimeSeconds=30)
    return described


def values(data_api: Any, identifier: str) -> list[list[Any]]:
    """The rows of a result; a field is the one value that it holds, None if null."""
    records = data_api.get_statement_result(Id=identifier)["Records"]
    return [
        [None if "isNull" in field else next(iter(field.values())) for field in record]
        for record in records
    ]
