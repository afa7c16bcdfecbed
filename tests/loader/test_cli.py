"""The command line around the loads."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from loader.cli import main
from tests.loader.conftest import Scene, lines, wait_until


def commands() -> list[tuple[str, ...]]:
    """Return the path of every command."""
    found: list[tuple[str, ...]] = [()]
    for path in found:
        command: click.Command = main
        for name in path:
            assert isinstance(command, click.Group)
            command = command.commands[name]
        if isinstance(command, click.Group):
            found += [(*path, name) for name in command.commands]
    return found


@pytest.mark.parametrize("path", commands())
def test_every_command_has_help_that_says_more_than_its_name(path: tuple[str, ...]) -> None:
    result = CliRunner().invoke(main, [*path, "--help"])

    assert result.exit_code == 0
    assert len(result.output.splitlines()) > 6
    assert "Exit codes" in CliRunner().invoke(main, ["--help"]).output


def test_every_command_stands_in_the_documentation(project_dir: Path) -> None:
    text = (project_dir / "docs" / "loader.md").read_text()

    for path in commands():
        assert path == () or path[-1] in text


def test_help_imports_nothing_heavy() -> None:
    script = (
        "import sys; from click.testing import CliRunner; from loader.cli import main;"
        "CliRunner().invoke(main, ['--help']);"
        "print([m for m in ('boto3', 'dbt', 'redshift_connector', 'pydantic') if m in sys.modules])"
    )

    output = subprocess.check_output([sys.executable, "-c", script], text=True)

    assert output == "[]\n"


def test_a_bad_loader_yml_is_told_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "loader.yml"
    file.write_text("feeds:\n  bikes:\n    tabel: x\n")

    result = CliRunner().invoke(main, ["--config", str(file)])

    assert result.exit_code == 2
    assert f"{file}:3  feeds.bikes.tabel: unknown setting; valid: columns, copy" in result.output


def test_a_missing_loader_yml_is_told(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["--config", str(tmp_path / "loader.yml")])

    assert result.exit_code == 2
    assert "cannot be read" in result.output


def test_an_unknown_option_is_a_mistake_of_the_same_kind() -> None:
    assert CliRunner().invoke(main, ["--feeds", "x"]).exit_code == 2


@pytest.mark.parametrize("command", [("--feed", "nobody"), ("pause", "nobody")])
def test_an_unknown_feed_is_answered_with_the_valid_ones(
    scene: Scene, command: tuple[str, ...]
) -> None:
    result = scene.run(*command)

    assert result.exit_code == 2
    assert f"there is no feed 'nobody' in loader.yml; valid: {scene.feed}" in result.output


def test_an_unknown_target_is_bad_configuration(scene: Scene) -> None:
    result = scene.run("--target", "nowhere")

    assert result.exit_code == 2
    assert "does not have a target named 'nowhere'" in result.output


def test_status_tells_what_landed_and_what_waits(scene: Scene) -> None:
    scene.put("bikes/a.json", lines(1, 2))
    scene.put("bikes/bad.json", b"{")
    scene.run()
    scene.put("bikes/b.json", lines(3))

    result = scene.run("status")

    assert result.exit_code == 0, result.output
    header, row = result.output.splitlines()
    assert re.split(r"\s{2,}", header.strip())[:3] == ["feed", "state", "last load"]
    pattern = rf"{scene.feed}\s+active\s+1\s+\d+ s ago\s+1\s+2\s+1\s+1\s+0\s+0\s*"
    assert re.fullmatch(pattern, row), row


def test_status_before_the_first_load(scene: Scene) -> None:
    result = scene.run("status")

    assert result.exit_code == 0, result.output
    assert "never" in result.output


def test_a_paused_feed_waits_until_it_is_resumed(scene: Scene) -> None:
    scene.run("pause", scene.feed)
    scene.put("bikes/a.json", lines(1))

    paused = scene.run()
    assert paused.exit_code == 0
    assert paused.output == f"{scene.feed}: the feed is paused\n"
    assert scene.run("status").output.splitlines()[1].split()[1] == "paused"
    assert scene.bikes() == []

    scene.run("resume", scene.feed)
    assert scene.run().exit_code == 0
    assert scene.bikes() == [1]


def test_only_the_named_feed_runs(scene: Scene) -> None:
    import yaml

    other = scene.settings | {"queue": f"{scene.queue.url}-nowhere", "table": f"{scene.table}_b"}
    feeds = {"other": other, scene.feed: scene.settings}
    (scene.folder / "loader.yml").write_text(yaml.safe_dump({"feeds": feeds}))

    assert scene.run("--feed", scene.feed).exit_code == 0


def test_the_real_command_runs_and_watches_until_it_is_told_to_stop(scene: Scene) -> None:
    scene.put("bikes/a.json", lines(1))
    watching = scene.start("-m", "loader", "--watch", "0.1")
    wait_until(lambda: scene.files() == {"bikes/a.json": "loaded"})
    scene.put("bikes/b.json", lines(2))
    wait_until(lambda: len(scene.files()) == 2)

    os.kill(watching.pid, signal.SIGTERM)
    output, _ = watching.communicate(timeout=60)

    assert watching.returncode == 0, output
    assert "ends after the load under way" in output
    assert scene.bikes() == [1, 2]
    assert scene.is_empty()


def test_no_secret_is_told_even_when_everything_is(scene: Scene) -> None:
    scene.put("bikes/a.json", lines(1))

    process = scene.start("-m", "loader", "--verbose")
    output, _ = process.communicate(timeout=60)

    assert process.returncode == 0, output
    assert "copy " in output
    assert os.environ["REDSHIFT_PASSWORD"] not in output.replace("localhost", "").replace(
        "localshift", ""
    )
    assert "X-Amz-Signature" not in output
