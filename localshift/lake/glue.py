"""The Glue Data Catalog, through boto3, with its errors as Redshift's.

Where Glue is, and with which credentials, is what the environment says; nothing is set here.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from localshift.errors import SqlError

if TYPE_CHECKING:
    from mypy_boto3_glue import GlueClient


class Glue:
    """The catalog's databases and tables. One serves all sessions, from any thread.

    Every method raises SqlError (XX000) with Glue's own code and message when Glue does not answer
    well. A `region` of None is the one that the environment names.
    """

    def __init__(self) -> None:
        self._clients: dict[str | None, GlueClient] = {}
        self._guard = threading.Lock()

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

    def has_tables(self, database: str, region: str | None) -> bool:
        """Whether a table is in the database; False also when there is no such database."""
        try:
            with _answered():
                page = self._client(region).get_tables(DatabaseName=database, MaxResults=1)
        except NotFoundError:
            return False
        return bool(page["TableList"])

    def _client(self, region: str | None) -> "GlueClient":
        with self._guard:
            if region not in self._clients:
                self._clients[region] = boto3.client("glue", region_name=region)
            return self._clients[region]


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
