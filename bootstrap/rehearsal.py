"""A site of one's own for a while: a cluster apart, real server processes, a free port, nothing shared.

What benchmarks and fault tests run against. The database keeps the durable settings: what is measured,
or killed, is what a real installation would run.
"""

import contextlib
import os
import random
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import TracebackType

from bootstrap.console import fail
from bootstrap.paths import BIN, LOGS, PYTHON, ROOT, VAR
from bootstrap.postgres import Cluster

_NO_LIMIT = "1000000000"
_GRACE_S = 8


class Rehearsal:
    """Use as a context manager: all that it started is stopped at its end, whatever happens.

    name: of the cluster, whose folder stays under var/ for the next time. settings: more of the
    environment the server reads. buffers_mb: what PostgreSQL keeps in its own memory.
    """

    def __init__(
        self,
        name: str,
        *,
        database: str = "milliard",
        settings: dict[str, str] | None = None,
        buffers_mb: int = Cluster.buffers_mb,
    ):
        self.cluster = Cluster(name, buffers_mb=buffers_mb)
        self.database = database
        self.port = free_port()
        self.site = f"http://127.0.0.1:{self.port}"
        self.settings = settings or {}
        self._web: subprocess.Popen[bytes] | None = None
        self._is_ours = False

    def __enter__(self) -> "Rehearsal":
        self._is_ours = self.cluster.start()
        self.cluster.create_database(self.database)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        self.stop_web()
        if self._is_ours:
            self.cluster.stop()

    @property
    def environment(self) -> dict[str, str]:
        """What the settings read: as in production, but for limits that would refuse a single client."""
        return {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "SECRET_KEY": "rehearsal-only-not-a-secret-0123456789-abcdefghijklmnopq",
            "DATABASE_URL": self.cluster.url(self.database),
            "SITE_URL": self.site,
            "STATIC_ROOT": str(VAR / "rehearsal" / "static"),
            "LOG_LEVEL": "WARNING",
            "MAIL_ALLOWED": "personne@exemple.invalid",
            "PUBLIC_FORM_RATE": _NO_LIMIT,
            "NEW_RESPONSE_RATE": _NO_LIMIT,
            **self.settings,
        }

    def manage(self, *arguments: str) -> None:
        """Run a management command on the rehearsal's database; stop with its words if it fails."""
        command = [str(PYTHON), str(ROOT / "manage.py"), *arguments]
        environment = {**os.environ, **self.environment}
        result = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
        if result.returncode:
            fail(f"«{' '.join(arguments)}» failed.\n{result.stdout[-1000:]}\n{result.stderr[-3000:]}")

    def collect_static(self) -> None:
        """Fonts and hashed static files, made again only when one of ours is younger: half a minute."""
        made = VAR / "rehearsal" / "static" / "staticfiles.json"
        ours = [*ROOT.glob("milliard/*/static/**/*"), *(VAR / "assets").rglob("*")]
        if not made.exists() or any(path.stat().st_mtime > made.stat().st_mtime for path in ours):
            self.manage("build_fonts", "-v0")
            self.manage("collectstatic", "--noinput", "-v0")

    def serve(self, other: str = "", *, ready: str = "/sante/") -> None:
        """Start the web server as `make demo` does, with two workers, and wait for its first answer.

        other: an application that is not the site, "module:name", on the same server.
        """
        LOGS.mkdir(parents=True, exist_ok=True)
        bare = [str(BIN / "granian"), "--interface", "wsgi", "--blocking-threads", "4", "--no-ws", other]
        command = bare if other else [str(PYTHON), "-m", "config.server"]
        command += ["--port", str(self.port), "--workers", "2"]
        with (LOGS / "rehearsal.log").open("ab") as log:
            self._web = subprocess.Popen(
                command,
                cwd=ROOT,
                env={**os.environ, **self.environment},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._wait_until_answers(self.site + ready)

    def stop_web(self) -> None:
        """Stop the web server and its workers."""
        if self._web is None:
            return
        self._signal(signal.SIGTERM)
        try:
            self._web.wait(timeout=_GRACE_S)
        except subprocess.TimeoutExpired:
            self.kill_web()
        self._web = None

    def kill_web(self) -> None:
        """`kill -9` of the web server and of all its workers at once: a crash, without a last word."""
        if self._web is not None:
            self._signal(signal.SIGKILL)
            self._web.wait()
            self._web = None

    def kill_database(self) -> None:
        """`kill -9` of PostgreSQL, its connections' processes included, as a power cut would."""
        main = int((self.cluster.data / "postmaster.pid").read_text().split()[0])
        for pid in (main, *_children_of(main)):
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        deadline = time.monotonic() + _GRACE_S
        while Path(f"/proc/{main}").exists() and time.monotonic() < deadline:
            time.sleep(0.02)  # dead, but its number is taken until somebody has been told

    def processor_seconds(self) -> tuple[float, float]:
        """Processor time used so far by the web server and by PostgreSQL, whatever else the machine does."""
        assert self._web is not None
        main = int((self.cluster.data / "postmaster.pid").read_text().split()[0])
        web = (self._web.pid, *_children_of(self._web.pid))
        return sum(map(spent_s, web)), sum(map(spent_s, (main, *_children_of(main))))

    def memory_bytes(self) -> tuple[int, int]:
        """Memory of the web server and of PostgreSQL, what processes share counted once (PSS)."""
        assert self._web is not None
        main = int((self.cluster.data / "postmaster.pid").read_text().split()[0])
        web = (self._web.pid, *_children_of(self._web.pid))
        return sum(map(_memory_bytes, web)), sum(map(_memory_bytes, (main, *_children_of(main))))

    def _signal(self, number: signal.Signals) -> None:
        assert self._web is not None
        try:
            os.killpg(self._web.pid, number)
        except ProcessLookupError:
            return

    def _wait_until_answers(self, url: str, timeout_s: float = 90) -> None:
        deadline = time.monotonic() + timeout_s
        while time.monotonic() < deadline:
            if self._web is None or self._web.poll() is not None:
                fail("The web server stopped by itself; its own words are in var/log/rehearsal.log")
            try:
                with urllib.request.urlopen(url, timeout=2) as response:  # noqa: S310 (our own loopback)
                    if response.status == 200:
                        return
            except (urllib.error.URLError, OSError):
                time.sleep(0.05)
        fail(f"The server does not answer at {url}; its own words are in var/log/rehearsal.log")


def free_port() -> int:
    """A port of the loopback nobody listens on.

    Below those the system gives to clients and to servers that ask for any: while ours is not up, nobody is
    given its port. Above 10080, which browsers refuse to open.
    """
    for port in random.SystemRandom().sample(range(10_081, 32_000), 100):
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    return fail("No port of the loopback is free.")


def _children_of(pid: int) -> list[int]:
    """Processes started by ``pid`` (Linux)."""
    children: list[int] = []
    for tasks in Path(f"/proc/{pid}/task").glob("*/children"):
        children += [int(child) for child in tasks.read_text().split()]
    return children


def spent_s(pid: int) -> float:
    """Processor time of a process and of those it has seen end (Linux)."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return 0.0
    ticks = text.rpartition(")")[2].split()[11:15]  # utime, stime, cutime, cstime
    return sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")


def _memory_bytes(pid: int) -> int:
    """Its own memory, and its part of what it shares with others (Linux)."""
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return 1024 * next(int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:"))
