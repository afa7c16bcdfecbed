"""The COPY statement as it is written (AWS: r_COPY and the pages of its parameters)."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localshift.copy.parsing import parse_copy
from localshift.copy.statement import (
    Compression,
    CopyStatement,
    CsvFormat,
    DelimitedFormat,
    JsonFormat,
    JsonMapping,
    ParquetFormat,
)
from localshift.errors import SqlError

ROLE = "iam_role 'arn:aws:iam::000000000000:role/copy'"


def parse(options: str) -> CopyStatement:
    return parse_copy(f"copy t from 's3://b/k' {ROLE} {options}")


def test_statement_of_the_loader() -> None:
    copy = parse_copy(
        """COPY "Landing".bike_events (bikeid, "Station_Name")
        FROM 's3://landing/manifests/bikes/7.json' IAM_ROLE DEFAULT
        MANIFEST GZIP FORMAT AS JSON 'auto' TIMEFORMAT AS 'auto' MAXERROR AS 5;"""
    )

    assert copy.table == ("landing", "bike_events")
    assert copy.columns == ("bikeid", "station_name")
    assert copy.source_url == "s3://landing/manifests/bikes/7.json"
    assert copy.manifest
    assert copy.compression is Compression.GZIP
    assert copy.format == JsonFormat(JsonMapping.AUTO)
    assert copy.conversions.time_format == "auto"
    assert copy.error_limit == 5


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ("", DelimitedFormat("|")),
        ("delimiter ','", DelimitedFormat(",")),
        (r"delimiter '\t'", DelimitedFormat("\t")),
        (r"delimiter '\\t'", DelimitedFormat("\t")),
        (r"delimiter as '\174' escape removequotes", DelimitedFormat("|", True, True)),
        ("csv", CsvFormat()),
        ("format csv", CsvFormat()),
        ("format as csv delimiter ';' quote as '%'", CsvFormat(";", "%")),
        ("quote '''' csv", CsvFormat(",", "'")),
        ("json", JsonFormat(JsonMapping.AUTO)),
        ("json as 'auto ignorecase'", JsonFormat(JsonMapping.AUTO_IGNORECASE)),
        ("format json 'noshred'", JsonFormat(JsonMapping.NOSHRED)),
        ("json 's3://b/paths'", JsonFormat(JsonMapping.PATHS, "s3://b/paths")),
        ("parquet", ParquetFormat()),
        ("format as parquet", ParquetFormat()),
    ],
)
def test_formats(options: str, expected: Any) -> None:
    assert parse(options).format == expected


@pytest.mark.parametrize(
    ("options", "field", "expected"),
    [
        ("", "null_as", r"\N"),
        (r"null as '\N'", "null_as", r"\N"),
        (r"null '\\N'", "null_as", r"\N"),
        (r"null as '\0'", "null_as", "\0"),
        ("null as 'n/a'", "null_as", "n/a"),
        ("acceptinvchars", "accept_invalid", "?"),
        ("acceptinvchars as '^'", "accept_invalid", "^"),
        ("ignoreheader 2", "ignore_header", 2),
        ("ignoreheader as 1", "ignore_header", 1),
        ("dateformat 'MM-DD-YYYY'", "date_format", "MM-DD-YYYY"),
        ("timeformat as 'epochmillisecs'", "time_format", "epochmillisecs"),
        ("encoding utf16le", "encoding", "utf-16-le"),
        ("encoding as 'UTF8'", "encoding", "utf-8"),
        ("emptyasnull", "empty_as_null", True),
        ("blanksasnull", "blanks_as_null", True),
        ("trimblanks", "trim_blanks", True),
        ("truncatecolumns", "truncate_columns", True),
        ("roundec", "round_decimals", True),
        ("acceptanydate", "accept_any_date", True),
        ("fillrecord", "fill_record", True),
        ("ignoreblanklines", "ignore_blank_lines", True),
    ],
)
def test_conversions(options: str, field: str, expected: Any) -> None:
    assert getattr(parse(options).conversions, field) == expected


def test_options_that_need_nothing_here_are_accepted() -> None:
    copy = parse("compupdate off statupdate on comprows 5000 region as 'eu-west-1' noload")

    assert copy.region == "eu-west-1"
    assert copy.no_load


@pytest.mark.parametrize(
    "authorization",
    [
        "iam_role default",
        "iam_role 'arn:aws:iam::1:role/r'",
        "credentials 'aws_iam_role=arn:aws:iam::1:role/r'",
        "with credentials as 'aws_access_key_id=a;aws_secret_access_key=hush'",
        "access_key_id 'a' secret_access_key 'hush' session_token 'hush'",
    ],
)
def test_authorization_keeps_no_secret(authorization: str) -> None:
    copy = parse_copy(f"copy t from 's3://b/k' {authorization} csv")

    assert copy.format == CsvFormat()
    assert "hush" not in repr(copy)


@pytest.mark.parametrize(
    "statement",
    [
        "copy t from 's3://b/k'",
        "copy t from 's3://b/k' access_key_id 'a'",
        "copy t from 's3://b/k' iam_role default credentials 'aws_iam_role=r'",
        "copy t from 's3://b/k' iam_role default csv csv",
        "copy t from 's3://b/k' iam_role default gzip zstd",
        "copy t from 's3://b/k' iam_role default csv escape",
        "copy t from 's3://b/k' iam_role default csv removequotes",
        "copy t from 's3://b/k' iam_role default json 'auto' delimiter ','",
        "copy t from 's3://b/k' iam_role default json 'auto' null as ''",
        "copy t from 's3://b/k' iam_role default json 'auto' ignoreblanklines",
        "copy t from 's3://b/k' iam_role default json 'auto' csv",
        "copy t from 's3://b/k' iam_role default quote '%'",
        "copy t from 's3://b/k' iam_role default maxerror 5 ignoreallerrors",
        "copy t () from 's3://b/k' iam_role default",
        "copy t from b iam_role default",
        "copy t from 's3://b/k' iam_role default maxerror",
        "copy t from 's3://b/k' iam_role default delimiter",
        "copy from 's3://b/k' iam_role default",
    ],
)
def test_what_is_no_copy_is_a_syntax_error(statement: str) -> None:
    with pytest.raises(SqlError, match="42601"):
        parse_copy(statement)


@pytest.mark.parametrize(
    "options",
    ["maxerror 100001", "delimiter '||'", "delimiter 'é'", "json 'manual'", "csv quote ''"],
)
def test_values_out_of_range_are_refused(options: str) -> None:
    with pytest.raises(SqlError, match="22023"):
        parse(options)


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("copy t from 's3://b/k' iam_role default fixedwidth 'a:1'", "COPY FIXEDWIDTH"),
        ("copy t from 's3://b/k' iam_role default format avro 'auto'", "COPY AVRO"),
        ("copy t from 's3://b/k' iam_role default orc", "COPY ORC"),
        ("copy t from 's3://b/k' iam_role default lzop", "COPY LZOP"),
        ("copy t from 's3://b/k' iam_role default encrypted", "COPY ENCRYPTED"),
        ("copy t from 's3://b/k' iam_role default job create j auto on", "COPY JOB"),
        ("copy job list", "COPY JOB"),
        ("copy t from 's3://b/k' iam_role default turbo", "COPY TURBO"),
        ("copy t from 's3://b/k' iam_role default format fast", "COPY FORMAT fast"),
        ("copy t from 's3://b/k' iam_role default encoding latin1", "COPY ENCODING latin1"),
        ("copy t from 'dynamodb://Movies' iam_role default readratio 50", "'dynamodb'"),
        ("copy t from 'emr://j-1/part*' iam_role default", "'emr'"),
        ("copy t from stdin", "COPY FROM STDIN"),
    ],
)
def test_what_is_not_implemented_is_refused_by_name(statement: str, named: str) -> None:
    with pytest.raises(SqlError, match="0A000") as caught:
        parse_copy(statement)

    assert caught.value.message.startswith("localshift does not implement ")
    assert named in caught.value.message


def test_columnar_data_takes_few_options() -> None:
    with pytest.raises(SqlError, match="MAXERROR argument is not supported for PARQUET"):
        parse("parquet maxerror 5")


_OPTIONS = [
    ("manifest", "manifest", True),
    ("gzip", "compression", Compression.GZIP),
    ("maxerror 7", "max_errors", 7),
    ("noload", "no_load", True),
    ("region 'eu-west-1'", "region", "eu-west-1"),
    ("explicit_ids", "explicit_ids", True),
    ("csv", "format", CsvFormat()),
]


@given(st.permutations(_OPTIONS), st.integers(0, len(_OPTIONS)))
def test_options_come_in_any_order(order: list[tuple[str, str, Any]], count: int) -> None:
    chosen = order[:count]

    copy = parse(" ".join(text for text, _, _ in chosen))

    for _, field, value in chosen:
        assert getattr(copy, field) == value


_STATEMENT = (
    "copy t from 's3://b/k' iam_role default csv json 'auto' as null delimiter ',' maxerror 5 ( ) "
    "manifest gzip format credentials 'a=b' timeformat encoding utf8 \" ; $1 /*"
)
_WORDS = st.sampled_from(_STATEMENT.split())


@given(st.lists(_WORDS, max_size=15))
def test_any_words_are_parsed_or_refused_with_a_typed_error(words: list[str]) -> None:
    try:
        copy = parse_copy(" ".join(["copy", "t", *words]))
    except SqlError:
        return
    assert copy.source_url.startswith("s3://")
