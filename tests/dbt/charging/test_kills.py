"""What is kept for good, when localshift is killed again and again."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from tests.dbt.charging.conftest import STAGING, STREAMS, empty, producing
from tests.dbt.runner import Dbt, profile_pointing_to
from tests.servers import PROJECT_DIR, connect, free_port


@contextmanager
def killed_at_the_end(file: Path, port: int, aws: dict[str, str]) -> Iterator[None]:
    """Run localshift on the file, and end it by SIGKILL."""
    server = subprocess.Popen(
        [sys.executable, "-m", "localshift", "--port", str(port), "--path", str(file)],
        env=os.environ | aws,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=PROJECT_DIR,
    )
    try:
        assert server.stdout is not None
        assert "ready" in server.stdout.readline()
        with profile_pointing_to("127.0.0.1", port):
            yield
    finally:
        server.kill()
        server.communicate()


def test_kills_lose_and_double_nothing(
    project_dbt: Dbt, charging_stream: str, aws: dict[str, str], tmp_path: Path
) -> None:
    """Records come all the time, so localshift is reading them when it is killed."""
    empty(charging_stream)
    file, port = tmp_path / "warehouse.duckdb", free_port()
    with killed_at_the_end(file, port, aws):
        assert project_dbt.operation("setup_warehouse").success
        project_dbt("run", "--select", STREAMS)
    with producing(charging_stream, 5_000) as expected:
        for _ in range(3):
            with killed_at_the_end(file, port, aws):
                project_dbt("run", "--select", STREAMS, STAGING)

    with killed_at_the_end(file, port, aws):
        project_dbt("run", "--select", STREAMS)
        project_dbt("run", "--select", STREAMS, STAGING)
        with closing(connect(port)) as connection, connection.cursor() as cursor:
            cursor.execute("select session_id from analytics_staging.stg_charging__sessions")
            kept = [row[0] for row in cursor.fetchall()]

    assert sorted(kept) == sorted(session.id for session in expected)
