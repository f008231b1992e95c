"""`python -m tests.harness.prepare [--quick]`: make databases and static files before the clock of the tests.

Static files are made beside the databases, by a second process: each keeps a core busy. In a folder where no
test was ever read, a third reads them all: pytest rewrites each `assert` of a module once, and every process
of the run would do so at the same moment. The quick run has no need of the country.
"""

import io
import os
import subprocess
import sys
from pathlib import Path

_READ = Path(__file__).resolve().parents[1] / "consistency" / "__pycache__"


def main(only: str = "") -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings_test"
    import django

    django.setup()
    from django.core.management import call_command

    from tests.harness.databases import ensure_template
    from tests.harness.demo_country import ensure_country
    from tests.harness.site import ensure_static

    if only == "static":
        ensure_static()
        return
    call_command("build_fonts", stdout=io.StringIO())  # both need them: made before they part
    beside = [subprocess.Popen([sys.executable, "-m", "tests.harness.prepare", "static"])]
    if not _READ.exists():
        read = [sys.executable, "-m", "pytest", "--collect-only", "-qq"]
        beside.append(subprocess.Popen(read, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
    try:
        ensure_template()
        if only != "--quick":
            ensure_country()
    finally:
        made, *_ = [process.wait() for process in beside]
        if made:
            sys.exit("Static files could not be made.")


if __name__ == "__main__":
    main(*sys.argv[1:])
