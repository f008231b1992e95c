"""`make test` and `make test-all`: the same bootstrap, then the suite."""

import os
import shutil
import signal
import subprocess

from bootstrap.console import say, step
from bootstrap.environment import ensure_environment, run_quietly
from bootstrap.paths import BIN, PYTHON, ROOT
from bootstrap.postgres import TESTS
from bootstrap.processes import ignore_signals, interrupt_on_signals

_GRACE_S = 20


def run(arguments: list[str]) -> int:
    """Run the checks, then every level of tests; returns pytest's exit status."""
    ensure_environment(development=True)
    quick = ["--quick"] if "--quick" in arguments else []
    if not quick and not find_chromium():
        say("\n  " + "!" * 76)
        say("  Chromium is not on this machine: the browser tests will be SKIPPED.")
        say("  On Debian or Ubuntu: apt-get install chromium-headless-shell.")
        say("  The integration run never skips them.")
        say("  " + "!" * 76 + "\n")
    is_ours = not os.environ.get("TEST_DATABASE_URL") and not TESTS.is_running()
    interrupt_on_signals()
    try:
        if not os.environ.get("TEST_DATABASE_URL"):
            TESTS.start()
        with step("migrated database, copied by every worker"):
            run_quietly(PYTHON, "-m", "tests.harness.prepare", *quick)
        return _run_pytest(arguments)
    finally:
        ignore_signals()
        if is_ours:
            TESTS.stop()


def _run_pytest(arguments: list[str]) -> int:
    workers = os.environ.get("TEST_WORKERS", str(_processes(os.cpu_count() or 2)))
    command = [str(PYTHON), "-m", "pytest", "-q", "-n", workers, "--dist", "loadfile", *arguments]
    path = f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}"
    child = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "PATH": path})
    try:
        return child.wait()
    except KeyboardInterrupt:
        # pytest heard the Ctrl-C too: let it drop its databases and say what it had found.
        child.send_signal(signal.SIGINT)
        try:
            return child.wait(timeout=_GRACE_S)
        except subprocess.TimeoutExpired:
            child.kill()
            return child.wait()


def _processes(cores: int) -> int:
    """Three for two cores: tests wait, for a browser, for a slow network, for a program they started."""
    return max(3, cores * 3 // 2)


def find_chromium() -> str | None:
    """The path of the system's Chromium, or None; first the one without windows, three times lighter."""
    names = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
    return next((path for name in names if (path := shutil.which(name))), None)
