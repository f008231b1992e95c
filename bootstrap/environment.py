"""The virtual environment, the locked Python packages, the front-end packages and the fonts."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from bootstrap.console import fail, step
from bootstrap.paths import BIN, LOGS, PYTHON, ROOT, STAMPS, VAR, VENV
from bootstrap.registries import advice, trusting

MINIMUM = (3, 11)
_UV = BIN / "uv"
_PINS_OF_UV = ROOT / "bootstrap" / "requirements.lock"
# Inside this folder, so that `make clean` leaves nothing in anybody's home, and an environment made
# again needs no network. uv links its files from there: they take their room once.
_CACHES = {
    "UV_CACHE_DIR": VAR / "cache" / "uv",
    "PIP_CACHE_DIR": VAR / "cache" / "pip",
    "npm_config_cache": VAR / "cache" / "npm",
}


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
            _ensure_uv()
            _run(_UV, "pip", "sync", "-q", "--require-hashes", "--python", PYTHON, lock)
        _stamp("python", lock)
    package_lock = ROOT / "package-lock.json"
    if not _is_stamped("node", package_lock) or not (ROOT / "node_modules").is_dir():
        with step("front-end packages, as locked"):
            _run(BIN / "npm", "ci", "--ignore-scripts", "--loglevel=error")
        _stamp("node", package_lock)


def django(*arguments: str, env: dict[str, str], quiet: bool = False) -> None:
    """Run a management command, its words shown unless ``quiet``."""
    _run(PYTHON, ROOT / "manage.py", *arguments, env=env, quiet=quiet)


def lock() -> None:
    """Choose the versions again, within the bounds of pyproject.toml; hashes, no address."""
    options = (
        "--universal",
        "--generate-hashes",
        "--no-header",
        "--no-annotate",
        "--python-version",
        "3.11",
        "-q",
    )
    compile_ = (BIN / "uv", "pip", "compile", *options, "--upgrade")
    pyproject, runtime = ROOT / "pyproject.toml", ROOT / "requirements.lock"
    with step("versions"):
        _run(*compile_, "--group", "local", pyproject, "-o", runtime)
        _run(*compile_, "--group", "dev", "-c", runtime, pyproject, "-o", ROOT / "requirements-dev.lock")


def run_quietly(program: Path, *arguments: str | Path) -> None:
    """Run to the end, its words in var/log/, shown only if it fails."""
    _run(program, *arguments)


def _ensure_venv() -> None:
    if PYTHON.exists() and _was_made_here():
        return
    # Stamps speak of packages that went with the environment before.
    shutil.rmtree(VENV, ignore_errors=True)
    shutil.rmtree(STAMPS, ignore_errors=True)
    with step("virtual environment"):
        if _make_venv() or (_other_installer() and _make_venv("--without-pip")):
            return
        shutil.rmtree(VENV, ignore_errors=True)
        # Debian ships Python without `ensurepip`: the environment would have no pip.
        fail(
            "Python could not make a virtual environment. On Debian or Ubuntu: "
            "apt-get install python3-venv, then try again."
        )


def _make_venv(*options: str) -> bool:
    """Make the environment, whole or not at all."""
    try:
        command = [sys.executable, "-m", "venv", *options, str(VENV)]
        made = subprocess.run(command, capture_output=True, check=False, stdin=subprocess.DEVNULL)
    except BaseException:
        shutil.rmtree(VENV, ignore_errors=True)
        raise
    return made.returncode == 0


def _was_made_here() -> bool:
    """Whether the programs of the environment still point to this folder: it may have been moved.

    An environment that names no folder was made by another tool, and is trusted.
    """
    try:
        lines = (VENV / "pyvenv.cfg").read_text().splitlines()
    except OSError:
        return False
    command = next((line for line in lines if line.startswith("command = ")), None)
    return command is None or command.endswith(str(VENV))


def _ensure_uv() -> None:
    """Install uv, whose version and hash are pinned, with whatever installer there is."""
    installer = [str(PYTHON), "-m", "pip", "install"] if _has_pip(PYTHON) else _other_installer()
    if not installer:
        fail("The environment has no pip. Remove the folder .venv, then try again.")
    program, *arguments = installer
    _run(Path(program), *arguments, "-q", "--require-hashes", "-r", _PINS_OF_UV)


def _other_installer() -> list[str]:
    """A command of the system that installs into our environment where `ensurepip` is missing, or []."""
    if uv := shutil.which("uv"):
        return [uv, "pip", "install", "--python", str(PYTHON)]
    if _has_pip(Path(sys.executable)):
        return [sys.executable, "-m", "pip", "--python", str(PYTHON), "install"]
    return []


def _has_pip(python: Path) -> bool:
    command = [str(python), "-c", "import pip"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


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
    caches = {name: str(folder) for name, folder in _CACHES.items()}
    whole = {**caches, **trusting(), **os.environ, **(env or {}), "PATH": path, "UV_NO_CONFIG": "1"}
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
        what = " ".join([program.name, *(Path(str(word)).name for word in arguments[:3])])
        where = f"; the whole of it is in {log.relative_to(ROOT)}" if quiet else "; its words are above"
        tail = log.read_text(errors="replace").splitlines()[-15:] if quiet else []
        found = advice(log.read_text(errors="replace")) if quiet else ""
        fail("\n  ".join(filter(None, [*tail, f"«{what}» failed{where}.", found])))
