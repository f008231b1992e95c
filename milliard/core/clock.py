"""The one clock of what is decided under locks: the database's."""

import datetime as dt

from django.db import connection


def database_now() -> dt.datetime:
    """The moment, by the clock that all servers share; read after a lock, it follows what the lock saw."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        now: dt.datetime = cursor.fetchone()[0]
    return now
