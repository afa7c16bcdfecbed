"""From a file in S3 to rows in Redshift, with the real command."""

import json
import random
from datetime import timedelta
from decimal import Decimal

import pytest

from loader import ledger
from tests.loader.conftest import Scene, lines, wait_until


def test_a_file_lands_and_its_message_is_deleted(scene: Scene) -> None:
    scene.put("bikes/2026/11/21/08/a.gz", lines(1, 2))

    result = scene.run()

    assert result.exit_code == 0, result.output
    assert f"{scene.feed}: load 1: 1 file, 2 rows" in result.output
    assert scene.bikes() == [1, 2]
    assert scene.is_empty()


def test_rows_have_their_values_their_load_and_their_time(scene: Scene) -> None:
    scene.put("bikes/a.json", lines(7, station_name="Plaça d'Espanya"))
    scene.run()

    (row,) = scene.select(f"select * from {scene.table}")

    assert str(row[1]) == "2026-11-21 08:00:00"
    assert (row[0], *row[2:6]) == (7, "start", Decimal("40.76727216"), "Plaça d'Espanya", 1)
    (now,) = scene.select("select getdate()")[0]
    assert timedelta(0) <= now - row[6] < timedelta(minutes=5)


def test_the_ledger_tells_what_landed(scene: Scene) -> None:
    body = lines(1, 2, 3)
    etag = scene.put("bikes/a.json", body)
    scene.run()

    (load,) = scene.select(
        "select load_id, status, manifest, files, quarantined, bytes, rows, started_at, finished_at"
        " from loader.loads where feed = %s",
        scene.feed,
    )
    (file,) = scene.select(
        "select bucket, key, etag, version_id, size, status, load_id, error_reason"
        " from loader.files where feed = %s",
        scene.feed,
    )

    assert load[:2] == (1, "loaded")
    assert tuple(load[3:7]) == (1, 0, len(body), 3)
    assert load[7] <= load[8]
    assert file == (
        scene.bucket,
        "bikes/a.json",
        etag,
        None,
        len(body),
        "loaded",
        1,
        None,
    )
    key = load[2].removeprefix(f"s3://{scene.bucket}/")
    manifest = json.loads(scene.s3.get_object(Bucket=scene.bucket, Key=key)["Body"].read())
    assert manifest["entries"] == [
        {
            "url": f"s3://{scene.bucket}/bikes/a.json",
            "mandatory": True,
            "meta": {"content_length": len(body)},
        }
    ]


def test_nothing_to_load_is_nothing_wrong(scene: Scene) -> None:
    scene.run()

    result = scene.run()

    assert result.exit_code == 0
    assert result.output == f"{scene.feed}: nothing to load\n"


def test_load_ids_count_up_by_one(scene: Scene) -> None:
    for bike in range(3):
        scene.put(f"bikes/{bike}.json", lines(bike))
        scene.run()

    assert [load[0] for load in scene.loads()] == [1, 2, 3]
    assert scene.select(f"select bikeid, _load_id from {scene.table} order by 1") == [
        (0, 1),
        (1, 2),
        (2, 3),
    ]


def test_many_files_land_in_loads_within_the_limits(scene: Scene) -> None:
    scene.settings["limits"] = {"files": 10}
    scene.write_settings()
    for bike in range(25):
        scene.put(f"bikes/{bike}.json", lines(bike))

    scene.run()

    assert scene.bikes() == list(range(25))
    assert all(load[2] <= 10 for load in scene.loads())


def test_the_ledger_is_asked_and_written_in_parts(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger, "_KEYS_PER_SELECT", 3)
    monkeypatch.setattr(ledger, "_ROWS_PER_INSERT", 2)
    for bike in range(10):
        scene.put(f"bikes/{bike}.json", lines(bike))

    assert scene.run().exit_code == 0
    assert scene.bikes() == list(range(10))
    assert len(scene.files()) == 10


