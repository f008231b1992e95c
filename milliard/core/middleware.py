"""Middlewares of the foundation, in the order of `settings.MIDDLEWARE`."""

import logging
import os
import shutil
import time
import traceback
import uuid
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from csp.constants import HEADER, SELF
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.db import connection
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
    JsonResponse,
)
from django.http.response import HttpResponseBase
from django.shortcuts import resolve_url
from django.template.loader import render_to_string
from django.utils.datastructures import MultiValueDictKeyError
from django.utils.http import url_has_allowed_host_and_scheme
from wagtail.log_actions import LogContext

from milliard.core.refusals import Refused
from milliard.core.screens import ADMIN_PREFIX
from milliard.core.views import bad_request, refused

Handler = Callable[[HttpRequest], HttpResponse]
logger = logging.getLogger("milliard.request")

#: What a handful of attachments take.
_FREE_BYTES = 100_000_000
_NO_NUMBER = "invalid literal for int()"
#: What browsers are told that our pages never use; a page that asks for a place, or a camera, says so itself.
PERMISSIONS = "Permissions-Policy"
_ASKABLE = ("geolocation", "camera", "microphone", "payment", "usb", "interest-cohort")
_NOT_KEPT = {"Cache-Control": "no-store"}


def permissions(*asked: str) -> str:
    """The value of `PERMISSIONS` for a page that may ask the browser for these, itself and on a press only.

    >>> permissions("camera").split(", ")[:3]
    ['geolocation=()', 'camera=(self)', 'microphone=()']
    """
    return ", ".join(f"{name}=({'self' if name in asked else ''})" for name in _ASKABLE)


_NOTHING_ASKED = permissions()


def _is_same_for_everyone(response: HttpResponse) -> bool:
    return "public" in response.headers.get("Cache-Control", "") and not response.cookies


def security_headers(get_response: Handler) -> Handler:
    """What Django does not set itself, and Wagtail's own content policy on its own screens.

    A file its view calls public does not vary by cookie, even when a middleware looked at who asks.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault(PERMISSIONS, _NOTHING_ASKED)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if _is_same_for_everyone(response) and response.headers.get("Vary") == "Cookie":
            del response.headers["Vary"]
        if request.path.startswith(ADMIN_PREFIX):
            response._csp_config = settings.CONTENT_SECURITY_POLICY_FOR_ADMIN  # type: ignore[attr-defined]
        elif getattr(
            request, "is_preview", False
        ):  # set by Wagtail on a request of its own: its editor frames it
            response._csp_replace = {"frame-ancestors": [SELF]}  # type: ignore[attr-defined]
        return response

    return middleware


class ContentPolicy(CSPMiddleware):  # type: ignore[misc]  # no types
    """Its parent, which writes the policy anew for each answer: here once, for all that have no other."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        has_own = any(name.startswith("_csp") for name in (*vars(response), *vars(request)))
        if has_own or settings.DEBUG:
            with_own: HttpResponseBase = super().process_response(request, response)
            return with_own
        response.headers.setdefault(HEADER, self._usual)
        return response

    @cached_property
    def _usual(self) -> str:
        return str(build_policy())


def health(get_response: Handler) -> Handler:
    """Answer /sante/ before anything else can fail: 200 when one can save, else 503 and what is wrong.

    After the middlewares of headers, which read nothing: it is no door with fewer locks than the others.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path != "/sante/":
            return get_response(request)
        found = {"base": _state_of_database(), "fichiers": _state_of_files()}
        status = 200 if set(found.values()) == {"ok"} else 503
        return JsonResponse(found, status=status, headers=_NOT_KEPT)

    return middleware


def _state_of_database() -> str:
    answers = False
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_is_in_recovery()")
            answers = cursor.fetchone() == (False,)
            # Writes a small file beside the data and takes it away: an error on a full disk, no row, no log.
            cursor.execute("SELECT pg_export_snapshot()")
    except Exception:  # noqa: BLE001 (whatever the reason, nothing can be saved)
        return "pleine ou en lecture seule" if answers else "injoignable"
    return "ok" if answers else "en lecture seule"


def _state_of_files() -> str:
    folder = Path(settings.PRIVATE_ROOT)
    there = next(path for path in (folder, *folder.parents) if path.exists())
    if not os.access(there, os.W_OK):
        return "sans droit d’écriture"
    return "ok" if shutil.disk_usage(there).free > _FREE_BYTES else "disque plein"


def nul_is_no_address(get_response: Handler) -> Handler:
    """Answer 404 to an address that holds a NUL: no row has one in its name, and PostgreSQL fails on it.

    Whichever parameter would have carried it, in the path or after «?».
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if "\0" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            raise Http404
        return get_response(request)

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


