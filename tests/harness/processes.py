"""Management commands in processes of their own, on the test's own database: they can be killed."""

import os
import subprocess
import sys
import time

from django.db import connection

from tests.harness.databases import ROOT

_PATIENCE_S = 60


def manage_apart(*command: str, **settings: str) -> "subprocess.Popen[bytes]":
    """Start a command with the settings of a real site; the test ends it."""
    place = connection.settings_dict
    address = f"postgresql://{place['USER']}:{place['PASSWORD']}@/{place['NAME']}?host={place['HOST']}"
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATABASE_URL": address if not place["PORT"] else f"{address}&port={place['PORT']}",
        "SECRET_KEY": "of-a-test-not-a-secret-0123456789-abcdefghijklmnopqrstu",
        "MAIL_ALLOWED": "personne@exemple.invalid",
        **settings,
    }
    return subprocess.Popen([sys.executable, "manage.py", *command], cwd=ROOT, env=environment)


def wait_until_the_server_noticed() -> None:
    """A closed connection keeps its locks until its process in the server has read the end."""
    held = "SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database AND d.datname = %s"
    deadline = time.monotonic() + _PATIENCE_S
    with connection.cursor() as cursor:
        while True:
            cursor.execute(f"{held} WHERE locktype = 'advisory'", [connection.settings_dict["NAME"]])
            if cursor.fetchone()[0] == 0:
                return
            assert time.monotonic() < deadline
            time.sleep(0.02)
