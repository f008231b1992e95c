"""What every benchmark stands on: its cluster, Django on it, a template database, a table of figures."""

import hashlib
import os
import platform
import statistics
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bootstrap.console import say, step  # noqa: E402 (the path comes first)
from bootstrap.rehearsal import Cluster, Rehearsal, spent_s  # noqa: E402, F401 (whoever measures asks for it here)

CLUSTER = "postgres-bench"
#: PostgreSQL is given what a machine of a million members would give it (MB); `make demo` gives it less.
_BUFFERS_OF_MANY = 128


def prepared(
    database: str,
    *,
    keep: bool = False,
    source: str = "",
    settings: dict[str, str] | None = None,
    buffers_mb: int = _BUFFERS_OF_MANY,
) -> Rehearsal:
    """A rehearsal on a fresh copy of the migrated database with its communes; Django is set up on it.

    Use as a context manager first: ``with prepared("answering") as ground``. The migrated database is
    kept from one run to the next, one per state of the migrations; with ``keep``, the copy too. ``source``:
    a database kept so, copied instead of the migrated one.
    """
    template = _template()
    with Rehearsal(CLUSTER, database="postgres") as keeper:
        existing = _sql(keeper, "SELECT datname FROM pg_database").split()
    if template not in existing:
        making = f"{template}_making"
        with step("migrated database, made once"), Rehearsal(CLUSTER, database=making) as maker:
            maker.manage("migrate", "-v0")
            maker.manage("load_territories", "--apply")
        with Rehearsal(CLUSTER, database="postgres") as keeper:
            for old in existing:  # what earlier migrations left; one left half made was finished just now
                if "base_" in old and old != making:
                    _sql(keeper, f'DROP DATABASE "{old}" WITH (FORCE)')
            _sql(keeper, f'ALTER DATABASE "{making}" RENAME TO "{template}"')
    name = f"{database}_{template}" if keep else database
    return _Copied(name, source or template, keep, settings, buffers_mb)


class _Copied(Rehearsal):
    """A rehearsal whose database is made from the template, again at each start unless kept."""

    def __init__(
        self, database: str, template: str, keep: bool, settings: dict[str, str] | None, buffers_mb: int
    ) -> None:
        super().__init__(CLUSTER, database=database, settings=settings, buffers_mb=buffers_mb)
        self._template, self._keep = template, keep

    def __enter__(self) -> "_Copied":
        self._is_ours = self.cluster.start()
        if not self._keep:
            _sql(self, f'DROP DATABASE IF EXISTS "{self.database}" WITH (FORCE)')
        if self.database not in _sql(self, "SELECT datname FROM pg_database").split():
            _sql(self, f'CREATE DATABASE "{self.database}" TEMPLATE "{self._template}"')
        os.environ.update(self.environment)
        with step("static files"):  # before Django: it reads their list once
            self.collect_static()
        import django
        from django.db import connection

        django.setup()
        connection.close()
        connection.settings_dict["NAME"] = self.database  # another one than of an earlier rehearsal
        return self


def _template() -> str:
    digest = hashlib.sha256()
    for path in sorted(ROOT.glob("milliard/*/migrations/*.py")):
        digest.update(path.read_bytes())
    digest.update((ROOT / "requirements.lock").read_bytes())
    return f"base_{digest.hexdigest()[:12]}"


def _sql(rehearsal: Rehearsal, statement: str) -> str:
    return rehearsal.cluster._psql(statement)


def quantile(times: Sequence[float], share: float) -> float:
    """The value under which ``share`` of ``times`` stand, in the unit of ``times``."""
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def milliseconds(times: Sequence[float]) -> str:
    """Median, 95th and 99th percentile, for a table."""
    shown = (statistics.median(times), quantile(times, 0.95), quantile(times, 0.99))
    return " / ".join(f"{value * 1000:.1f}" for value in shown) + " ms"


@dataclass
class Table:
    """Lines of a benchmark: what, how much, against what."""

    title: str
    lines: list[tuple[str, str, str]] = field(default_factory=list)

    def add(self, what: str, value: str, against: str = "") -> None:
        self.lines.append((what, value, against))

    def show(self) -> None:
        """Print the machine, its load and the lines."""
        load = os.getloadavg()[0]
        say(f"\n  {self.title}")
        say(f"  {datetime.now(UTC).date().isoformat()}, {_machine()}, load of the last minute {load:.1f}\n")
        widths = [max(len(line[place]) for line in self.lines) for place in (0, 1)]
        for what, value, against in self.lines:
            say(f"  {what:<{widths[0]}}  {value:>{widths[1]}}  {against}".rstrip())
        say()


def _machine() -> str:
    model = "unknown processor"
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        names = [line for line in cpuinfo.read_text().splitlines() if line.startswith("model name")]
        model = names[0].partition(":")[2].strip() if names else model
    return f"{os.cpu_count()} cores of {model}, Python {platform.python_version()}"


def pgbench(rehearsal: Rehearsal, seconds: int, clients: int) -> float:
    """Transactions per second of `pgbench -N` (one durable update and one insert each), same cluster."""
    from bootstrap.postgres import programs_folder

    program = str(programs_folder() / "pgbench")
    address = ["-h", str(rehearsal.cluster.socket_folder), "-U", "postgres", rehearsal.database]
    subprocess.run([program, "-i", "-q", *address], check=True, capture_output=True)
    options = ["-N", "-c", str(clients), "-j", "2", "-T", str(seconds)]
    result = subprocess.run([program, *options, *address], check=True, capture_output=True, text=True)
    line = next(line for line in result.stdout.splitlines() if line.startswith("tps"))
    return float(line.split("=")[1].split()[0])
