"""What happens when a service fails: nothing is lost, nothing doubled, and the reason is told."""

from collections.abc import Iterator

import pytest

from loader import retry, steps
from loader.errors import TransientError
from loader.storage import Storage
from tests.loader.conftest import Scene, lines, wait_until
from tests.loader.cutting_proxy import Cut, CuttingProxy


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Retries do not wait."""
    monkeypatch.setattr(retry, "LONGEST_PAUSE_SECONDS", 0.01)
    monkeypatch.setattr(retry, "FIRST_PAUSE_SECONDS", 0.01)


@pytest.fixture
def proxy(localshift: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Iterator[CuttingProxy]:
    """The loader reaches localshift by way of a proxy that can break the connection."""
    proxy = CuttingProxy(localshift["REDSHIFT_HOST"], int(localshift["REDSHIFT_PORT"]))
    monkeypatch.setenv("REDSHIFT_PORT", str(proxy.port))
    yield proxy
    proxy.close()


@pytest.mark.parametrize("cut", Cut)
def test_a_lost_answer_to_commit_is_settled_by_the_ledger(
    scene: Scene, proxy: CuttingProxy, cut: Cut, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene.put("bikes/a.json", lines(1, 2))
    commit = steps.commit
    cuts = iter([cut])

    def cut_then_commit(*args: object) -> None:
        for where in cuts:
            proxy.cut_at_next_commit(where)
        commit(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(steps, "commit", cut_then_commit)

    result = scene.run()

    assert result.exit_code == 0, result.output
    assert f"{scene.feed}: load 1: 1 file, 2 rows" in result.output
    assert scene.bikes() == [1, 2]
    assert scene.loads() == [(1, "loaded", 1, 0, 2)]
    assert scene.is_empty()


@pytest.mark.parametrize(
    "step",
    ["take_lock", "leave_out_known", "write_manifest", "copy_files", "insert_rows", "record"],
)
def test_a_transient_error_is_retried_and_the_files_land_once(
    scene: Scene, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene.put("bikes/a.json", lines(1))
    scene.run()
    scene.put("bikes/b.json", lines(2))
    real = getattr(steps, step)
    failures = iter([TransientError("busy"), TransientError("busy")])

    def fail_then_work(*args: object, **options: object) -> object:
        result = real(*args, **options)
        for failure in failures:
            raise failure
        return result

    monkeypatch.setattr(steps, step, fail_then_work)

    result = scene.run()

    assert result.exit_code == 0, result.output
    assert scene.bikes() == [1, 2]
    assert [load[0] for load in scene.loads()] == [1, 2]


def test_retries_end_and_the_messages_go_back(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene.put("bikes/a.json", lines(1))
    with monkeypatch.context() as patch:
        patch.setattr(Storage, "write", _always_busy)
        failed = scene.run()

    assert failed.exit_code == 1
    assert "S3 is busy (given up after 5 retries)" in failed.output
    assert "nothing is lost" in failed.output
    assert scene.bikes() == []
    scene.announced = 1  # visible at once
    assert scene.run().exit_code == 0
    assert scene.bikes() == [1]


def test_a_feed_that_fails_does_not_stop_the_others(scene: Scene) -> None:
    import yaml

    broken = scene.settings | {"queue": f"{scene.queue.url}-nowhere", "table": f"{scene.table}_b"}
    feeds = {"a_broken_feed": broken, scene.feed: scene.settings}
    (scene.folder / "loader.yml").write_text(yaml.safe_dump({"feeds": feeds}, sort_keys=False))
    scene.put("bikes/a.json", lines(1))

    result = scene.run()

    assert result.exit_code == 1
    assert "loader: feed 'a_broken_feed': SQS, asking for the attributes of" in result.output
    assert scene.bikes() == [1]


def test_a_wrong_copy_option_fails_the_feed_and_quarantines_nobody(scene: Scene) -> None:
    scene.settings["copy"] = {"json": f"s3://{scene.bucket}/no/such/jsonpaths.json"}
    scene.write_settings()
    for bike in range(3):
        scene.put(f"bikes/{bike}.json", lines(bike))

    result = scene.run()

    assert result.exit_code == 1, result.output
    assert scene.files() == {}
    assert not scene.is_empty()


def test_redshift_out_of_reach_is_told_before_anything_is_received(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.servers import free_port

    scene.put("bikes/a.json", lines(1))
    monkeypatch.setenv("REDSHIFT_PORT", str(free_port()))

    result = scene.run()

    assert result.exit_code == 1
    assert "Redshift cannot be reached" in result.output
    (message,) = scene.sqs.receive_message(
        QueueUrl=scene.queue.url, MessageSystemAttributeNames=["ApproximateReceiveCount"]
    )["Messages"]
    assert message["Attributes"]["ApproximateReceiveCount"] == "1"


def test_a_connection_that_breaks_before_the_load_is_opened_again(
    scene: Scene, proxy: CuttingProxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene.put("bikes/a.json", lines(1))
    receive = steps.receive

    def receive_then_cut(*args: object) -> None:
        receive(*args)  # type: ignore[arg-type]
        proxy.cut_at_next_commit(Cut.BEFORE_COMMIT)  # that is: at the next bytes of the client

    monkeypatch.setattr(steps, "receive", receive_then_cut)

    result = scene.run()

    assert result.exit_code == 0, result.output
    assert scene.bikes() == [1]


def test_a_failed_delete_leaves_the_message_to_the_next_run(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene.put("bikes/a.json", lines(1))
    with monkeypatch.context() as patch:
        patch.setattr(steps, "delete_messages", lambda *_: None)
        assert scene.run().exit_code == 0

    wait_until(lambda: scene.run().exit_code == 0 and scene.is_empty())

    assert scene.bikes() == [1]
    assert len(scene.loads()) == 1


def _always_busy(*_: object) -> None:
    raise TransientError("S3 is busy")
