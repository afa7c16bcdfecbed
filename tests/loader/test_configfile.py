from pathlib import Path

import pytest

from loader.config import Settings
from loader.configfile import read_settings
from loader.errors import ConfigError

GOOD = """\
feeds:
  bikes:
    queue: https://sqs.us-east-1.amazonaws.com/000000000000/bikes
    files: s3://landing/bikes/
    manifests: s3://landing/manifests/
    table: landing.bike_events
    columns:
      bikeid: integer
      station_name: varchar(256)
"""


def read(tmp_path: Path, text: str, **environment: str) -> Settings:
    file = tmp_path / "loader.yml"
    file.write_text(text, encoding="utf-8")
    return read_settings(file, environment)


def error_of(tmp_path: Path, text: str, **environment: str) -> str:
    with pytest.raises(ConfigError) as caught:
        read(tmp_path, text, **environment)
    return str(caught.value).replace(f"{tmp_path}/", "")


def test_the_projects_own_file_is_valid(project_dir: Path) -> None:
    environment = {
        "BIKES_QUEUE_URL": "https://sqs.us-east-1.amazonaws.com/000000000000/bikes",
        "SENSORS_QUEUE_URL": "https://sqs.us-east-1.amazonaws.com/000000000000/sensors",
        "LANDING_BUCKET": "landing",
    }

    feeds = read_settings(project_dir / "loader.yml", environment).feeds
    feed = feeds["bikes"]

    assert {feed.table for feed in feeds.values()} == {
        "landing.bike_events",
        "landing.sensor_messages",
    }
    assert feed.table == "landing.bike_events"
    assert list(feed.columns) == [
        "bikeid",
        "activity_timestamp",
        "activity_type",
        "station_id",
        "station_latitude",
        "station_longitude",
        "station_name",
    ]


def test_defaults_fill_what_is_left_out(tmp_path: Path) -> None:
    feed = read(tmp_path, GOOD).feeds["bikes"]

    assert feed.iam_role == "default"
    assert feed.copy_options.json_paths == "auto"
    assert (feed.limits.files, feed.limits.bytes) == (1000, 1024**3)


def test_variables_come_from_the_environment(tmp_path: Path) -> None:
    text = GOOD.replace("s3://landing/bikes/", "s3://${BUCKET}/${PREFIX:-bikes}/")

    assert read(tmp_path, text, BUCKET="one").feeds["bikes"].files == "s3://one/bikes/"
    assert read(tmp_path, text, BUCKET="one", PREFIX="x").feeds["bikes"].files == "s3://one/x/"


def test_a_variable_may_be_a_number(tmp_path: Path) -> None:
    text = GOOD + "    limits: {files: '${FILES}'}\n"

    assert read(tmp_path, text, FILES="7").feeds["bikes"].limits.files == 7


@pytest.mark.parametrize("environment", [{}, {"QUEUE": ""}])
def test_a_missing_variable_is_named_with_its_line(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    text = GOOD.replace("https://sqs.us-east-1.amazonaws.com/000000000000/bikes", "${QUEUE}")

    told = error_of(tmp_path, text, **environment)

    assert "loader.yml:3  the environment variable QUEUE is not set" in told


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("    table:", "    tabel: x\n    table:", "loader.yml:6  feeds.bikes.tabel: unknown"),
        ("    table:", "    tabel: x\n    table:", "valid: columns, copy, dist, files, iam_role,"),
        ("    table: landing.bike_events\n", "", "loader.yml:2  feeds.bikes.table: is missing"),
        ("landing.bike_events", "bike_events", "loader.yml:6  feeds.bikes.table: 'bike_events'"),
        ("integer", "number", "loader.yml:8  feeds.bikes.columns.bikeid: unknown type 'number'"),
        ("integer", "number", "valid: bigint, boolean, char"),
        ("integer", "integer); drop table x; --", "unknown type"),
        ("bikeid:", "BikeID:", "loader.yml:8  feeds.bikes.columns.BikeID: a column's name"),
        ("bikeid:", "_load_id:", "the loader adds this column itself"),
        ("bikes:\n", "Bikes!:\n", "loader.yml:2  feeds.Bikes!: a feed's name"),
        ("s3://landing/bikes/", "s3://landing/bikes", "feeds.bikes.files: 's3://landing/bikes' is"),
        ("s3://landing/manifests/", "s3://landing/bikes/m/", "manifests: must not be below files"),
        ("https://sqs", "sqs", "loader.yml:3  feeds.bikes.queue: 'sqs"),
        ("    columns:", "    dist: nobody\n    columns:", "valid: auto, even, all or a column"),
        ("    columns:", "    sort: [nobody]\n    columns:", "unknown column 'nobody'"),
        ("    columns:", "    iam_role: me\n    columns:", "'me' is no role"),
        ("    columns:", "    copy: {format: xml}\n    columns:", "'xml'; valid: 'json'"),
        ("    columns:", "    copy: {json: x}\n    columns:", "valid: auto, auto ignorecase"),
        ("    columns:", "    copy: {gzip: 1}\n    columns:", "valid: compression, dateformat,"),
        ("    columns:", "    limits:\n      files: 0\n    columns:", "loader.yml:8  feeds.bikes."),
        ("    columns:", "    limits:\n      file: 9\n    columns:", "valid: files, megabytes,"),
        (
            "    columns:",
            "    limits: 9\n    columns:",
            "loader.yml:7  feeds.bikes.limits: sett",
        ),
        ("    columns:", "    queue: x\n    columns:", "loader.yml:7  queue: stands here a second"),
        ("    columns:", "    columns: [\n", "loader.yml:10  "),
        ("    columns:", "\tcolumns:", "loader.yml:7  "),
    ],
)
def test_a_mistake_is_told_with_its_line_and_the_valid_values(
    tmp_path: Path, old: str, new: str, told: str
) -> None:
    text = GOOD.replace(old, new, 1)

    assert told in error_of(tmp_path, text)


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    text = GOOD.replace("integer", "number").replace("varchar(256)", "string")

    told = error_of(tmp_path, text)

    assert "loader.yml:8" in told
    assert "loader.yml:9" in told


@pytest.mark.parametrize("text", ["", "feeds:", "feeds: {}", "- feeds", "{{ feeds }}", "3"])
def test_a_file_without_feeds_is_refused(tmp_path: Path, text: str) -> None:
    assert "loader.yml is not valid" in error_of(tmp_path, text)


@pytest.mark.parametrize("shared", ["queue", "table"])
def test_two_feeds_may_not_share_a_queue_or_a_table(tmp_path: Path, shared: str) -> None:
    other = GOOD.removeprefix("feeds:\n").replace("  bikes:", "  others:")
    if shared == "queue":
        other = other.replace("bike_events", "other_events")
    else:
        other = other.replace("000000000000/bikes", "000000000000/others")

    assert f"feeds bikes and others share the {shared}" in error_of(tmp_path, GOOD + other)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"nowhere\.yml cannot be read"):
        read_settings(tmp_path / "nowhere.yml", {})
