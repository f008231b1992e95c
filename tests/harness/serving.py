"""What serves pages to the tests: `python -m tests.harness.serving`, which `tests.harness.site` starts.

It loads the site once, then waits. Each line of its standard input asks for a server, or for the end of one.
A server is granian in a copy of this process (fork), on the database and with the settings it was asked for:
it is there in a moment, where loading takes seconds, and remembers nothing of another test. When the input
ends, as it does when the test process dies, every server is killed.
"""

import ctypes
import json
import os
import signal
import sys
import time
import traceback
import urllib.error
import urllib.request
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

_PATIENCE_S = 60
_PR_SET_PDEATHSIG = 1


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.harness.site_settings"
    os.environ.setdefault("LOG_LEVEL", "WARNING")
    from config.server import load_application

    application = load_application()
    running: set[int] = set()
    try:
        for line in sys.stdin:
            order = json.loads(line)
            if "stop" in order:
                _kill(order["stop"])
                running.remove(order["stop"])
                _say({})
                continue
            pid = _start(application, order)
            running.add(pid)
            _say({"pid": pid} if _answers(order["port"], pid) else {"error": "it did not start"})
    finally:
        for pid in running:
            _kill(pid)


def _start(application: Callable[..., Any], order: dict[str, Any]) -> int:
    pid = os.fork()
    if pid:
        return pid
    try:
        os.setsid()
        # Orders and their answers are not for this one.
        os.dup2(os.open(os.devnull, os.O_RDONLY), sys.stdin.fileno())
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
        _serve(application, order)
    finally:
        os._exit(1)


def _serve(application: Callable[..., Any], order: dict[str, Any]) -> None:
    """Serve ``order["database"]`` on ``order["port"]``; what goes wrong is written to ``order["faults"]``."""
    from django.core.signals import got_request_exception
    from django.db import connections
    from django.test import override_settings

    from config.server import serve

    def note(request: Any, **_: Any) -> None:
        with Path(order["faults"]).open("a") as file:
            file.write(f"{request.method} {request.path}\n{traceback.format_exc()}\n")

    _die_with_parent()
    connections.settings["default"]["NAME"] = order["database"]
    override_settings(**order["settings"]).enable()
    got_request_exception.connect(note, weak=False)
    warnings.simplefilter("error")  # as in the tests themselves
    # In granian's worker too, whose parent is granian.
    serve(application, port=order["port"], at_start=_die_with_parent)


def _answers(port: int, pid: int) -> bool:
    """Wait until the server answers; False when it has ended instead."""
    deadline = time.monotonic() + _PATIENCE_S
    while time.monotonic() < deadline and os.waitpid(pid, os.WNOHANG) == (0, 0):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/sante/", timeout=5) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            time.sleep(0.005)
    return False


def _die_with_parent() -> None:
    """Ask Linux to kill this process when the one that made it dies, were it by `kill -9`."""
    prctl = getattr(ctypes.CDLL(None), "prctl", None)
    if prctl is not None:
        prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def _kill(pid: int) -> None:
    """End a server and its worker, whatever they are doing."""
    try:
        os.killpg(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    except (ProcessLookupError, ChildProcessError):
        return


def _say(words: dict[str, Any]) -> None:
    print(json.dumps(words), flush=True)  # noqa: T201 (the test process reads it)


if __name__ == "__main__":
    main()
