"""The Glue Data Catalog, through boto3, with its errors as Redshift's.

Where Glue is, and with which credentials, is what the environment says; nothing is set here.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from localshift.aws_clients import RegionalClients
from localshift.errors import SqlError
from localshift.lake.external_schema import ExternalSchema
from localshift.lake.external_table import ExternalTable, Partition, from_glue, to_glue

if TYPE_CHECKING:
    from mypy_boto3_glue import GlueClient


class Glue:
    """The catalog's databases and tables. One serves all sessions, from any thread.

    Every method raises SqlError (XX000) with Glue's own code and message when Glue does not answer
    well. A `region` of None is the one that the environment names.
    """

    def __init__(self) -> None:
        self._client: RegionalClients[GlueClient] = RegionalClients(
            lambda region: boto3.client("glue", region_name=region)
        )

    def create_database(self, name: str, region: str | None) -> bool:
        """False when there is one of that name already."""
        try:
            with _answered():
                self._client(region).create_database(DatabaseInput={"Name": name})
        except AlreadyExistsError:
            return False
        return True

    def drop_database(self, name: str, region: str | None) -> bool:
        """Drop the database and its tables. False when there is none of that name."""
        try:
            with _answered():
                self._client(region).delete_database(Name=name)
        except NotFoundError:
            return False
        return True

    def databases(self, region: str | None) -> list[str]:
        pages = self._client(region).get_paginator("get_databases")
        with _answered():
            return [item["Name"] for page in pages.paginate() for item in page["DatabaseList"]]

    def table(self, schema: ExternalSchema, name: str) -> ExternalTable | None:
        try:
            with _answered():
                found = self._client(schema.region).get_table(
                    DatabaseName=schema.database, Name=name
                )
        except NotFoundError:
            return None
        return from_glue(schema, found["Table"])

    def tables(self, schema: ExternalSchema) -> list[ExternalTable]:
        """The tables of the schema's database; none when there is no such database."""
        pages = self._client(schema.region).get_paginator("get_tables")
        try:
            with _answered():
                return [
                    from_glue(schema, item)
                    for page in pages.paginate(DatabaseName=schema.database)
                    for item in page["TableList"]
                ]
        except NotFoundError:
            return []

    def create_table(self, table: ExternalTable) -> bool:
        """False when there is one of that name already."""
        schema = table.schema
        try:
            with _answered():
                self._client(schema.region).create_table(
                    DatabaseName=schema.database, TableInput=to_glue(table)
                )
        except AlreadyExistsError:
            return False
        return True

    def update_table(self, table: ExternalTable, change: Callable[[dict[str, Any]], None]) -> None:
        """Change what Glue has of the table; what `change` leaves alone stays as it is."""
        client, database = self._client(table.schema.region), table.schema.database
        with _answered():
            found: dict[str, Any] = dict(
                client.get_table(DatabaseName=database, Name=table.name)["Table"]
            )
            change(found)
            kept: Any = {name: found[name] for name in _TABLE_INPUT if found.get(name)}
            client.update_table(DatabaseName=database, TableInput=kept)

    def drop_table(self, table: ExternalTable) -> None:
        with _answered():
            self._client(table.schema.region).delete_table(
                DatabaseName=table.schema.database, Name=table.name
            )

    def partitions(self, table: ExternalTable) -> list[Partition]:
        pages = self._client(table.schema.region).get_paginator("get_partitions")
        with _answered():
            return [
                Partition(tuple(item["Values"]), item["StorageDescriptor"]["Location"])
                for page in pages.paginate(DatabaseName=table.schema.database, TableName=table.name)
                for item in page["Partitions"]
            ]

    def add_partition(self, table: ExternalTable, partition: Partition) -> bool:
        """False when there is one of these values already."""
        storage: Any = {**to_glue(table)["StorageDescriptor"], "Location": partition.location}
        try:
            with _answered():
                self._client(table.schema.region).create_partition(
                    DatabaseName=table.schema.database,
                    TableName=table.name,
                    PartitionInput={
                        "Values": list(partition.values),
                        "StorageDescriptor": storage,
                    },
                )
        except AlreadyExistsError:
            return False
        return True

    def drop_partition(self, table: ExternalTable, values: tuple[str, ...]) -> bool:
        """Forget the partition, not its files. False when there is none of these values."""
        try:
            with _answered():
                self._client(table.schema.region).delete_partition(
                    DatabaseName=table.schema.database,
                    TableName=table.name,
                    PartitionValues=list(values),
                )
        except NotFoundError:
            return False
        return True

    def has_tables(self, database: str, region: str | None) -> bool:
        """Whether a table is in the database; False also when there is no such database."""
        try:
            with _answered():
                page = self._client(region).get_tables(DatabaseName=database, MaxResults=1)
        except NotFoundError:
            return False
        return bool(page["TableList"])


# What Glue takes back of a table that it has given.
_TABLE_INPUT = (
    "Name", "Description", "Owner", "LastAccessTime", "LastAnalyzedTime", "Retention",
    "StorageDescriptor", "PartitionKeys", "ViewOriginalText", "ViewExpandedText", "TableType",
    "Parameters", "TargetTable",
)  # fmt: skip


class NotFoundError(SqlError):
    """Glue has no such database, table or partition."""


class AlreadyExistsError(SqlError):
    """Glue has one of that name."""


_KINDS = {"EntityNotFoundException": NotFoundError, "AlreadyExistsException": AlreadyExistsError}


@contextmanager
def _answered() -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        code = error.response["Error"].get("Code", "")
        text = error.response["Error"].get("Message", "")
        raise _KINDS.get(code, SqlError)("XX000", f"{code} from glue - {text}") from None
    except BotoCoreError as error:
        raise SqlError("XX000", f"Glue does not answer: {error}") from None
