"""What loader.yml may say, and what it means.

Reading the file, with its line numbers, is `configfile`'s task.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    NonNegativeInt,
    PositiveInt,
    model_validator,
)

ADDED_COLUMNS = ("_load_id", "_loaded_at")
"""The loader's own columns: bigint, and timestamp in UTC."""

COLUMN_TYPES = (
    "bigint",
    "boolean",
    "char",
    "date",
    "decimal",
    "double precision",
    "float",
    "int",
    "integer",
    "numeric",
    "real",
    "smallint",
    "super",
    "text",
    "time",
    "timestamp",
    "timestamptz",
    "timetz",
    "varbyte",
    "varchar",
)

_TYPE = re.compile(r"([a-z][a-z ]*[a-z])\s*(\(\s*(?:\d+\s*(,\s*\d+\s*)?|max\s*)\))?")
_LOCATION = re.compile(r"s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])/(.*)", re.DOTALL)
_NAME = re.compile(r"[a-z_][a-z0-9_$]*")


class _Settings(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def _feed_name(value: str) -> str:
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,62}", value):
        raise ValueError(
            "a feed's name has lower-case letters, digits and underscores, begins with a letter "
            "and is at most 63 long"
        )
    return value


def _column_name(value: str) -> str:
    if value in ADDED_COLUMNS:
        raise ValueError("the loader adds this column itself")
    if not _NAME.fullmatch(value) or len(value) > 127:
        raise ValueError(
            "a column's name has lower-case letters, digits, underscores and dollar signs "
            "(Redshift folds names to lower case)"
        )
    return value


def _column_type(value: str) -> str:
    match = _TYPE.fullmatch(value.strip().lower())
    if not match or match[1] not in COLUMN_TYPES:
        raise ValueError(f"unknown type {value!r}; valid: {', '.join(COLUMN_TYPES)}")
    return match[0]


def _folder(value: str) -> str:
    match = _LOCATION.fullmatch(value)
    if not match or (match[2] and not match[2].endswith("/")):
        raise ValueError(f"{value!r} is no S3 folder; write s3://bucket/folder/, with a last slash")
    return value


def _table_name(value: str) -> str:
    schema, _, table = value.partition(".")
    if not all(_NAME.fullmatch(part) and len(part) <= 127 for part in (schema, table)):
        raise ValueError(f"{value!r} is no table; write schema.table, in lower case")
    return value


def _queue_url(value: str) -> str:
    if not re.fullmatch(r"https?://\S+/\S+", value):
        raise ValueError(f"{value!r} is no queue URL, such as https://sqs.…/123456789012/name")
    return value


def _role(value: str) -> str:
    if value != "default" and not re.fullmatch(r"arn:[\w-]+:iam::\d{12}:role/\S+", value):
        raise ValueError(f"{value!r} is no role; write its ARN, or default for the cluster's own")
    return value


def _json_paths(value: str) -> str:
    if value not in ("auto", "auto ignorecase") and not _LOCATION.fullmatch(value):
        raise ValueError(f"unknown {value!r}; valid: auto, auto ignorecase, s3://… of a jsonpaths")
    return value


FeedName = Annotated[str, AfterValidator(_feed_name)]
ColumnName = Annotated[str, AfterValidator(_column_name)]
ColumnType = Annotated[str, AfterValidator(_column_type)]
Folder = Annotated[str, AfterValidator(_folder)]
TableName = Annotated[str, AfterValidator(_table_name)]
QueueUrl = Annotated[str, AfterValidator(_queue_url)]
Role = Annotated[str, AfterValidator(_role)]
JsonPaths = Annotated[str, AfterValidator(_json_paths)]


class CopyOptions(_Settings):
    """How COPY reads the files. Option names are COPY's own.

    AWS, "Data format parameters" and "Data conversion parameters".
    """

    format: Literal["json"] = "json"
    json_paths: JsonPaths = Field(default="auto", alias="json")
    compression: Literal["auto", "gzip", "none"] = "auto"
    timeformat: str | None = None
    dateformat: str | None = None
    roundec: bool = False

    def is_gzip(self, key: str) -> bool:
        """Whether the file is compressed: as declared, else by its extension."""
        if self.compression == "auto":
            return key.endswith(".gz")
        return self.compression == "gzip"


class Limits(_Settings):
    """What one load may take.

    `retries` bounds all retries of a load together, `seconds` all its attempts together.
    """

    files: PositiveInt = 1000
    megabytes: PositiveInt = 1024
    retries: NonNegativeInt = 5
    seconds: PositiveInt = 3600

    @property
    def bytes(self) -> int:
        return self.megabytes * 1024 * 1024


class Feed(_Settings):
    """Files below one folder, announced on one queue, that land in one table."""

    queue: QueueUrl
    files: Folder
    manifests: Folder
    table: TableName
    columns: dict[ColumnName, ColumnType] = Field(min_length=1)
    dist: str = "auto"
    sort: list[str] = []
    iam_role: Role = "default"
    copy_options: CopyOptions = Field(default=CopyOptions(), alias="copy")
    limits: Limits = Limits()

    @model_validator(mode="after")
    def _check(self) -> Self:
        names = (*self.columns, *ADDED_COLUMNS)
        if self.dist not in ("auto", "even", "all", *names):
            raise ValueError(f"dist: unknown {self.dist!r}; valid: auto, even, all or a column")
        for name in self.sort:
            if name not in names:
                raise ValueError(f"sort: unknown column {name!r}; valid: {', '.join(names)}")
        if self.manifests.startswith(self.files):
            raise ValueError("manifests: must not be below files, or S3 announces them as files")
        return self

    @property
    def source(self) -> tuple[str, str]:
        """Bucket and key prefix of the files."""
        return location(self.files)

    @property
    def target(self) -> tuple[str, str]:
        """Schema and table."""
        schema, _, table = self.table.partition(".")
        return schema, table


class Settings(_Settings):
    """The whole of loader.yml."""

    feeds: dict[FeedName, Feed] = Field(min_length=1)

    @model_validator(mode="after")
    def _check(self) -> Self:
        for what, why in (
            ("queue", "each would leave the other's messages unread"),
            ("table", "their load ids would mix"),
        ):
            owners: dict[Any, str] = {}
            for name, feed in self.feeds.items():
                value = getattr(feed, what)
                if value in owners:
                    raise ValueError(f"feeds {owners[value]} and {name} share the {what}: {why}")
                owners[value] = name
        return self


def location(url: str) -> tuple[str, str]:
    """Split `s3://bucket/key` into bucket and key."""
    bucket, _, key = url.removeprefix("s3://").partition("/")
    return bucket, key
