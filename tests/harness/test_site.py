"""The site served to tests: processes that die with the test's, each with its settings, its errors told."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from bootstrap.paths import ROOT
from bootstrap.rehearsal import free_port
from milliard.core.models import OutboxMail
from tests.harness.site import Servers

#: The process of :mod:`tests.harness.serving`, with an application that needs no loading.
SERVING = """
from config import server
from tests.harness import serving

def answer(environ, start_response):
    start_response("200 OK", [])
    return [b"here"]

server.load_application = lambda: answer
serving.main()
"""
#: A test process that has asked for a server, and says which processes there are.
TEST_PROCESS = """
import json, subprocess, sys, time
serving = subprocess.Popen([sys.executable, "-c", sys.argv[1]], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
serving.stdin.write(sys.argv[2].encode() + b"\\n")
serving.stdin.flush()
print(json.dumps({"serving": serving.pid, **json.loads(serving.stdout.readline())}), flush=True)
time.sleep(600)
"""


def children_of(pid: int) -> list[int]:
    files = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for file in files for child in file.read_text().split()]


def is_alive(pid: int) -> bool:
    """Whether it runs: one that only waits to be buried does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return False


@pytest.fixture
def processes(tmp_path: Path) -> Iterator[tuple[list[int], int]]:
    """The test process, what serves, granian and its worker; and granian's port."""
    port = free_port()
    order = {"port": port, "database": "none", "settings": {}, "faults": str(tmp_path / "faults")}
    command = [sys.executable, "-c", TEST_PROCESS, SERVING, json.dumps(order)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        said = json.loads(process.stdout.readline())
        pids = [process.pid, said["serving"], said["pid"], *children_of(said["pid"])]
        yield pids, port
        for pid in filter(is_alive, pids):
            os.kill(pid, signal.SIGKILL)


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize("killed", [0, 1], ids=["the test process", "what serves"])
def test_no_server_outlives_what_started_it(processes: tuple[list[int], int], killed: int) -> None:
    pids, port = processes
    assert len(pids) == 4
    assert all(is_alive(pid) for pid in pids)
    assert httpx.get(f"http://127.0.0.1:{port}/").text == "here"
    os.kill(pids[killed], signal.SIGKILL)
    deadline = time.monotonic() + 60
    while alive := [pid for pid in pids[1:] if is_alive(pid)]:
        assert time.monotonic() < deadline, alive
        time.sleep(0.01)


def test_each_has_its_settings_and_its_database(committed_database: str, serve: Callable[..., str]) -> None:
    OutboxMail.objects.create(recipient="a@exemple.org", subject="Un seul", body="x")
    mails = "/courriels/"  # only a demonstration shows them
    assert httpx.get(serve() + mails).status_code == 404
    assert "Un seul" in httpx.get(serve(IS_DEMONSTRATION=True) + mails).text


def test_an_error_of_the_site_fails_the_test(committed_database: str, servers: Servers) -> None:
    def meet_an_error() -> None:
        with servers.serving(committed_database, ROOT_URLCONF="nowhere") as served:
            assert httpx.get(f"{served.address}/compte/login/").status_code == 500

    with pytest.raises(AssertionError, match=r"GET /compte/login/\n(.|\n)*ModuleNotFoundError"):
        meet_an_error()
