"""The bound the answering benchmark is held against: the least an HTTP server can do with PostgreSQL.

`/select` runs one `SELECT 1`; `/insert` writes one row and commits it durably. No framework, no template,
no check: what remains of the machine's time is what a platform may spend. Served like the site itself.
"""

import os
import threading
from collections.abc import Callable, Iterable
from typing import Any

import psycopg

_local = threading.local()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """The WSGI entry point; one connection per thread of the server."""
    path = environ["PATH_INFO"]
    if path == "/insert":
        body = environ["wsgi.input"].read()
        _connection().execute("INSERT INTO bare (body) VALUES (%s)", [body.decode()])
    else:
        _connection().execute("SELECT 1").fetchone()
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "2")])
    return [b"ok"]


def _connection() -> psycopg.Connection[Any]:
    if not hasattr(_local, "connection"):
        _local.connection = psycopg.connect(os.environ["DATABASE_URL"], autocommit=True)
    connection: psycopg.Connection[Any] = _local.connection
    return connection
