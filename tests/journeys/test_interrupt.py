"""Ctrl-C typed in a real terminal on a real `make demo`: what it started has ended, and it says so.

A database of this test's own; the tables come as a copy, for making them takes longer than all the rest.
"""

import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bootstrap.postgres import Cluster, programs_folder
from bootstrap.rehearsal import free_port

ROOT = Path(__file__).resolve().parents[2]
NAME = f"postgres-interrupted-{os.getpid()}"
#: `make demo` on the database of this test; tables given in a file stand for preparing them.
PROGRAM = f"""
import subprocess, sys
from bootstrap import __main__, demo, postgres

def copy(*arguments, env):
    psql = postgres.programs_folder() / "psql"
    subprocess.run([psql, "-q", "-o", "/dev/null", "-d", env["DATABASE_URL"], "-f", tables], check=True)

demo.DEMO = postgres.Cluster("{NAME}", is_durable=False)
demo.ensure_environment = lambda **_: None  # the packages of the tests themselves: left alone
if (tables := sys.argv[1]) != "none":
    demo.django = copy
raise SystemExit(__main__.guarded(["demo"]))
"""
_DEADLINE_S = 90

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


class Terminal:
    """A program with a terminal of its own, on which keys are pressed."""

    def __init__(self, command: list[str], environment: dict[str, str]) -> None:
        self._keyboard, screen = pty.openpty()
        self.seen = ""
        self.process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment,
            stdin=screen,
            stdout=screen,
            stderr=screen,
            start_new_session=True,
            preexec_fn=_take_the_terminal,
        )
        os.close(screen)

    def wait_for(self, words: str) -> None:
        deadline = time.monotonic() + _DEADLINE_S
        while words not in self.seen:
            assert time.monotonic() < deadline, self.seen
            assert self._read(), f"it ended before {words!r}: {self.seen}"

    def press_ctrl_c(self) -> None:
        os.write(self._keyboard, b"\x03")

    def wait_for_the_end(self) -> int:
        while self._read():
            pass
        os.close(self._keyboard)
        return self.process.wait(timeout=_DEADLINE_S)

    def _read(self) -> bool:
        """Read what is on the screen; False when nobody writes there any more."""
        ready, _, _ = select.select([self._keyboard], [], [], _DEADLINE_S)
        assert ready, f"silent for {_DEADLINE_S} s: {self.seen}"
        try:
            words = os.read(self._keyboard, 65_536)
        except OSError:  # Linux says so when the last program on the terminal has ended
            return False
        self.seen += words.decode(errors="replace")
        return bool(words)


def _take_the_terminal() -> None:
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    # A shell that runs the tests in the background has them ignore Ctrl-C, and their children with them.
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    made = Cluster(NAME, is_durable=False)
    yield made
    made.stop()
    subprocess.run(["rm", "-rf", made.folder, made.socket_folder, f"{made.folder}.lock"], check=True)


@pytest.fixture
def tables(tmp_path: Path, django_db_setup: None) -> Path:
    """The tables of this process's database, without a row; the template must stay free to be copied."""
    from django.db import connections

    settings = connections.settings["default"]
    file = tmp_path / "tables.sql"
    address = ["-h", settings["HOST"], "-p", str(settings["PORT"] or 5432), "-U", settings["USER"]]
    options = ["--schema-only", "-f", file, settings["NAME"]]
    command = [programs_folder() / "pg_dump", *address, *options]
    subprocess.run(command, check=True, env={**os.environ, "PGPASSWORD": settings["PASSWORD"]})
    return file


@pytest.fixture
def start(cluster: Cluster, tmp_path: Path) -> Iterator[Callable[..., Terminal]]:
    """Type `make demo` in a new terminal; it is killed after a test that failed."""
    terminals: list[Terminal] = []

    def begin(tables: Path | str = "none") -> Terminal:
        program = tmp_path / "program.py"
        program.write_text(PROGRAM)
        kept = {**os.environ, "PYTHONPATH": str(ROOT)}
        for name in ("DATABASE_URL", "MAKEFLAGS", "MAKELEVEL"):
            kept.pop(name, None)
        words = ["make", "demo", f"PYTHON={sys.executable} {program} {tables}", f"PORT={free_port()}"]
        terminals.append(Terminal(words, kept))
        return terminals[-1]

    yield begin
    for terminal in terminals:
        if terminal.process.poll() is None:
            os.killpg(terminal.process.pid, signal.SIGKILL)
            terminal.process.wait()


def test_while_it_serves(start: Callable[..., Terminal], cluster: Cluster, tables: Path) -> None:
    terminal = start(tables)
    terminal.wait_for("Ctrl-C stops all.")
    started = {*descendants(terminal.process.pid), postmaster(cluster)}
    words = " ".join(map(command_of, started))
    assert "config.server" in words
    assert "manage.py worker" in words
    assert "postgres" in words
    terminal.press_ctrl_c()
    status = terminal.wait_for_the_end()
    assert "All that was started is stopped." in terminal.seen
    assert "Traceback" not in terminal.seen
    assert status in {0, 130, -signal.SIGINT}
    wait_until_ended(started)


def test_while_it_prepares(start: Callable[..., Terminal], cluster: Cluster) -> None:
    terminal = start()
    terminal.wait_for("… database tables")
    started = {*descendants(terminal.process.pid), postmaster(cluster)}
    assert "prepare_demo" in " ".join(map(command_of, started))
    terminal.press_ctrl_c()
    status = terminal.wait_for_the_end()
    assert "All that was started is stopped." in terminal.seen
    assert "Traceback" not in terminal.seen
    assert status in {0, 130, -signal.SIGINT}
    wait_until_ended(started)


def wait_until_ended(pids: set[int]) -> None:
    """What has removed its last file, or has just been killed, still ends a moment later."""
    deadline = time.monotonic() + 60
    while alive := {pid: command_of(pid) for pid in pids if is_alive(pid)}:
        assert time.monotonic() < deadline, alive
        time.sleep(0.02)


def descendants(pid: int) -> set[int]:
    children: set[int] = set()
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        for file in Path(f"/proc/{pid}/task").glob("*/children"):
            children |= set(map(int, file.read_text().split()))
    return children.union(*(descendants(child) for child in children))


def postmaster(cluster: Cluster) -> int:
    return int((cluster.data / "postmaster.pid").read_text().split()[0])


def command_of(pid: int) -> str:
    """Nothing when it has just ended: some are there for a moment only."""
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    return ""


def is_alive(pid: int) -> bool:
    """Whether the process runs; one that only waits to be buried does not."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return re.search(r"^State:\s+[ZX]", status, flags=re.MULTILINE) is None
