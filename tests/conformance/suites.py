"""The pytest suites that count towards conformance: dbt's adapter tests and the clients' tests."""

import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass
from pathlib import Path

from tests.servers import PROJECT_DIR

CLIENTS = "tests/clients"
ADAPTER = "tests/adapter"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a suite's tests. Exceptions that are listed with a reason are skipped."""

    name: str
    passed: int
    skipped: int
    failed: int

    @property
    def is_held(self) -> bool:
        return self.passed > 0 and self.failed == 0


def run_suite(folder_of_tests: str) -> Outcome:
    """Run the tests of a folder; what they print is shown as it comes."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        command = [sys.executable, "-m", "pytest", folder_of_tests, "-q", f"--junitxml={report}"]
        command += ["-n", "3", "--dist", "loadscope"]  # a class's tests share a dbt project
        subprocess.run(command, cwd=PROJECT_DIR, check=False)
        counts = ElementTree.parse(report).getroot().find("testsuite")  # noqa: S314 - pytest wrote it
    if counts is None:
        raise RuntimeError(f"pytest wrote no report of {folder_of_tests}")
    failed = int(counts.get("failures", 0)) + int(counts.get("errors", 0))
    skipped = int(counts.get("skipped", 0))
    return Outcome(folder_of_tests, int(counts.get("tests", 0)) - failed - skipped, skipped, failed)
