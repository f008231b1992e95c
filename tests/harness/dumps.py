"""A database made by a test, taken to a site of its own that faults may kill."""

import os
import subprocess

from bootstrap.postgres import programs_folder
from bootstrap.rehearsal import Rehearsal


def dump() -> bytes:
    """The present database, by the programs of the wheel."""
    from django.db import connection

    place = connection.settings_dict
    command = [str(programs_folder() / "pg_dump"), "-h", place["HOST"], "-U", place["USER"], "-Fc", "-Z0"]
    environment = {**os.environ, "PGPASSWORD": place["PASSWORD"], "PGPORT": str(place["PORT"] or 5432)}
    return subprocess.run([*command, place["NAME"]], check=True, capture_output=True, env=environment).stdout


def restore(rehearsal: Rehearsal, kept: bytes) -> None:
    address = ["-h", str(rehearsal.cluster.socket_folder), "-U", "postgres", "-d", rehearsal.database]
    command = [str(programs_folder() / "pg_restore"), *address, "--clean", "--if-exists", "--no-owner"]
    subprocess.run(command, input=kept, check=True, capture_output=True)
