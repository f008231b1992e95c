"""What `make test` leaves to `make test-all`, by level, by fixture and by mark."""

import subprocess
import sys

import pytest

from tests.harness.levels import ROOT

LEFT = {
    "a level": "tests/races/test_paying.py",
    "a fixture": "milliard/elections/tests/test_on_the_site.py",
    "a mark": "milliard/elections/tests/test_protocol.py",
}
KEPT = "tests/harness/test_sharing.py"


@pytest.mark.slow
def test_the_quick_run_leaves_out_what_needs_more_than_this_process() -> None:
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "--quick", KEPT, *LEFT.values()]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert {line.partition("::")[0] for line in found.splitlines() if "::" in line} == {KEPT}
