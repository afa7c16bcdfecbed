import json
from datetime import UTC, datetime
from urllib.parse import quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loader.errors import UnreadableMessageError
from loader.events import LandedFile, files_in, require_source

KEYS = st.text(min_size=1, max_size=200).filter(lambda key: "\0" not in key and _is_utf8(key))


def _is_utf8(text: str) -> bool:
    try:
        return len(text.encode()) <= 1024
    except UnicodeEncodeError:
        return False


def event(key: str = "bikes/a.gz", **changes: object) -> dict[str, object]:
    record: dict[str, object] = {
        "eventVersion": "2.1",
        "eventSource": "aws:s3",
        "eventTime": "2026-11-21T08:30:00.123Z",
        "eventName": "ObjectCreated:Put",
        "s3": {
            "bucket": {"name": "landing"},
            "object": {
                "key": quote_plus(key, safe="/"),
                "size": 17,
                "eTag": "99914b932bd37a50b983c5e7c90ae93b",
                "sequencer": "0055AED6DCD90281E5",
            },
        },
    }
    return record | changes


def message(*records: object) -> str:
    return json.dumps({"Records": list(records)})


def test_a_created_object_is_a_file() -> None:
    assert files_in(message(event())) == [
        LandedFile(
            bucket="landing",
            key="bikes/a.gz",
            etag="99914b932bd37a50b983c5e7c90ae93b",
            version_id=None,
            size=17,
            sequencer="0055AED6DCD90281E5",
            announced_at=datetime(2026, 11, 21, 8, 30, 0, 123000, UTC),
        )
    ]


def test_a_message_may_announce_several_files() -> None:
    files = files_in(message(event("bikes/a"), event("bikes/b")))

    assert [file.key for file in files] == ["bikes/a", "bikes/b"]


@given(KEYS)
def test_any_key_survives_the_url_encoding(key: str) -> None:
    assert [file.key for file in files_in(message(event(key)))] == [key]


@pytest.mark.parametrize(
    ("encoded", "key"),
    [
        ("bikes/a+b.gz", "bikes/a b.gz"),
        ("bikes/a%2Bb.gz", "bikes/a+b.gz"),
        ("bikes/caf%C3%A9.gz", "bikes/café.gz"),
        ("bikes/100%25.gz", "bikes/100%.gz"),
        ("bikes/%27it%27s%22.gz", "bikes/'it's\".gz"),
    ],
)
def test_keys_are_decoded_as_s3_encodes_them(encoded: str, key: str) -> None:
    record = event()
    record["s3"]["object"]["key"] = encoded  # type: ignore[index]

    assert files_in(message(record))[0].key == key


def test_the_test_event_announces_nothing() -> None:
    body = json.dumps({"Service": "Amazon S3", "Event": "s3:TestEvent", "Bucket": "landing"})

    assert files_in(body) == []


@pytest.mark.parametrize(
    "name", ["ObjectRemoved:Delete", "s3:ObjectRemoved:DeleteMarkerCreated", "ObjectTagging:Put"]
)
def test_other_events_than_created_announce_nothing(name: str) -> None:
    assert files_in(message(event(eventName=name))) == []


@pytest.mark.parametrize("name", ["ObjectCreated:CompleteMultipartUpload", "s3:ObjectCreated:Copy"])
def test_every_way_to_create_an_object_counts(name: str) -> None:
    assert len(files_in(message(event(eventName=name)))) == 1


def test_later_minor_versions_are_understood_and_other_majors_are_not() -> None:
    assert len(files_in(message(event(eventVersion="2.9")))) == 1
    with pytest.raises(UnreadableMessageError, match=r"eventVersion '3\.0'"):
        files_in(message(event(eventVersion="3.0")))


def test_a_version_id_identifies_the_file_before_its_etag() -> None:
    record = event()
    record["s3"]["object"]["versionId"] = "v1"  # type: ignore[index]
    (file,) = files_in(message(record))

    assert file.identity == ("landing", "bikes/a.gz", "v1")


def test_the_null_version_of_a_bucket_without_versions_identifies_nothing() -> None:
    record = event()
    record["s3"]["object"]["versionId"] = "null"  # type: ignore[index]
    (file,) = files_in(message(record))

    assert file.identity == ("landing", "bikes/a.gz", "99914b932bd37a50b983c5e7c90ae93b")


@pytest.mark.parametrize(
    "body",
    [
        "",
        "hello",
        "[]",
        "null",
        "1",
        '{"Records": null}',
        '{"Records": [1]}',
        '{"Records": [{}]}',
        '{"Message": "of SNS"}',
        "[" * 100_000,
        message(event(eventSource="aws:sns")),
        message(event(eventTime="yesterday")),
        message(event(s3={"bucket": {"name": "landing"}, "object": {"key": "a"}})),
        message(event("bikes/a"), {"eventSource": "aws:s3"}),
    ],
)
def test_what_is_no_s3_event_is_unreadable(body: str) -> None:
    with pytest.raises(UnreadableMessageError):
        files_in(body)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("key", "bikes/%FF"),
        ("key", "bikes/%00"),
        ("key", ""),
        ("key", "k" * 1025),
        ("size", -1),
        ("size", True),
        ("size", "17"),
        ("sequencer", "xyz"),
        ("sequencer", 7),
        ("eTag", ""),
        ("eTag", None),
        ("versionId", 3),
    ],
)
def test_a_record_with_an_impossible_value_is_unreadable(name: str, value: object) -> None:
    record = event()
    record["s3"]["object"][name] = value  # type: ignore[index]

    with pytest.raises(UnreadableMessageError):
        files_in(message(record))


@given(st.text(max_size=500))
def test_any_text_is_read_or_called_unreadable(body: str) -> None:
    try:
        files_in(body)
    except UnreadableMessageError as error:
        assert len(str(error)) < 2000


def test_an_unreadable_message_is_quoted_by_its_first_characters() -> None:
    with pytest.raises(UnreadableMessageError) as caught:
        files_in("x" * 1000)

    assert "x" * 200 in str(caught.value)
    assert "x" * 201 not in str(caught.value)


@pytest.mark.parametrize(
    ("bucket", "prefix"), [("other", "bikes/"), ("landing", "sensors/"), ("landing", "bikes/a.gz/")]
)
def test_a_file_of_another_place_is_unreadable(bucket: str, prefix: str) -> None:
    files = files_in(message(event("bikes/a.gz")))

    require_source(files, "landing", "bikes/")
    with pytest.raises(UnreadableMessageError, match="not below"):
        require_source(files, bucket, prefix)


def test_the_shorter_sequencer_is_padded_with_zeros_on_the_right() -> None:
    def order(sequencer: str) -> str:
        record = event()
        record["s3"]["object"]["sequencer"] = sequencer  # type: ignore[index]
        return files_in(message(record))[0].order

    assert order("0055AED6DCD90281E5") < order("0055AED6DCD90281E6")
    assert order("0055AED6DCD90281E5") < order("0055aed6dcd90281e501")
    assert order("0055AED6") == order("0055AED600")
    assert order("1") > order("0FFF")
