"""The virtual environment, the locked Python packages, the front-end packages and the fonts."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from bootstrap.console import fail, step
from bootstrap.paths import BIN, LOGS, PYTHON, ROOT, STAMPS, VENV

MINIMUM = (3, 11)


def ensure_environment(*, development: bool) -> None:
    """Install what the locks name; what is already as they say is left alone."""
    if sys.version_info < MINIMUM:
        fail(f"Python {MINIMUM[0]}.{MINIMUM[1]} or newer is needed; this is {sys.version.split()[0]}.")
    _ensure_venv()
    lock = ROOT / ("requirements-dev.lock" if development else "requirements.lock")
    # The development lock holds all of the other: going back to `make demo` removes nothing.
    satisfied = _is_stamped("python", ROOT / "requirements-dev.lock") or _is_stamped("python", lock)
    if not satisfied or (development and not _is_stamped("python", lock)):
        with step("Python packages, as locked"):
            _run(BIN / "pip", "install", "-q", "--require-hashes", "-r", ROOT / "bootstrap/requirements.lock")
            _run(BIN / "uv", "pip", "sync", "-q", "--require-hashes", "--python", PYTHON, lock)
        _stamp("python", lock)
    package_lock = ROOT / "package-lock.json"
    if not _is_stamped("node", package_lock) or not (ROOT / "node_modules").is_dir():
        with step("front-end packages, as locked"):
            _run(BIN / "npm", "ci", "--ignore-scripts", "--silent")
        _stamp("node", package_lock)


def django(*arguments: str, env: dict[str, str], quiet: bool = False) -> None:
    """Run a management command, its words shown unless ``quiet``."""
    _run(PYTHON, ROOT / "manage.py", *arguments, env=env, quiet=quiet)


def run_quietly(program: Path, *arguments: str | Path) -> None:
    """Run to the end, its words in var/log/, shown only if it fails."""
    _run(program, *arguments)


def _ensure_venv() -> None:
    if PYTHON.exists():
        return
    with step("virtual environment"):
        result = subprocess.run(
            [sys.executable, "-m", "venv", str(VENV)], capture_output=True, text=True, check=False
        )
        if result.returncode:
            # Debian ships Python without `ensurepip`: the environment would have no pip.
            shutil.rmtree(VENV, ignore_errors=True)
            fail(
                "Python could not make a virtual environment. On Debian or Ubuntu: "
                "apt-get install python3-venv, then try again."
            )


def _stamp(name: str, *sources: Path) -> None:
    STAMPS.mkdir(parents=True, exist_ok=True)
    (STAMPS / name).write_text(_digest(*sources))


def _is_stamped(name: str, *sources: Path) -> bool:
    stamp = STAMPS / name
    return stamp.exists() and stamp.read_text() == _digest(*sources)


def _digest(*sources: Path) -> str:
    digest = hashlib.sha256(sys.version.encode())
    for source in sources:
        digest.update(source.name.encode())
        digest.update(source.read_bytes())
    return digest.hexdigest()


def _run(
    program: Path, *arguments: str | Path, env: dict[str, str] | None = None, quiet: bool = True
) -> None:
    """Run to the end; on failure show what the program said and where the whole of it is."""
    LOGS.mkdir(parents=True, exist_ok=True)
    command = [str(program), *map(str, arguments)]
    path = f"{BIN}{os.pathsep}{os.environ.get('PATH', '/usr/bin:/bin')}"
    whole = {**os.environ, **(env or {}), "PATH": path, "UV_NO_CONFIG": "1"}
    log = LOGS / f"{program.name}.log"
    with log.open("w") as output:
        result = subprocess.run(
            command,
            cwd=ROOT,
            env=whole,
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=output if quiet else None,
            stderr=subprocess.STDOUT if quiet else None,
        )
    if result.returncode:
        tail = log.read_text().splitlines()[-15:] if quiet else []
        fail(
            "\n  ".join([*tail, f"«{' '.join(map(str, arguments[:3]))}» failed; see {log.relative_to(ROOT)}"])
        )
