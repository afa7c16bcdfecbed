"""The emulator as a process: started, found again, stopped, and its state."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import boto3
import pytest

from demo import emulator, process
from demo.ministack import DELIVER, MinistackVersionError, check_ministack
from demo.process import PortInUseError, ServerError
from demo.stack import deploy
from tests.demo.conftest import point_to
from tests.servers import free_port

TEMPLATE = Path(__file__).parents[2] / "infra" / "landing.yml"


def test_started_emulator_answers_and_is_found(state_dir: Path) -> None:
    started = emulator.start(state_dir, free_port())

    health = urllib.request.urlopen(f"{started.endpoint}/_ministack/health")  # noqa: S310
    with health as answer:
        assert answer.status == 200
    assert emulator.running(state_dir) == started


def test_second_start_returns_the_running_emulator(state_dir: Path) -> None:
    first = emulator.start(state_dir, free_port())

    assert emulator.start(state_dir, first.port) == first


def test_second_start_on_another_port_is_refused(state_dir: Path) -> None:
    first = emulator.start(state_dir, free_port())

    with pytest.raises(ServerError, match=f"already runs on port {first.port}"):
        emulator.start(state_dir, free_port())


def test_stopped_emulator_is_gone_and_its_port_is_free(state_dir: Path) -> None:
    started = emulator.start(state_dir, free_port())

    assert emulator.stop(state_dir) is True

    assert emulator.running(state_dir) is None
    process.ensure_free(started.port, "anything")


def test_stop_without_a_running_emulator_says_so(state_dir: Path) -> None:
    assert emulator.stop(state_dir) is False


def test_stop_leaves_other_emulators_alone(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    emulator.start(one, free_port())
    still_there = emulator.start(other, free_port())
    try:
        emulator.stop(one)

        assert emulator.running(other) == still_there
    finally:
        emulator.stop(other)


def test_stop_does_not_trust_the_process_id_of_a_dead_emulator(state_dir: Path) -> None:
    emulator.start(state_dir, free_port())
    emulator.stop(state_dir)
    (state_dir / "ministack.lock").write_text(f'{{"pid": {os.getpid()}, "port": 1}}')

    assert emulator.stop(state_dir) is False


def test_busy_port_is_named(state_dir: Path) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]

        with pytest.raises(PortInUseError, match=f"port {port} is in use"):
            emulator.start(state_dir, port)

    assert emulator.running(state_dir) is None


def test_only_loopback_is_served(state_dir: Path) -> None:
    started = emulator.start(state_dir, free_port())

    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.2", started.port), timeout=5)


def test_server_that_ends_at_once_shows_what_it_said(tmp_path: Path) -> None:
    server = process.Server(tmp_path, "broken")

    with pytest.raises(ServerError, match="no such luck"):
        process.start(server, ["sh", "-c", "echo no such luck; exit 3"], free_port(), lambda: False)


def test_environment_is_added_to_that_of_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HERE", "inherited")
    server = process.Server(tmp_path, "told")

    with pytest.raises(ServerError, match="inherited and added"):
        process.start(
            server,
            ["sh", "-c", "echo $HERE and $THERE"],
            free_port(),
            lambda: False,
            environment={"THERE": "added"},
        )


def test_objects_messages_and_stack_outlive_a_restart(
    state_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = free_port()
    point_to(emulator.start(state_dir, port), monkeypatch)
    outputs = deploy(TEMPLATE, "landing", {})
    key = "bikes/2026/11/21/08/é '+' x.gz"
    boto3.client("s3").put_object(Bucket=outputs["BucketName"], Key=key, Body=b"body")

    emulator.stop(state_dir)
    restarted = emulator.start(state_dir, port)

    assert not restarted.dropped
    assert deploy(TEMPLATE, "landing", {}) == outputs
    found = boto3.client("s3").get_object(Bucket=outputs["BucketName"], Key=key)
    assert found["Body"].read() == b"body"
    messages = boto3.client("sqs").receive_message(
        QueueUrl=outputs["QueueUrl"], MaxNumberOfMessages=10, WaitTimeSeconds=5
    )["Messages"]
    assert any("bikes/2026" in message["Body"] for message in messages)


def test_state_of_a_killed_emulator_is_dropped_and_a_new_one_works(
    state_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = free_port()
    killed = emulator.start(state_dir, port)
    point_to(killed, monkeypatch)
    bucket = deploy(TEMPLATE, "landing", {})["BucketName"]
    boto3.client("s3").put_object(Bucket=bucket, Key="bikes/x", Body=b"x")
    os.kill(killed.pid, signal.SIGKILL)
    while emulator.running(state_dir):  # until the system has cleared it away
        pass

    restarted = emulator.start(state_dir, port)

    assert restarted.dropped
    deploy(TEMPLATE, "landing", {})
    assert boto3.client("s3").list_objects_v2(Bucket=bucket)["KeyCount"] == 0


def test_state_in_use_is_neither_shared_nor_dropped(state_dir: Path) -> None:
    first = emulator.start(state_dir, free_port())
    command = [sys.executable, "-m", "demo.ministack", "--state", str(state_dir / "ministack")]

    second = subprocess.run(
        [*command, "--port", str(free_port())],
        cwd=process.PROJECT_DIR,
        capture_output=True,
        text=True,
        check=False,
    )

    assert second.returncode == 1
    assert "another emulator uses" in second.stderr
    assert emulator.running(state_dir) == first


def test_installed_ministack_is_the_one_that_the_launcher_knows() -> None:
    check_ministack()


@pytest.mark.parametrize("function", [f"firehose.{DELIVER}", "kinesis._split_shard"])
def test_moved_private_function_is_noticed(function: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(f"ministack.services.{function}")

    with pytest.raises(MinistackVersionError, match=function):
        check_ministack()
