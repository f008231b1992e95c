"""`python3 -m bootstrap COMMAND`: called by the Makefile, where each command is described."""

import sys

from bootstrap import demo, tests
from bootstrap.environment import ensure_environment
from bootstrap.postgres import DEMO, TESTS


def main(arguments: list[str]) -> int:
    match arguments:
        case ["setup"]:
            ensure_environment(development=True)
        case ["demo"]:
            demo.run()
        case ["test", *rest]:
            return tests.run(rest)
        case ["database"]:
            DEMO.start()
            DEMO.create_database()
            print(DEMO.url())
        case ["stop"]:
            DEMO.stop()
            TESTS.stop()
        case _:
            print(__doc__)
            return 2
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
