"""The site of the tests that need one over HTTP: real servers, in processes of their own.

`site`: the address of a site on a database of the test's own. `serve`: the same with other settings, or once
more: ``serve(NEW_RESPONSE_RATE=0)`` -> an address, on the test's present database. `servers`: what both are
made with, one per test process; `tests.harness.demo_country` and `tests/browser` serve the country with it.

Mails of a served site are rows of `OutboxMail`. An error of the server fails the test that met it.
"""

import fcntl
import io
import itertools
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

import pytest

from bootstrap.paths import LOGS, ROOT, VAR
from bootstrap.rehearsal import free_port

_STATIC = VAR / "tests" / "static"


@dataclass
class Served:
    """One server: where it answers, and what went wrong in it."""

    address: str
    pid: int
    faults: Path
    _read: int = 0

    def assert_no_fault(self) -> None:
        """Fail with the errors since the last time this was asked."""
        words = self.faults.read_text() if self.faults.exists() else ""
        new, self._read = words[self._read :], len(words)
        assert not new, f"errors of the site that was served:\n{new}"


class Servers:
    """Servers of this process's databases. A context manager: at its end, none is left."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None
        self._folder = Path(tempfile.mkdtemp(prefix="milliard-sites-"))
        self._numbers = itertools.count()

    def __enter__(self) -> "Servers":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        if self._process is not None:
            self._process.communicate()  # the end of its input: it kills what it started
        shutil.rmtree(self._folder)

    @contextmanager
    def serving(self, database: str, **settings: Any) -> Iterator[Served]:
        """Serve ``database`` with these settings; its errors are asserted at the end."""
        port = free_port()
        address = f"http://127.0.0.1:{port}"
        faults = self._folder / f"{next(self._numbers)}.txt"
        order = {"port": port, "database": database, "settings": {"SITE_URL": address, **settings}}
        served = Served(address, self._ask(**order, faults=str(faults))["pid"], faults)
        try:
            yield served
        finally:
            self._ask(stop=served.pid)
        served.assert_no_fault()

    def _ask(self, **order: Any) -> dict[str, Any]:
        if self._process is None:
            self._process = _start()
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._process.stdout.readline() or '{"error": "it ended"}')
        assert "error" not in answer, f"{answer['error']}: the server's words are in var/log/sites.log"
        return answer


def _start() -> "subprocess.Popen[str]":
    ensure_static()
    LOGS.mkdir(parents=True, exist_ok=True)
    with (LOGS / "sites.log").open("a") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "tests.harness.serving"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            start_new_session=True,
        )


def ensure_static() -> None:
    """Collect static files, hashed and compressed, unless none has changed since; one process does it."""
    from django.core.management import call_command

    from demo.preparing import _digest_of_static

    _STATIC.mkdir(parents=True, exist_ok=True)
    stamp = _STATIC / ".digest"
    with (VAR / "tests" / "static.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        call_command("build_fonts", stdout=io.StringIO())
        digest = _digest_of_static()
        if stamp.exists() and stamp.read_text() == digest:
            return
        environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.harness.site_settings"}
        command = [sys.executable, "manage.py", "collectstatic", "--noinput", "-v0"]
        subprocess.run(command, cwd=ROOT, env=environment, check=True)
        stamp.write_text(digest)


@pytest.fixture(scope="session")
def fonts() -> None:
    """The fonts PDF are made with; nothing when they are built already."""
    from django.core.management import call_command

    call_command("build_fonts", stdout=io.StringIO())


@pytest.fixture(scope="session")
def servers() -> Iterator[Servers]:
    """What serves the databases of this process, begun when it is first asked."""
    with Servers() as made:
        yield made


@pytest.fixture
def serve(servers: Servers) -> Iterator[Callable[..., str]]:
    """``serve(**settings)`` -> the address of a site on the present database, there until the test ends."""
    from django.db import connections

    with ExitStack() as stack:

        def begin(**settings: Any) -> str:
            name = connections.settings["default"]["NAME"]
            return stack.enter_context(servers.serving(name, **settings)).address

        yield begin


@pytest.fixture
def site(committed_database: str, serve: Callable[..., str]) -> str:
    """The address of a site on a database of the test's own."""
    return serve()
