"""Reading a file somebody made, in a process of its own: what it costs is bounded, whatever it holds.

A workbook of 27 kB may unfold into a gigabyte, a list of choices into a minute. The process that reads has
little memory and little time, more for a heavier file; it gives way to the pages being served, and is the
first to go when the machine lacks memory. One file is read at a time.
"""

import os
import pickle
import resource
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from milliard.core.refusals import Refused

Args = ParamSpec("Args")
Result = TypeVar("Result")

_ROOT = Path(__file__).resolve().parents[2]
_ONE_AT_A_TIME = threading.Lock()


class TooCostly(Refused):
    """Reading the file took all the memory or all the time it may take."""

    message = (
        "Ce fichier demande trop de temps ou de mémoire pour être lu. Gardez-en une copie, retirez ce qui ne"
        " sert pas (mise en forme, feuilles et lignes vides), ou partagez-le en plusieurs, puis réessayez."
    )


class TooManyFiles(Refused):
    """Other files are being read."""

    message = "D’autres fichiers sont en train d’être lus. Réessayez dans une minute."


class MachineBusy(Refused):
    """The file's turn of processor did not come: what it costs is not known."""

    message = "La machine est trop occupée pour lire ce fichier. Réessayez dans quelques minutes."


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading may take; ``patience_s``: how long somebody waits for it, whoever else is served."""

    memory_bytes: int
    cpu_s: int
    patience_s: int = 45

    @classmethod
    def of(cls, file_bytes: int) -> "Limits":
        """For a file of this weight: what loading the readers takes, then so much a byte."""
        return cls(400_000_000 + 20 * file_bytes, cpu_s := 15 + file_bytes // 1_000_000, 3 * cpu_s)


def read_apart(reader: Callable[Args, Result], *args: Args.args, **kwargs: Args.kwargs) -> Result:
    """``reader(*args, **kwargs)``, elsewhere. Raises what it raises, `TooCostly`, `TooManyFiles`,
    `MachineBusy`.

    ``reader`` is a function of a module that needs no settings; arguments and result can be pickled. Bytes
    and paths among the arguments are the files, whose weight gives the limits.
    """
    limits = Limits.of(sum(map(_weight, (*args, *kwargs.values()))))
    if not _ONE_AT_A_TIME.acquire(timeout=limits.cpu_s):
        raise TooManyFiles
    try:
        found = _ask(pickle.dumps((limits, reader, args, kwargs)), limits.patience_s)
    finally:
        _ONE_AT_A_TIME.release()
    if isinstance(found, Exception):
        raise TooCostly if isinstance(found, MemoryError) else found
    result: Result = found
    return result


def _weight(given: object) -> int:
    if isinstance(given, Path):
        return given.stat().st_size if given.is_file() else 0
    return len(given) if isinstance(given, bytes) else 0


def _ask(question: bytes, patience_s: int) -> Any:
    """The answer of the process, or the exception it met."""
    command = [sys.executable, "-m", __name__]
    # Mathematics in threads would reserve memory for each.
    environment = {"OPENBLAS_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run(  # noqa: S603 (our own module, no argument from outside)
            command,
            input=question,
            capture_output=True,
            timeout=patience_s,
            cwd=_ROOT,
            env=environment,
            check=True,
        )
    except subprocess.TimeoutExpired as error:  # of its own time, the system would have ended it
        raise MachineBusy from error
    except subprocess.CalledProcessError as error:
        if error.returncode < 0 or b"MemoryError" in error.stderr:
            raise TooCostly from error
        raise RuntimeError(error.stderr.decode(errors="replace")) from error
    return pickle.loads(done.stdout)  # noqa: S301 (written by `main`, never by the file)


def main() -> None:
    """In the process: read the question, answer it on standard output."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a library prints is no answer
    Path("/proc/self/oom_score_adj").write_text("1000")
    os.nice(10)
    limits, reader, args, kwargs = pickle.load(sys.stdin.buffer)  # noqa: S301 (written by `read_apart`)
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu_s, limits.cpu_s))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    found: object
    try:
        found = reader(*args, **kwargs)
    except Exception as error:  # noqa: BLE001 (raised again where it was asked)
        found = error
    with answers:
        pickle.dump(found, answers)


if __name__ == "__main__":
    main()
