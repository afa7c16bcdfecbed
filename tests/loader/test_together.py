"""Several loaders at once."""

from pathlib import Path

from tests.loader.conftest import Scene, lines, wait_until

INTERRUPTED = str(Path(__file__).with_name("interrupted.py"))


def test_a_second_loader_says_so_and_ends(scene: Scene, tmp_path: Path) -> None:
    scene.put("bikes/first.json", lines(1))
    barrier = tmp_path / "barrier"
    barrier.touch()
    first = scene.start(INTERRUPTED, "pause", "insert_rows", str(barrier))
    wait_until(lambda: Path(f"{barrier}.reached").exists())

    scene.put("bikes/second.json", lines(2))
    second = scene.run()

    assert second.exit_code == 0
    assert second.output == f"{scene.feed}: another loader is loading the feed\n"
    assert first.poll() is None
    barrier.unlink()
    output, _ = first.communicate(timeout=60)
    assert first.returncode == 0, output
    scene.run()
    assert scene.bikes() == [1, 2]


def test_a_second_loader_that_has_received_gives_its_messages_back_at_once(
    scene: Scene, tmp_path: Path
) -> None:
    scene.put("bikes/first.json", lines(1))
    first_barrier, second_barrier = tmp_path / "first", tmp_path / "second"
    for barrier in (first_barrier, second_barrier):
        barrier.touch()
    second = scene.start(INTERRUPTED, "pause", "receive", str(second_barrier))
    wait_until(lambda: Path(f"{second_barrier}.reached").exists())
    first = scene.start(INTERRUPTED, "pause", "insert_rows", str(first_barrier))
    wait_until(lambda: Path(f"{first_barrier}.reached").exists())
    scene.put("bikes/second.json", lines(2))
    scene.wait_for_events()

    second_barrier.unlink()
    output, _ = second.communicate(timeout=60)

    assert second.returncode == 0, output
    assert "another loader is loading the feed" in output
    found = scene.sqs.receive_message(QueueUrl=scene.queue.url)
    assert "second.json" in found["Messages"][0]["Body"]
    first_barrier.unlink()
    assert first.wait(timeout=60) == 0


def test_loaders_that_run_side_by_side_load_each_file_once(scene: Scene) -> None:
    scene.settings["limits"] = {"files": 5}
    scene.write_settings()
    sent = list(range(60))
    for bike in sent:
        scene.put(f"bikes/{bike}.json", lines(bike))

    loaders = [scene.start("-m", "loader") for _ in range(3)]
    outputs = [loader.communicate(timeout=180)[0] for loader in loaders]

    assert [loader.returncode for loader in loaders] == [0, 0, 0], outputs
    wait_until(lambda: scene.run().exit_code == 0 and scene.is_empty())
    assert scene.bikes() == sent
    load_ids = [load[0] for load in scene.loads()]
    assert load_ids == list(range(1, len(load_ids) + 1))


def test_feeds_do_not_wait_for_each_other(scene: Scene, tmp_path: Path) -> None:
    scene.put("bikes/a.json", lines(1))
    barrier = tmp_path / "barrier"
    barrier.touch()
    first = scene.start(INTERRUPTED, "pause", "insert_rows", str(barrier))
    wait_until(lambda: Path(f"{barrier}.reached").exists())
    other = scene.feed + "_b"
    scene.table += "_b"
    url = scene.sqs.create_queue(QueueName=other)["QueueUrl"]
    scene.feed, scene.settings = other, scene.settings | {"table": scene.table, "queue": url}
    scene.write_settings()

    result = scene.run()

    assert result.exit_code == 0
    assert result.output == f"{other}: nothing to load\n"
    barrier.unlink()
    assert first.wait(timeout=60) == 0
