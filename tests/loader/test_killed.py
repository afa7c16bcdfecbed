"""The loader is killed with SIGKILL at every step of its protocol, and started again.

The process is the real one; after it, the table is compared with the events that were sent.
"""

import signal
from pathlib import Path

import pytest

from tests.loader.conftest import Scene, lines, wait_until

INTERRUPTED = str(Path(__file__).with_name("interrupted.py"))
STEPS = [
    "receive",
    "take_lock",
    "last_load",
    "leave_out_known",
    "take_load_id",
    "write_manifest",
    "copy_files",
    "require_unchanged",
    "insert_rows",
    "record",
    "commit",
    "delete_messages",
]


def kill_then_run_again(scene: Scene, mode: str, where: str) -> None:
    sent = list(range(12))
    for bike in sent:
        scene.put(f"bikes/{bike}.json.gz", lines(bike))

    killed = scene.start(INTERRUPTED, mode, where)
    output, _ = killed.communicate(timeout=120)
    assert killed.returncode == -signal.SIGKILL, output

    def load_all() -> bool:
        result = scene.run()
        assert result.exit_code == 0, result.output
        return scene.is_empty()

    wait_until(load_all)
    assert scene.bikes() == sent
    assert set(scene.files().values()) == {"loaded"}
    assert len(scene.files()) == len(sent)
    load_ids = [load[0] for load in scene.loads()]
    assert load_ids == list(range(1, len(load_ids) + 1))


@pytest.mark.parametrize("step", STEPS)
def test_killed_before_a_step_it_loses_and_doubles_nothing(scene: Scene, step: str) -> None:
    kill_then_run_again(scene, "before", step)


@pytest.mark.parametrize("step", ["commit", "delete_messages"])
def test_killed_after_a_step_it_loses_and_doubles_nothing(scene: Scene, step: str) -> None:
    kill_then_run_again(scene, "after", step)


@pytest.mark.parametrize("statement", ["copy", "commit"])
def test_killed_while_redshift_works_it_loses_and_doubles_nothing(
    scene: Scene, statement: str
) -> None:
    kill_then_run_again(scene, "sent", statement)


def test_killed_in_its_first_run_it_leaves_no_half_made_ledger(scene: Scene) -> None:
    kill_then_run_again(scene, "sent", "create table")
