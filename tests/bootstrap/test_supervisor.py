"""The process that keeps the web's workers, with workers that only wait: what it does when they end."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bootstrap.paths import ROOT

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere granian watches its own workers")

#: A loader that makes two workers and hands them over, unless a file says that it cannot. A worker notes how
#: it ended.
LOADER = """
import os, signal, sys, time
from pathlib import Path

folder, end = Path(sys.argv[1]), int(sys.argv[sys.argv.index("--hand-over") + 1])
with (folder / "loaded").open("a") as file:
    file.write("x")
if (folder / "broken").exists():
    sys.exit("the site does not load")
made = []
for _ in range(2):
    pid = os.fork()
    if not pid:
        def leave(number, frame):
            if (folder / "deaf").exists():
                return
            (folder / f"asked-{os.getpid()}").touch()
            os._exit(0)
        signal.signal(signal.SIGTERM, leave)
        while True:
            time.sleep(60)
    made.append(pid)
os.write(end, " ".join(map(str, made)).encode())
"""


@pytest.fixture
def started(tmp_path: Path) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    processes: list[subprocess.Popen[str]] = []

    def start(timeout: str = "") -> subprocess.Popen[str]:
        path = ROOT / "config" / "supervisor.py"
        command = [sys.executable, "-IS", str(path), timeout, sys.executable, "-c", LOADER, str(tmp_path)]
        process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True)
        processes.append(process)
        return process

    yield start
    for process in processes:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def workers(process: subprocess.Popen[str]) -> set[int]:
    """Its children, where there are two of them and no loader."""
    text = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text()
    found = {int(pid) for pid in text.split()}
    return found if len(found) == 2 else set()


def wait_for(condition: Callable[[], object], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def loads(folder: Path) -> int:
    path = folder / "loaded"
    return len(path.read_text()) if path.exists() else 0


def settled(process: subprocess.Popen[str], folder: Path, after: int) -> set[int]:
    """The workers of the set that is the last, once ``after`` loaders have run."""
    wait_for(lambda: loads(folder) == after and workers(process))
    return workers(process)


def test_a_worker_that_ends_is_replaced_with_its_whole_set(started, tmp_path: Path) -> None:
    process = started()
    first = settled(process, tmp_path, 1)
    dead, other = sorted(first)
    os.kill(dead, signal.SIGKILL)
    wait_for(lambda: loads(tmp_path) == 2 and workers(process) and not workers(process) & first)
    assert (tmp_path / f"asked-{other}").exists(), "the other is asked to end, not killed"
    assert not (tmp_path / f"asked-{dead}").exists()


def test_hangup_makes_a_new_set_and_ends_the_old_one_after(started, tmp_path: Path) -> None:
    process = started()
    first = settled(process, tmp_path, 1)
    process.send_signal(signal.SIGHUP)
    wait_for(lambda: workers(process) and not workers(process) & first)
    assert all((tmp_path / f"asked-{pid}").exists() for pid in first)


@pytest.mark.slow
def test_what_does_not_load_leaves_those_that_serve(started, tmp_path: Path) -> None:
    process = started()
    first = settled(process, tmp_path, 1)
    (tmp_path / "broken").touch()
    process.send_signal(signal.SIGHUP)
    wait_for(lambda: loads(tmp_path) == 2)
    time.sleep(0.5)
    assert process.poll() is None
    assert workers(process) == first
    # One of them ends: the other serves, and the site is tried again until it loads.
    os.kill(min(first), signal.SIGKILL)
    wait_for(lambda: loads(tmp_path) >= 4)
    (tmp_path / "broken").unlink()
    wait_for(lambda: workers(process) and not workers(process) & first)


def test_what_never_loads_ends_and_says_so(started, tmp_path: Path) -> None:
    (tmp_path / "broken").touch()
    process = started()
    assert process.wait(timeout=30) == 1
    assert process.stderr is not None
    assert "the site could not be loaded" in process.stderr.read()


def test_told_to_stop_it_asks_each_and_waits(started, tmp_path: Path) -> None:
    process = started()
    first = settled(process, tmp_path, 1)
    process.terminate()
    assert process.wait(timeout=30) == 0
    assert all((tmp_path / f"asked-{pid}").exists() for pid in first)


def test_told_to_stop_while_a_set_is_made_it_leaves_nobody_behind(started, tmp_path: Path) -> None:
    for pause in (0.0, 0.02, 0.05, 0.1, 0.2, 0.4):
        process = started()
        time.sleep(pause)
        process.terminate()
        assert process.wait(timeout=30) in {0, -signal.SIGTERM}  # the latter: before it was up
        group = subprocess.run(["pgrep", "-g", str(process.pid)], capture_output=True, text=True)
        assert group.stdout == ""


def test_who_does_not_listen_is_killed_in_time(started, tmp_path: Path) -> None:
    (tmp_path / "deaf").touch()
    process = started("1")
    settled(process, tmp_path, 1)
    began = time.monotonic()
    process.terminate()
    assert process.wait(timeout=30) == 0
    assert time.monotonic() - began >= 0.9
