"""Starting, waiting for and stopping the processes of a demonstration."""

import ctypes
import os
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from types import FrameType

from bootstrap.console import fail
from bootstrap.paths import LOGS, ROOT

_GRACE_S = 8
_PR_SET_PDEATHSIG = 1


class Processes:
    """Children of ours, each in its own group, stopped in the reverse order of their start."""

    def __init__(self) -> None:
        self._children: list[tuple[str, subprocess.Popen[bytes]]] = []

    def start(self, name: str, command: Sequence[str], env: dict[str, str]) -> None:
        LOGS.mkdir(parents=True, exist_ok=True)
        with (LOGS / f"{name}.log").open("ab") as log:
            child = subprocess.Popen(
                command,
                cwd=ROOT,
                env={**os.environ, **env},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=_end_with_us,
            )
        self._children.append((name, child))

    def wait_until_answers(self, url: str, timeout_s: float = 60) -> None:
        """Return when ``url`` answers 200; stop with a sentence if a child ends or time runs out."""
        deadline = time.monotonic() + timeout_s
        while time.monotonic() < deadline:
            self._fail_if_one_ended()
            try:
                with urllib.request.urlopen(url, timeout=2) as response:  # noqa: S310 (our own loopback)
                    if response.status == 200:
                        return
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        fail(f"The server does not answer at {url}; its own words are in var/log/web.log")

    def wait(self) -> None:
        """Stay until Ctrl-C, another signal to end, or the end of a child."""
        try:
            while True:
                self._fail_if_one_ended()
                time.sleep(0.5)
        except KeyboardInterrupt:
            return

    def stop(self) -> None:
        for _, child in reversed(self._children):
            if child.poll() is None:
                _signal_group(child, signal.SIGTERM)
        deadline = time.monotonic() + _GRACE_S
        for _, child in reversed(self._children):
            try:
                child.wait(timeout=max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                _signal_group(child, signal.SIGKILL)
                child.wait()
        self._children.clear()

    def _fail_if_one_ended(self) -> None:
        for name, child in self._children:
            if child.poll() is not None:
                fail(f"«{name}» stopped by itself; its own words are in var/log/{name}.log")


def _end_with_us() -> None:
    """Ask Linux to end this child if we are killed without a chance to stop it; elsewhere, do nothing."""
    prctl = getattr(ctypes.CDLL(None), "prctl", None)
    if prctl is not None:
        prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)


def interrupt_on_signals() -> None:
    """Make a closed terminal or a termination signal stop everything, as Ctrl-C does.

    What is ignored already stays so: `nohup make demo` outlives its terminal, as was asked.
    """
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _interrupt)


def ignore_signals() -> None:
    """A second Ctrl-C while stopping would leave children behind."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)


def _signal_group(child: subprocess.Popen[bytes], number: signal.Signals) -> None:
    try:
        os.killpg(child.pid, number)
    except ProcessLookupError:
        return


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt
