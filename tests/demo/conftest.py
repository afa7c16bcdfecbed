"""The demo's own AWS emulator, with Firehose's buffering."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from demo import emulator
from demo.emulator import Emulator
from tests.servers import free_port


@pytest.fixture(scope="session")
def shared_emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    state_dir = tmp_path_factory.mktemp("demo")
    yield emulator.start(state_dir, free_port())
    emulator.stop(state_dir)


@pytest.fixture
def aws_demo(shared_emulator: Emulator, monkeypatch: pytest.MonkeyPatch) -> Emulator:
    """The emulator that this process's boto3 clients talk to during the test."""
    point_to(shared_emulator, monkeypatch)
    return shared_emulator


@pytest.fixture
def state_dir(tmp_path: Path) -> Iterator[Path]:
    """A directory for an emulator of the test's own; what runs there at the end is stopped."""
    yield tmp_path
    emulator.stop(tmp_path)


def point_to(server: Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    for name, value in server.environment.items():
        monkeypatch.setenv(name, value)
