"""What cannot be loaded is listed, and the rest lands."""

from typing import Any

import pytest

from loader import refused, steps
from loader.refused import Finder
from loader.storage import Storage
from loader.warehouse import Result, Session, StatementError
from tests.loader.conftest import Scene, lines, wait_until

BROKEN = lines(90) + b'{"bikeid": 91, "activity_type": "start"\n' + lines(92)


def errors(scene: Scene) -> dict[str, tuple[int | None, str | None, str]]:
    """Line, column and reason by key of the quarantined files."""
    rows = scene.select(
        "select key, error_line, error_column, error_reason from loader.files"
        " where feed = %s and status = 'quarantined'",
        scene.feed,
    )
    return {key: (line, column, reason) for key, line, column, reason in rows}


def test_one_broken_file_among_fifty_is_quarantined_and_the_others_land(scene: Scene) -> None:
    for bike in range(50):
        scene.put(f"bikes/{bike}.json.gz", lines(bike))
    scene.put("bikes/broken.json.gz", BROKEN)

    result = scene.run()

    assert result.exit_code == 3, result.output
    assert scene.bikes() == list(range(50))
    ((key, (line, _, reason)),) = errors(scene).items()
    assert key == "bikes/broken.json.gz"
    assert line is not None
    assert 2 <= line <= 4  # COPY names the last line of the object that it could not read
    assert reason
    assert scene.is_empty()
    assert f"file   s3://{scene.bucket}/bikes/broken.json.gz, line {line}" in result.output
    assert "now    the file is quarantined; the other 50 landed as load 1" in result.output
    assert f"python -m loader quarantine retry {scene.feed} --load 1" in result.output


def test_a_value_that_does_not_fit_is_told_with_its_column_and_line(scene: Scene) -> None:
    scene.put("bikes/bad.json", lines(1, 2) + lines(3, activity_timestamp="yesterday"))

    result = scene.run()

    assert result.exit_code == 3
    line, column, _ = errors(scene)["bikes/bad.json"]
    assert (line, column) == (3, "activity_timestamp")
    assert "column 'activity_timestamp': " in result.output


def test_a_text_that_is_too_long_is_not_cut_off(scene: Scene) -> None:
    scene.put("bikes/long.json", lines(1, station_name="x" * 21))

    assert scene.run().exit_code == 3
    assert scene.bikes() == []
    assert errors(scene)["bikes/long.json"][1] == "station_name"