@pytest.mark.parametrize("seed", range(2))
def test_events_late_repeated_and_out_of_order_land_each_version_once(
    scene: Scene, seed: int
) -> None:
    chance = random.Random(seed)
    scene.settings["limits"] = {"files": 4}
    scene.write_settings()
    held: list[str] = []
    landed: dict[str, set[int]] = {}
    for bike in range(24):
        key = f"bikes/{chance.randrange(8)}.json"
        scene.put(key, lines(bike))
        scene.wait_for_events()
        for message in scene.receive_all():
            if chance.random() < 0.2:
                held.append(message)
            else:
                scene.send(*[message] * chance.choice((1, 1, 1, 2)))
        if chance.random() < 0.3:
            assert scene.run().exit_code == 0
        landed.setdefault(key, set()).add(bike)
    chance.shuffle(held)
    scene.send(*held)

    wait_until(lambda: scene.run().exit_code == 0 and scene.is_empty())

    bikes = scene.bikes()
    assert len(bikes) == len(set(bikes))
    newest = {max(versions) for versions in landed.values()}
    assert newest <= set(bikes)
    statuses = scene.select(
        "select status, count(*) from loader.files where feed = %s group by 1", scene.feed
    )
    assert sum(count for _, count in statuses) == 24
    assert dict(statuses)["loaded"] == len(bikes)


def test_compressed_and_plain_files_land_together(scene: Scene) -> None:
    scene.put("bikes/a.json.gz", lines(1))
    scene.put("bikes/b.json", lines(2))

    assert scene.run().exit_code == 0
    assert scene.bikes() == [1, 2]


@pytest.mark.parametrize(
    "key",
    [
        "with blanks.json",
        "with+plus.json",
        'it\'s "quoted".json',
        "back\\slash.json",
        "naïve-北京-🚲.json",
        "100%25.json",
        "hash#mark?&=.json",
        "semicolon';--.json",
        "trailing blank ",
        "deep/" + "x" * 300 + ".json",
    ],
)
def test_a_file_of_an_odd_key_lands(scene: Scene, key: str) -> None:
    scene.put(f"bikes/{key}", lines(1))

    result = scene.run()

    assert result.exit_code == 0, result.output
    assert scene.bikes() == [1]
    assert scene.files() == {f"bikes/{key}": "loaded"}


def test_files_whose_keys_begin_alike_do_not_stand_for_each_other(scene: Scene) -> None:
    for bike, key in enumerate(("a", "a.json", "a.json.bak", "a/b", "A")):
        scene.put(f"bikes/{key}", lines(bike))

    scene.run()

    assert scene.bikes() == [0, 1, 2, 3, 4]


def test_a_file_announced_twice_lands_once(scene: Scene) -> None:
    scene.put("bikes/a.json", lines(1))
    scene.wait_for_events()
    (event,) = scene.receive_all()
    scene.send(event, event)

    first = scene.run()
    scene.send(event)
    second = scene.run()

    assert (first.exit_code, second.exit_code) == (0, 0)
    assert scene.bikes() == [1]
    assert len(scene.loads()) == 1
    assert scene.is_empty()


def test_a_key_that_is_written_again_lands_as_a_new_file(scene: Scene) -> None:
    scene.put("bikes/a.json", lines(1))
    scene.run()
    scene.put("bikes/a.json", lines(2))

    scene.run()

    assert scene.bikes() == [1, 2]
    statuses = scene.select(
        "select status, load_id from loader.files where feed = %s order by 2", scene.feed
    )
    assert statuses == [("loaded", 1), ("loaded", 2)]


def test_a_version_that_was_replaced_before_it_landed_is_listed(scene: Scene) -> None:
    scene.put("bikes/a.json", lines(1))
    scene.put("bikes/a.json", lines(2))

    result = scene.run()

    assert result.exit_code == 0, result.output
    assert "1 superseded by newer versions" in result.output
    assert scene.bikes() == [2]
    statuses = scene.select(
        "select status from loader.files where feed = %s order by 1", scene.feed
    )
    assert statuses == [("loaded",), ("superseded",)]


