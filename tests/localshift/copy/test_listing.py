"""Which files are loaded.

AWS: copy-parameters-data-source-s3, loading-data-files-using-manifest.
"""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localshift.copy.listing import ManifestEntry, parse_manifest
from localshift.copy.s3 import split_url
from localshift.errors import SqlError
from tests.localshift.copy.conftest import Warehouse


def manifest(*entries: dict[str, Any]) -> str:
    return json.dumps({"entries": list(entries)})


def test_prefix_loads_every_key_that_begins_with_it(warehouse: Warehouse) -> None:
    target = warehouse.create("a integer")
    for number, key in enumerate(["day/1.txt", "day/1.txt.bak", "day_2/x", "night/1"]):
        warehouse.put(key, f"{number}\n")

    outcome = warehouse.copy(target, f"from 's3://{warehouse.bucket}/day'")

    assert warehouse.rows(target) == [(0,), (1,), (2,)]
    assert len(outcome.files) == 3


def test_manifest_loads_its_files_and_a_file_listed_twice_twice(warehouse: Warehouse) -> None:
    target = warehouse.create("a integer")
    one, two = warehouse.put("one", "1\n"), warehouse.put("two", "2\n")
    url = warehouse.put(
        "manifest",
        manifest(
            {"url": one, "mandatory": True, "meta": {"content_length": 999}},
            {"url": two},
            {"url": one, "mandatory": False},
        ),
    )

    warehouse.copy(target, f"from '{url}' manifest")

    assert warehouse.rows(target) == [(1,), (1,), (2,)]


def test_manifest_is_never_compressed(warehouse: Warehouse) -> None:
    target = warehouse.create("a integer")
    one = warehouse.put("one.gz", "1\n")
    url = warehouse.put("manifest", manifest({"url": one}))

    warehouse.copy(target, f"from '{url}' manifest gzip")

    assert warehouse.rows(target) == [(1,)]


def test_without_the_keyword_the_manifest_is_data(warehouse: Warehouse) -> None:
    url = warehouse.put("manifest", manifest({"url": "s3://b/k"}))
    target = warehouse.create("entries varchar(99)")

    warehouse.copy(target, f"from '{url}' json 'auto'")

    assert warehouse.rows(target) == [('[{"url":"s3://b/k"}]',)]


@pytest.mark.parametrize(
    "key", ["with blank.txt", "plus+and&.txt", "quote'\".txt", "größe.txt", "a%20b?c#d.txt"]
)
def test_keys_of_any_characters_land(warehouse: Warehouse, key: str) -> None:
    target = warehouse.create("a integer")
    url = warehouse.put("manifest", manifest({"url": warehouse.put(key, "1\n"), "mandatory": True}))

    warehouse.copy(target, f"from '{url}' manifest")

    assert warehouse.rows(target) == [(1,)]


def test_missing_file_is_skipped_unless_it_is_mandatory(warehouse: Warehouse) -> None:
    target = warehouse.create("a integer")
    one, gone = warehouse.put("one", "1\n"), f"s3://{warehouse.bucket}/gone"
    lenient = warehouse.put("lenient", manifest({"url": gone}, {"url": one}))
    strict = warehouse.put("strict", manifest({"url": gone, "mandatory": True}, {"url": one}))

    warehouse.copy(target, f"from '{lenient}' manifest")
    with pytest.raises(SqlError, match="The specified key does not exist") as caught:
        warehouse.copy(target, f"from '{strict}' manifest")

    assert warehouse.rows(target) == [(1,)]
    assert caught.value.detail is not None
    assert gone in caught.value.detail


@pytest.mark.parametrize("keyword", ["", "manifest"])
def test_no_file_at_all_is_an_error(warehouse: Warehouse, keyword: str) -> None:
    target = warehouse.create("a integer")
    gone = f"s3://{warehouse.bucket}/gone"
    url = warehouse.put("list", manifest({"url": gone})) if keyword else gone

    with pytest.raises(SqlError, match="XX000"):
        warehouse.copy(target, f"from '{url}' {keyword}")


def test_manifest_must_exist_and_be_named_in_full(warehouse: Warehouse) -> None:
    target = warehouse.create("a integer")

    with pytest.raises(SqlError, match="Problem reading manifest file"):
        warehouse.copy(target, f"from 's3://{warehouse.bucket}/gone' manifest")
    with pytest.raises(SqlError, match="requires full path of an S3 object"):
        warehouse.copy(target, f"from 's3://{warehouse.bucket}/folder/' manifest")


def test_missing_bucket_is_named_by_s3(warehouse: Warehouse) -> None:
    target = warehouse.create("a integer")

    with pytest.raises(SqlError, match="NoSuchBucket"):
        warehouse.copy(target, "from 's3://no-such-bucket-here/key'")


@pytest.mark.parametrize(
    "contents",
    [
        b"",
        b"no json",
        b"[]",
        b"{}",
        b'{"entries": {}}',
        b'{"entries": ["s3://b/k"]}',
        b'{"entries": [{}]}',
        b'{"entries": [{"url": "http://b/k"}]}',
        b'{"entries": [{"url": "s3://b/k", "mandatory": "yes"}]}',
        b"\xff",
        '{“entries”: []}'.encode(),
    ],
)  # fmt: skip
def test_malformed_manifest_is_an_error(contents: bytes) -> None:
    with pytest.raises(SqlError, match="Manifest file is not in correct json format"):
        parse_manifest(contents)


@given(st.lists(st.builds(ManifestEntry, st.text().map("s3://b/{}".format), st.booleans())))
def test_manifest_round_trip(entries: list[ManifestEntry]) -> None:
    written = manifest(*({"url": entry.url, "mandatory": entry.mandatory} for entry in entries))

    assert parse_manifest(written.encode()) == entries


@given(st.text())
def test_key_is_what_follows_the_bucket(key: str) -> None:
    assert split_url(f"s3://bucket/{key}") == ("bucket", key)
