"""Counting requests per address, or mails per recipient, without keeping the address.

The key is an HMAC of the address (or of what else is counted) and the day with the secret key: it cannot be
turned back, changes every day and stands in a table no answer refers to. The table is unlogged (a crash
empties it) and shared by every worker on every machine. Method: fixed windows, one atomic upsert per request.
"""

import ipaddress
from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.crypto import salted_hmac

from milliard.core.prepared import planned_cursor

View = Callable[..., HttpResponse]
_EVERY_METHOD = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})

_COUNT = """
INSERT INTO core_rate_limit (key, hits, expires_at)
VALUES (%(key)s, 1, now() + %(window)s * interval '1 second')
ON CONFLICT (key) DO UPDATE SET
    hits = CASE WHEN core_rate_limit.expires_at < now() THEN 1 ELSE core_rate_limit.hits + 1 END,
    expires_at = CASE WHEN core_rate_limit.expires_at < now()
        THEN excluded.expires_at ELSE core_rate_limit.expires_at END
RETURNING hits
"""


@dataclass(frozen=True, slots=True)
class Limit:
    """At most ``hits`` requests per ``window_s`` seconds, per `client_network` and ``name``.

    The key changes at midnight: a window of a day counts a day of the calendar.
    """

    name: str
    hits: int
    window_s: int = 600


def is_exceeded(request: HttpRequest, limit: Limit) -> bool:
    """Count this request; True when it is one too many."""
    return is_once_too_often(client_network(request), limit)


def is_exceeded_here(request: HttpRequest, limit: Limit) -> bool:
    """The same, counted by this process alone and without a query: for pages that are read, where a count
    in the database would cost more than it saves."""
    counts, key = caches["process"], f"limit:{_key(client_network(request), limit.name).hex()}"
    counts.add(key, 0, limit.window_s)
    try:
        return bool(counts.incr(key) > limit.hits)
    except ValueError:  # culled meanwhile
        return False


def is_once_too_often(subject: str, limit: Limit) -> bool:
    """Count once more for ``subject`` (a mail address, a row's number); True when it is one too many.

    In the caller's transaction: what is rolled back was not counted.
    """
    with planned_cursor() as cursor:
        cursor.execute(_COUNT, {"key": _key(subject, limit.name), "window": limit.window_s})
        (hits,) = cursor.fetchone()
    return bool(hits > limit.hits)


def limited(limit: Limit, *, methods: Collection[str] = _EVERY_METHOD) -> Callable[[View], View]:
    """Decorate a view: one request too many from an address gets the 429 page instead."""

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method in methods and is_exceeded(request, limit):
                return too_many_requests(request, limit)
            return view(request, *args, **kwargs)

        return wrapper

    return decorate


def too_many_requests(request: HttpRequest, limit: Limit) -> HttpResponse:
    """The 429 page; says in a header when to come back."""
    response = render(request, "429.html", status=429)
    response.headers["Retry-After"] = str(limit.window_s)
    response.headers["Cache-Control"] = "no-store"
    return response


def forget_expired() -> int:
    """Delete the windows that are over; returns how many. Run by the daily command."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM core_rate_limit WHERE expires_at < now()")
        return int(cursor.rowcount)


def client_address(request: HttpRequest) -> str:
    """The address as our own proxies saw it: a client cannot forge what they append."""
    proxies = settings.TRUSTED_PROXIES
    forwarded = [
        part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()
    ]
    if proxies and len(forwarded) >= proxies:
        return forwarded[-proxies]
    return str(request.META.get("REMOTE_ADDR", ""))


def client_network(request: HttpRequest) -> str:
    """What is counted as one client: an IPv4 address, or an IPv6 network of 64 bits.

    The smallest household or server has such a network: 2**64 addresses to spend.
    """
    address = client_address(request)
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv4Address):
        return address
    if parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.ip_network((int(parsed), 64), strict=False))


def _key(subject: str, name: str) -> bytes:
    message = f"{timezone.localdate().isoformat()}|{name}|{subject}"
    return salted_hmac("core.rate_limit", message, algorithm="sha256").digest()
