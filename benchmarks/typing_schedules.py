"""Words lost by somebody who types while tabs close, pages change and the network fails; the target is none.

    .venv/bin/python benchmarks/typing_schedules.py [SCHEDULES] [FIRST]

Each schedule is drawn from its number (`tests/harness/typing_schedules.py`): a browser behind a network that
delays, reorders, repeats and loses requests. About fifteen seconds each on an idle machine, mostly the
person's own.
"""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def main() -> int:
    schedules, first = [*sys.argv[1:], *("200", "1")[len(sys.argv) - 1 :]]
    more = {"TYPING_SCHEDULES": schedules, "TYPING_FIRST": first, "REQUIRE_BROWSER": "1"}
    command = [sys.executable, "-m", "pytest", "-q", "-s", "tests/browser/test_typing.py"]
    return subprocess.run(command, cwd=ROOT, env={**os.environ, **more}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
