"""`python -m tests.harness.prepare [--quick]`: make databases and static files before the clock of the tests.

Static files are made beside the databases, by a second process: each keeps a core busy.
The quick run has no need of the country.
"""

import io
import os
import subprocess
import sys


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
    beside = subprocess.Popen([sys.executable, "-m", "tests.harness.prepare", "static"])
    try:
        ensure_template()
        if only != "--quick":
            ensure_country()
    finally:
        if beside.wait():
            sys.exit("Static files could not be made.")


if __name__ == "__main__":
    main(*sys.argv[1:])
