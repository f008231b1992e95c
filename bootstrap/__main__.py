"""`python3 -m bootstrap COMMAND`: called by the Makefile, where each command is described."""

import os
import sys

from bootstrap import demo, tests
from bootstrap.environment import ensure_environment, lock
from bootstrap.postgres import DEMO, TESTS


def main(arguments: list[str]) -> int:
    # Compiled files are kept: without them every process reads all of Django and Wagtail as text again.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    match arguments:
        case ["setup"]:
            ensure_environment(development=True)
        case ["demo"]:
            demo.run()
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
            DEMO.stop()
            TESTS.stop()
        case _:
            print(__doc__)
            return 2
    return 0


if __name__ == "__main__":
    try:
        raise SystemExit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        print("\n  Stopped. The same command goes on from here.")
        raise SystemExit(130) from None