def test_many_bad_files_cost_no_copy_each(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    manifests: list[str] = []
    write = Storage.write

    def noted(self: Storage, url: str, text: str) -> None:
        manifests.append(url)
        write(self, url, text)

    monkeypatch.setattr(Storage, "write", noted)
    for bike in range(10):
        scene.put(f"bikes/good{bike}.json", lines(bike))
        scene.put(f"bikes/bad{bike}.json", BROKEN)

    result = scene.run()

    assert result.exit_code == 3, result.output
    assert scene.bikes() == list(range(10))
    assert len(errors(scene)) == 10
    assert len(manifests) == 3  # the one that failed, the check of all, the one that landed


def test_bad_files_are_found_by_halving_when_redshift_names_none(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Finder, "_load_errors", lambda *_: {})
    for bike in range(8):
        scene.put(f"bikes/good{bike}.json", lines(bike))
    for n in range(2):
        scene.put(f"bikes/bad{n}.json", BROKEN)

    result = scene.run()

    assert result.exit_code == 3, result.output
    assert scene.bikes() == list(range(8))
    assert sorted(errors(scene)) == ["bikes/bad0.json", "bikes/bad1.json"]
    assert all("Load into table" in reason for _, _, reason in errors(scene).values())


def test_halving_that_takes_too_long_goes_on_with_the_next_attempt(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Finder, "_load_errors", lambda *_: {})
    monkeypatch.setattr(refused, "MOST_COPIES", 2)
    for n in range(4):
        scene.put(f"bikes/good{n}.json", lines(n))
        scene.put(f"bikes/bad{n}.json", BROKEN)

    result = scene.run()

    assert result.exit_code == 3, result.output
    assert scene.bikes() == [0, 1, 2, 3]
    assert len(errors(scene)) == 4


def test_when_copy_fails_whatever_it_is_given_nobody_is_quarantined(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    refuse = StatementError("Redshift: S3ServiceException:Access Denied,Status 403", "XX000")
    execute = Session.execute

    def refuse_copies(self: Session, text: str, *values: Any) -> Result:
        if text.startswith("copy "):
            raise refuse
        return execute(self, text, *values)

    for n in range(4):
        scene.put(f"bikes/{n}.json", lines(n))
    with monkeypatch.context() as patch:
        patch.setattr(Session, "execute", refuse_copies)
        failed = scene.run()

    assert failed.exit_code == 1
    assert "COPY says so whatever files it is given, so none is quarantined" in failed.output
    assert scene.files() == {}
    scene.announced = 4  # visible again
    assert scene.run().exit_code == 0
    assert scene.bikes() == [0, 1, 2, 3]


def test_a_name_that_redshift_cuts_blames_nobody_else(scene: Scene) -> None:
    long = "x" * 250
    scene.put(f"bikes/{long}-good.json", lines(1))
    scene.put(f"bikes/{long}-bad.json", BROKEN)

    result = scene.run()

    assert result.exit_code == 3, result.output
    assert scene.bikes() == [1]
    assert list(errors(scene)) == [f"bikes/{long}-bad.json"]


def test_when_every_file_is_bad_each_is_listed(scene: Scene) -> None:
    for n in range(3):
        scene.put(f"bikes/{n}.json", BROKEN)

    result = scene.run()

    assert result.exit_code == 3
    assert scene.loads() == [(1, "refused", 0, 3, 0)]
    assert scene.is_empty()


def test_the_next_load_goes_on_after_a_quarantine(scene: Scene) -> None:
    scene.put("bikes/bad.json", BROKEN)
    scene.run()
    scene.put("bikes/good.json", lines(1))

    result = scene.run()

    assert result.exit_code == 0
    assert scene.bikes() == [1]


@pytest.mark.parametrize("others", [0, 4])
def test_a_file_that_is_not_what_its_extension_says_is_quarantined(
    scene: Scene, others: int
) -> None:
    for bike in range(others):
        scene.put(f"bikes/{bike}.json.gz", lines(bike))
    scene.announced += 1
    scene.s3.put_object(Bucket=scene.bucket, Key="bikes/plain.gz", Body=lines(99))

    result = scene.run()

    assert result.exit_code == 3, result.output
    assert scene.bikes() == list(range(others))
    assert list(errors(scene)) == ["bikes/plain.gz"]


def test_bytes_that_are_no_utf_8_are_not_replaced(scene: Scene) -> None:
    scene.put("bikes/latin1.json", '{"bikeid": 1, "station_name": "café"}'.encode("latin-1"))

    assert scene.run().exit_code == 3
    assert scene.bikes() == []


def test_a_deleted_file_does_not_hold_up_the_others(scene: Scene) -> None:
    scene.put("bikes/gone.json", lines(1))
    scene.put("bikes/there.json", lines(2))
    scene.wait_for_events()
    scene.s3.delete_object(Bucket=scene.bucket, Key="bikes/gone.json")

    result = scene.run()

    assert result.exit_code == 3
    assert scene.bikes() == [2]
    assert "deleted from S3 before it was loaded" in errors(scene)["bikes/gone.json"][2]


def test_a_file_deleted_between_the_look_and_the_copy_does_not_hold_up_the_others(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene.put("bikes/gone.json", lines(1))
    scene.put("bikes/there.json", lines(2))
    write = steps.write_manifest

    def delete_then_write(*args: object) -> str:
        scene.s3.delete_object(Bucket=scene.bucket, Key="bikes/gone.json")
        return write(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(steps, "write_manifest", delete_then_write)

    result = scene.run()

    assert result.exit_code == 3, result.output
    assert scene.bikes() == [2]
    assert list(errors(scene)) == ["bikes/gone.json"]


def test_a_file_that_is_written_again_while_it_loads_lands_once_in_its_new_version(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene.put("bikes/a.json", lines(1))
    write = steps.write_manifest
    writes = iter([lines(2)])

    def write_again(*args: object) -> str:
        for body in writes:
            scene.put("bikes/a.json", body)
        return write(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(steps, "write_manifest", write_again)

    wait_until(lambda: scene.run().exit_code == 0 and scene.bikes() == [2] and scene.is_empty())

    statuses = scene.select(
        "select status from loader.files where feed = %s order by 1", scene.feed
    )
    assert statuses == [("loaded",), ("superseded",)]


def test_a_retry_lands_the_file_when_the_table_is_mended(scene: Scene) -> None:
    name = "x" * 25
    scene.put("bikes/long.json", lines(1, station_name=name))
    scene.put("bikes/short.json", lines(2))
    scene.run()
    with scene.redshift.cursor() as cursor:
        cursor.execute(f"alter table {scene.table} alter column station_name type varchar(30)")

    result = scene.run("quarantine", "retry", scene.feed, "--load", "1")

    assert result.exit_code == 0, result.output
    assert scene.bikes() == [1, 2]
    assert scene.files() == {"bikes/long.json": "loaded", "bikes/short.json": "loaded"}
    assert [load[0] for load in scene.loads()] == [1, 2]


def test_a_retry_that_is_refused_again_stays_quarantined(scene: Scene) -> None:
    scene.put("bikes/bad.json", BROKEN)
    scene.run()

    result = scene.run("quarantine", "retry", scene.feed, "--key", "bikes/bad.json")

    assert result.exit_code == 3
    assert scene.files() == {"bikes/bad.json": "quarantined"}
    assert scene.bikes() == []


def test_a_retry_of_a_file_that_was_written_anew_marks_it_superseded(scene: Scene) -> None:
    scene.put("bikes/bad.json", BROKEN)
    scene.run()
    scene.put("bikes/bad.json", lines(1))
    scene.run()

    result = scene.run("quarantine", "retry", scene.feed)

    assert result.exit_code == 0, result.output
    assert scene.bikes() == [1]
    assert errors(scene) == {}


def test_a_deleted_file_that_is_put_back_lands(scene: Scene) -> None:
    scene.put("bikes/a.json", lines(1))
    scene.wait_for_events()
    scene.s3.delete_object(Bucket=scene.bucket, Key="bikes/a.json")
    assert scene.run().exit_code == 3
    scene.put("bikes/a.json", lines(1))

    assert scene.run().exit_code == 0
    assert scene.bikes() == [1]
    assert scene.files() == {"bikes/a.json": "loaded"}


def test_a_quarantined_file_that_is_announced_once_more_is_not_tried_again(scene: Scene) -> None:
    scene.put("bikes/bad.json", BROKEN)
    scene.wait_for_events()
    (event,) = scene.receive_all()
    scene.send(event)
    scene.run()
    scene.send(event)

    result = scene.run()

    assert result.exit_code == 0, result.output
    assert len(scene.loads()) == 1
    assert scene.is_empty()


def test_a_retry_of_nothing_says_so(scene: Scene) -> None:
    result = scene.run("quarantine", "retry", scene.feed, "--load", "9")

    assert result.exit_code == 2
    assert "no such file is quarantined" in result.output


def test_quarantine_lists_the_files_with_their_reasons(scene: Scene) -> None:
    scene.put("bikes/bad\x1b[31m.json", lines(1, activity_timestamp="yesterday"))
    scene.run()

    result = scene.run("quarantine")

    assert result.exit_code == 0
    assert f"load 1  s3://{scene.bucket}/bikes/bad\\x1b[31m.json, line 1" in result.output
    assert "column 'activity_timestamp'" in result.output


def test_a_message_that_is_no_s3_event_ends_in_the_dead_letter_queue(scene: Scene) -> None:
    scene.sqs.send_message(QueueUrl=scene.queue.url, MessageBody="no S3 event")
    scene.put("bikes/a.json", lines(1))

    first = scene.run()
    wait_until(lambda: bool(scene.run()) and scene.is_empty())

    assert first.exit_code == 3
    assert "cannot be read" in first.output
    assert scene.bikes() == [1]
    (dead,) = scene.sqs.receive_message(
        QueueUrl=scene.queue.dead_letter_url, MaxNumberOfMessages=10, WaitTimeSeconds=1
    )["Messages"]
    assert dead["Body"] == "no S3 event"