def test_a_version_that_comes_back_after_another_lands(scene: Scene) -> None:
    scene.put("bikes/a.json", lines(1))
    scene.put("bikes/a.json", lines(2))
    scene.run()
    scene.put("bikes/a.json", lines(1))

    result = scene.run()

    assert result.exit_code == 0, result.output
    assert scene.bikes() == [1, 2]
    statuses = scene.select("select status from loader.files where feed = %s", scene.feed)
    assert statuses == [("loaded",), ("loaded",)]


def test_a_version_that_has_landed_does_not_land_again_when_it_comes_back(scene: Scene) -> None:
    for bike in (1, 2, 1):
        scene.put("bikes/a.json", lines(bike))
        assert scene.run().exit_code == 0

    assert scene.bikes() == [1, 2]


def test_the_same_content_under_another_key_lands_too(scene: Scene) -> None:
    scene.put("bikes/a.json", lines(1))
    scene.put("bikes/b.json", lines(1))

    scene.run()

    assert scene.bikes() == [1, 1]


@pytest.mark.parametrize("key", ["bikes/empty.json", "bikes/empty.json.gz", "bikes/folder/"])
def test_an_empty_file_lands_with_no_rows(scene: Scene, key: str) -> None:
    scene.put(key, b"")

    result = scene.run()

    assert result.exit_code == 0, result.output
    assert scene.files() == {key: "loaded"}
    assert scene.loads() == [(1, "loaded", 1, 0, 0)]


@pytest.mark.parametrize("key", ["bikes/blank.json", "bikes/blank.json.gz"])
def test_a_file_of_blank_lines_lands_with_no_rows(scene: Scene, key: str) -> None:
    scene.put(key, b"\n\n   \n")

    result = scene.run()

    assert result.exit_code == 0, result.output
    assert scene.loads() == [(1, "loaded", 1, 0, 0)]


def test_a_last_line_without_newline_lands(scene: Scene) -> None:
    scene.put("bikes/a.json", lines(1, 2).rstrip(b"\n"))

    scene.run()

    assert scene.bikes() == [1, 2]


def test_unknown_keys_are_ignored_and_missing_ones_are_null(scene: Scene) -> None:
    scene.put("bikes/a.json", b'{"bikeid": 1, "colour": "red"}\n')

    scene.run()

    assert scene.select(f"select bikeid, station_name from {scene.table}") == [(1, None)]


def test_columns_are_matched_by_name_whatever_the_tables_order(scene: Scene) -> None:
    with scene.redshift.cursor() as cursor:
        cursor.execute(
            f"create table {scene.table} (extra integer, station_name varchar(20),"
            " _loaded_at timestamp, _load_id bigint, station_latitude decimal(10,8),"
            " activity_type varchar(16), activity_timestamp timestamp, bikeid integer)"
        )
    scene.put("bikes/a.json", lines(1))

    result = scene.run()

    assert result.exit_code == 0, result.output
    assert scene.select(f"select bikeid, activity_type, _load_id, extra from {scene.table}") == [
        (1, "start", 1, None)
    ]


def test_a_table_without_a_declared_column_is_told_before_anything_is_received(
    scene: Scene,
) -> None:
    with scene.redshift.cursor() as cursor:
        cursor.execute(f"create table {scene.table} (bikeid integer)")
    scene.put("bikes/a.json", lines(1))

    result = scene.run()

    assert result.exit_code == 2
    assert "has no column activity_timestamp, activity_type" in result.output
    assert not scene.is_empty()


def test_a_lost_lock_table_is_made_anew_without_repeating_a_load_id(scene: Scene) -> None:
    scene.put("bikes/a.json", lines(1))
    scene.run()
    with scene.redshift.cursor() as cursor:
        cursor.execute(f"drop table loader.lock_{scene.feed}")
    scene.put("bikes/b.json", lines(2))

    scene.run()

    assert [load[0] for load in scene.loads()] == [1, 2]
