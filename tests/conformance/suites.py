"""The pytest suites that count towards conformance: dbt's adapter tests and the clients' tests."""

import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass
from pathlib import Path

from tests.servers import PROJECT_DIR

SUITES = {"dbt's adapter tests": "tests/adapter", "clients": "tests/clients"}


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


def run_suite(name: str) -> Outcome:
    """Run a suite's tests; what they print is shown as it comes."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        command = [sys.executable, "-m", "pytest", SUITES[name], "-q", "-n", "3"]
        subprocess.run([*command, f"--junitxml={report}"], cwd=PROJECT_DIR, check=False)
        counts = ElementTree.parse(report).getroot().find("testsuite")  # noqa: S314 - pytest wrote it
    if counts is None:
        raise RuntimeError(f"pytest wrote no report of {SUITES[name]}")
    failed = int(counts.get("failures", 0)) + int(counts.get("errors", 0))
    skipped = int(counts.get("skipped", 0))
    return Outcome(name, int(counts.get("tests", 0)) - failed - skipped, skipped, failed)
