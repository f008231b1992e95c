"""Middlewares of the foundation, as functions, in the order of `settings.MIDDLEWARE`."""

import logging
import time
import uuid
from collections.abc import Callable

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from wagtail.log_actions import LogContext

Handler = Callable[[HttpRequest], HttpResponse]
logger = logging.getLogger("milliard.request")

ADMIN_PREFIX = "/gestion/"


def health(get_response: Handler) -> Handler:
    """Answer /sante/ before anything else can fail: 200 when the database answers, else 503."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path != "/sante/":
            return get_response(request)
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
        except Exception:  # noqa: BLE001 (whatever the reason, the answer is the same)
            return JsonResponse({"base": "injoignable"}, status=503)
        return JsonResponse({"base": "ok"})

    return middleware


def request_log(get_response: Handler) -> Handler:
    """One line per request: route name, never the path's values, the address or the person."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.id = uuid.uuid4().hex  # type: ignore[attr-defined]
        started = time.perf_counter()
        response = get_response(request)
        match = request.resolver_match
        logger.info(
            "request",
            extra={
                "id": request.id,  # type: ignore[attr-defined]
                "method": request.method,
                "route": match.view_name if match else None,
                "status": response.status_code,
                "ms": round((time.perf_counter() - started) * 1000, 1),
            },
        )
        return response

    return middleware


def security_headers(get_response: Handler) -> Handler:
    """What Django does not set itself, and Wagtail's own content policy on its own screens."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault(
            "Permissions-Policy",
            "camera=(), geolocation=(), microphone=(), payment=(), usb=(), interest-cohort=()",
        )
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if request.path.startswith(ADMIN_PREFIX):
            response._csp_config = settings.CONTENT_SECURITY_POLICY_FOR_ADMIN  # type: ignore[attr-defined]
        return response

    return middleware


def journal_context(get_response: Handler) -> Handler:
    """Give Wagtail's log one identifier per request, so that the lines of one act stand together."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method in {"GET", "HEAD"}:
            return get_response(request)
        user = request.user if request.user.is_authenticated else None
        with LogContext(user=user):
            return get_response(request)

    return middleware
