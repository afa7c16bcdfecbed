import json
from datetime import UTC, datetime
from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st

from loader.events import LandedFile
from loader.manifest import manifest_key, manifest_text

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def a_file(key: str, size: int = 5) -> LandedFile:
    return LandedFile("landing", key, "e1", None, size, "01", NOON)


def test_every_file_is_mandatory_and_has_its_length() -> None:
    text = manifest_text([a_file("bikes/a.gz", 17)])

    assert json.loads(text) == {
        "entries": [
            {
                "url": "s3://landing/bikes/a.gz",
                "mandatory": True,
                "meta": {"content_length": 17},
            }
        ]
    }


def test_keys_stand_in_the_manifest_unencoded_and_in_utf_8() -> None:
    key = 'bikes/it\'s 100% "café"+#.gz'

    text = manifest_text([a_file(key)])

    assert "café" in text
    assert json.loads(text.encode())["entries"][0]["url"] == f"s3://landing/{key}"


@given(st.lists(st.text(st.characters(codec="utf-8"), min_size=1), unique=True))
def test_the_manifest_lists_each_file_once(keys: list[str]) -> None:
    entries = json.loads(manifest_text(map(a_file, keys)))["entries"]

    assert [entry["url"] for entry in entries] == [f"s3://landing/{key}" for key in keys]


def test_two_attempts_never_write_the_same_manifest() -> None:
    one, two = (manifest_key("s3://b/manifests/", "00000007", NOON, uuid4()) for _ in range(2))

    assert one != two
    assert one.startswith("s3://b/manifests/2026/11/21/00000007-120000-")
