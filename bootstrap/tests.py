"""`make test`: the same bootstrap, then the whole suite."""

import os
import shutil
import subprocess

from bootstrap.console import say, step
from bootstrap.environment import ensure_environment, run_quietly
from bootstrap.paths import BIN, PYTHON, ROOT
from bootstrap.postgres import TESTS


def run(arguments: list[str]) -> int:
    """Run the checks, then every level of tests; returns pytest's exit status."""
    ensure_environment(development=True)
    if not find_chromium():
        say("\n  " + "!" * 76)
        say("  Chromium is not on this machine: the browser tests will be SKIPPED.")
        say("  On Debian or Ubuntu: apt-get install chromium. The integration run never skips them.")
        say("  " + "!" * 76 + "\n")
    started = False
    if not os.environ.get("TEST_DATABASE_URL"):
        started = TESTS.start()
    with step("migrated database, copied by every worker"):
        run_quietly(PYTHON, "-m", "tests.harness.prepare")
    workers = os.environ.get("TEST_WORKERS", str(max(2, os.cpu_count() or 2)))
    command = [str(PYTHON), "-m", "pytest", "-q", "-n", workers, "--dist", "loadfile", *arguments]
    try:
        path = f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}"
        return subprocess.run(command, cwd=ROOT, env={**os.environ, "PATH": path}, check=False).returncode
    finally:
        if started:
            TESTS.stop()


def find_chromium() -> str | None:
    """The path of the system's Chromium, or None."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return next((path for name in names if (path := shutil.which(name))), None)
