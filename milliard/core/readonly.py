"""Reads never write: a GET that inserts, updates or deletes fails. On in tests, see settings_test.

Sessions, the cache and the rate limits are exempt: they are how a read is served, not what it says.
"""

import re
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse

_WRITE = re.compile(
    r"^\s*(INSERT INTO|UPDATE|DELETE FROM|TRUNCATE(?: TABLE)?|MERGE INTO)\s+\"?(\w+)", re.IGNORECASE
)
_EXEMPT_TABLES = frozenset({"django_session", "core_cache", "core_rate_limit", "usersessions_usersession"})
_READ_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
#: Screens of libraries that keep bookkeeping of theirs: Wagtail (last login, editing sessions), allauth (when
#: recovery codes were first seen). And the links of letters, whose only trace is a number.
_EXEMPT_PATHS = ("/gestion/", "/compte/2fa/recovery-codes/", "/lettres/lien/")


class ReadWroteError(AssertionError):
    """A read request wrote to the database."""


def refuse_writes(
    execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]
) -> Any:
    """A Django ``execute_wrapper`` that lets only reads through."""
    match = _WRITE.match(sql)
    if match and match.group(2).lower() not in _EXEMPT_TABLES:
        raise ReadWroteError(f"A read request wrote to {match.group(2)}: {sql[:200]}")
    return execute(sql, params, many, context)


def reads_never_write(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware that wraps read requests in :func:`refuse_writes`."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method not in _READ_METHODS or request.path.startswith(_EXEMPT_PATHS):
            return get_response(request)
        with connection.execute_wrapper(refuse_writes):
            return get_response(request)

    return middleware
