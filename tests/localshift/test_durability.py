"""What survives a kill, and what a second server is told."""

import signal
import subprocess
import sys
from pathlib import Path

from tests.localshift.conftest import run_on
from tests.servers import PROJECT_DIR, connect, free_port


def start(path: Path, port: int) -> subprocess.Popen[str]:
    server = subprocess.Popen(
        [sys.executable, "-m", "localshift", "--port", str(port), "--path", str(path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=PROJECT_DIR,
    )
    assert server.stdout is not None
    assert "ready" in server.stdout.readline()
    return server


def test_committed_rows_survive_a_kill_and_others_do_not(tmp_path: Path) -> None:
    file, port = tmp_path / "warehouse.duckdb", free_port()
    server = start(file, port)
    client = connect(port)
    run_on(client, "create table t (a varchar(7))", "insert into t values ('kept')")
    run_on(client, "begin", "insert into t values ('lost')", "create table u (a integer)")
    run_on(client, "create temp table v (a integer)")

    server.kill()
    server.wait()
    server = start(file, port)
    client = connect(port)

    assert run_on(client, "select a from t") == [("kept",)]
    assert run_on(client, "select table_name from information_schema.tables") == [("t",)]
    server.send_signal(signal.SIGTERM)
    assert server.wait(20) == 0


def test_busy_port_gets_a_sentence(tmp_path: Path) -> None:
    port = free_port()
    server = start(tmp_path / "first.duckdb", port)

    second = subprocess.run(
        [sys.executable, "-m", "localshift", "--port", str(port), "--path", ":memory:"],
        capture_output=True,
        text=True,
        cwd=PROJECT_DIR,
        check=False,
    )

    assert second.returncode == 1
    assert f"cannot listen on 127.0.0.1:{port}" in second.stderr
    assert "Traceback" not in second.stderr
    server.kill()
    server.wait()


def test_open_file_gets_a_sentence(tmp_path: Path) -> None:
    file = tmp_path / "warehouse.duckdb"
    server = start(file, free_port())

    second = subprocess.run(
        [sys.executable, "-m", "localshift", "--port", "0", "--path", str(file)],
        capture_output=True,
        text=True,
        cwd=PROJECT_DIR,
        check=False,
    )

    assert second.returncode == 1
    assert "cannot open" in second.stderr
    assert "Traceback" not in second.stderr
    server.kill()
    server.wait()
