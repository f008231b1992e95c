"""`python3 -m bootstrap COMMAND`: called by the Makefile, where each command is described."""

import os
import sys

from bootstrap import demo, tests
from bootstrap.console import say
from bootstrap.environment import ensure_environment, lock
from bootstrap.postgres import DEMO, running_clusters


def main(arguments: list[str]) -> int:
    # Compiled files are kept: without them every process reads all of Django and Wagtail as text again.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    match arguments:
        case ["setup"]:
            ensure_environment(development=True)
        case ["demo"]:
            demo.run()
        case ["manage", *rest]:
            return demo.manage(rest)
        case ["test", *rest]:
            return tests.run(rest)
        case ["database"]:
            ensure_environment(development=False)
            DEMO.start()
            DEMO.create_database()
            print(DEMO.url())
        case ["lock"]:
            lock()
        case ["stop"]:
            _stop_databases()
        case _:
            print(__doc__)
            return 2
    return 0


def _stop_databases() -> None:
    for cluster in running_clusters():
        cluster.stop()
        say(f"  Stopped: {cluster.name}")


def guarded(arguments: list[str]) -> int:
    """The same, with a sentence instead of a trace when Ctrl-C comes before there is anything to stop."""
    try:
        return main(arguments)
    except KeyboardInterrupt:
        say("\n  Stopped. The same command goes on from here.")
        return 130


if __name__ == "__main__":
    raise SystemExit(guarded(sys.argv[1:]))