class SignInRequired(LoginRequiredMiddleware):
    """Closed unless `@public`, like its parent, but asks first whether the view is public.

    Its parent looks at the person first, which reads the session, and a public file would vary by cookie.
    """

    def process_view(
        self, request: HttpRequest, view_func: Callable[..., Any], view_args: Any, view_kwargs: Any
    ) -> HttpResponseBase | None:
        if not getattr(view_func, "login_required", True):
            return None
        return super().process_view(request, view_func, view_args, view_kwargs)

    def handle_no_permission(
        self, request: HttpRequest, view_func: Callable[..., Any]
    ) -> HttpResponseRedirect:
        """Ask to sign in; a form sent too late leads back to its page: its own address shows nothing."""
        back = "" if request.method in {"GET", "HEAD"} else _page_it_came_from(request)
        if not back:
            return super().handle_no_permission(request, view_func)
        return redirect_to_login(back, resolve_url(self.get_login_url(view_func)))


def _page_it_came_from(request: HttpRequest) -> str:
    """Path and query of the page of ours that holds the form; empty when the browser does not say."""
    page = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(page, {request.get_host()}):
        return ""
    parts = urlsplit(page)
    path = urlunsplit(("", "", parts.path, parts.query, ""))
    return path if url_has_allowed_host_and_scheme(path, None) else ""


def method_page(get_response: Handler) -> Handler:
    """Give words to a refused method: Django's answer is empty, and a person sees a blank page.

    People get there by opening again the address a form was sent to, or by signing in after having sent it.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and not response.content:
            response.content = render_to_string("405.html")
        return response

    return middleware


class RefusalPage:
    """Show the sentence of a `Refused` that no view caught; its transaction was rolled back by then."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return refused(request, exception) if isinstance(exception, Refused) else None


class UnreadRequest:
    """Answer 400 where a screen of the team's fails on what no form of it sends: a field left out, no number.

    Those screens are Wagtail's, which trusts its own pages. The log keeps where it failed, as of a 500.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not request.path.startswith(ADMIN_PREFIX) or not _is_about_what_was_sent(exception):
            return None
        logger.warning("request not understood", exc_info=exception, extra={"method": request.method})
        return bad_request(request, exception)


def _is_about_what_was_sent(exception: Exception) -> bool:
    if isinstance(exception, ValueError):
        return str(exception).startswith(_NO_NUMBER) or "expected a number but got" in str(exception)
    frames = [frame.f_code.co_name for frame, _ in traceback.walk_tb(exception.__traceback__)]
    was_cleaning = isinstance(exception, AttributeError) and frames[-3:-1] == ["clean", "to_python"]
    has_no_parent = isinstance(exception, AttributeError) and frames[-1:] == ["set_page_position"]
    return was_cleaning or has_no_parent or isinstance(exception, MultiValueDictKeyError)


def journal_context(get_response: Handler) -> Handler:
    """Give Wagtail's log one identifier per request, so that the lines of one act stand together."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method in {"GET", "HEAD"}:
            return get_response(request)
        user = request.user if request.user.is_authenticated else None
        with LogContext(user=user):
            return get_response(request)

    return middleware
