"""What keeps the web's workers alive, and loads nothing: 5 MB, where a process that loaded the site holds 30.

A loader (`config.server --hand-over`) loads the site, makes the workers by fork and ends; Linux gives its
workers to this process, which asked to be given such orphans. Workers so made share what was loaded, and
nobody else holds it. When one ends by itself, or on SIGHUP, a new loader makes a new set, and the old one is
asked to end once the new one listens: every set shares one loading, and the port is never left alone.
"""

import ctypes
import os
import signal
import sys
import time
from collections.abc import Iterator, Sequence

_PR_SET_CHILD_SUBREAPER = 36
_SIGNALS = {signal.SIGCHLD, signal.SIGHUP, signal.SIGINT, signal.SIGTERM}
#: Between a new set of workers and the end of the old one: the time to listen.
_OVERLAP_S = 1.0
#: Between two loaders, so that what ends at once does not start without rest.
_REST_S = 2.0


class Supervisor:
    """The processes of one web server.

    loader: the command that makes the workers, but for ``--hand-over``.
    kill_timeout: seconds a worker may take to end before it is killed, without limit if None.
    """

    def __init__(self, loader: Sequence[str], *, kill_timeout: float | None) -> None:
        self._command, self._kill_timeout = list(loader), kill_timeout
        self._loader, self._started, self._told = 0, -_REST_S, -1
        self._workers: set[int] = set()
        #: Of the set before, asked to end; those still there at the deadline are killed.
        self._old: set[int] = set()
        self._deadline = float("inf")
        #: Ended before the loader has said which are ours.
        self._unknown: set[int] = set()
        self._is_short = False

    def run(self) -> int:
        """Serve until told to stop; the status to end with."""
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
        signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
        self._load()
        while self._workers or self._loader:
            told = signal.sigtimedwait(_SIGNALS, 0.5 if self._old else 60)
            number = told.si_signo if told else 0
            if number in {signal.SIGINT, signal.SIGTERM}:
                self._stop()
                return 0
            self._reap()
            if self._is_short or number == signal.SIGHUP:
                self._load()
            if time.monotonic() > self._deadline:
                _signal(self._old, signal.SIGKILL)
        return 1

    def _load(self) -> None:
        """Start a loader, unless one is at work."""
        if self._loader:
            return
        time.sleep(max(0.0, self._started + _REST_S - time.monotonic()))
        self._started = time.monotonic()
        self._unknown.clear()
        self._told, end = os.pipe()
        os.set_blocking(self._told, False)
        os.set_inheritable(end, True)
        command = [*self._command, "--hand-over", str(end)]
        self._loader = os.posix_spawn(command[0], command, os.environ, setsigmask=())
        os.close(end)

    def _reap(self) -> None:
        """Take note of every process that ended."""
        for pid, status in _ended():
            if pid == self._loader:
                self._take_over()
            elif pid in self._workers:
                _say(f"worker {pid} ended by itself ({_in_words(status)}); a new set is made")
                self._workers.remove(pid)
                self._is_short = True
            elif pid in self._old:
                self._old.remove(pid)
            else:
                self._unknown.add(pid)

    def _take_over(self) -> None:
        """The loader ended: its workers are ours; without any, it failed and has said why."""
        try:
            made = {int(pid) for pid in os.read(self._told, 4096).split()}
        except BlockingIOError:
            made = set()
        os.close(self._told)
        self._loader = 0
        if not made:
            _say("the site could not be loaded")
            return
        if self._workers:
            time.sleep(_OVERLAP_S)
        self._old |= self._workers
        self._workers = made - self._unknown
        self._is_short = len(self._workers) < len(made)
        _signal(self._old, signal.SIGTERM)
        self._deadline = time.monotonic() + (self._kill_timeout or float("inf"))

    def _stop(self) -> None:
        """End every process: those of a set that is just being made, too."""
        asked: set[int] = set()
        deadline = time.monotonic() + (self._kill_timeout or float("inf"))
        while present := _children():
            _signal(present - asked, signal.SIGTERM)
            asked |= present
            if time.monotonic() > deadline:
                _signal(present, signal.SIGKILL)
            signal.sigtimedwait({signal.SIGCHLD}, 0.2)
            list(_ended())


def _ended() -> Iterator[tuple[int, int]]:
    """(process, status) of each child that ended since."""
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if not pid:
            return
        yield pid, status


def _children() -> set[int]:
    """Every process that is ours now."""
    with open(f"/proc/self/task/{os.getpid()}/children") as file:
        return {int(pid) for pid in file.read().split()}


def main() -> int:
    """``supervisor.py KILL_TIMEOUT COMMAND…``; an empty timeout is none."""
    timeout, *loader = sys.argv[1:]
    return Supervisor(loader, kill_timeout=float(timeout) if timeout else None).run()


def _signal(pids: set[int], number: signal.Signals) -> None:
    for pid in pids:
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            continue


def _in_words(status: int) -> str:
    code = os.waitstatus_to_exitcode(status)
    return f"signal {-code}" if code < 0 else f"status {code}"


def _say(words: str) -> None:
    sys.stderr.write(f"config.supervisor: {words}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
