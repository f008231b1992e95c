"""Around accounts: no page kept by a browser, a second factor for staff, a fresh proof before keys change."""

import time
from collections.abc import Callable
from typing import Any

from allauth.account.internal.flows.reauthentication import STATE_SESSION_KEY
from allauth.core.exceptions import ReauthenticationRequired
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.cache import add_never_cache_headers

from milliard.accounts import carried
from milliard.accounts import reauthentication as proving
from milliard.core.screens import ADMIN_PREFIX

Handler = Callable[[HttpRequest], HttpResponse]
SIGNED_IN_AT = "members_signed_in_at"
# Where a person without a second factor may still go: to sign in or out, to set it up, to static files.
_ACCOUNT_PREFIXES = ("/compte/", "/mon-compte/")
_OPEN_PREFIXES = (*_ACCOUNT_PREFIXES, "/static/")


def account_not_kept(get_response: Handler) -> Handler:
    """Have browsers keep no page of an account: the next person at a shared computer presses «back».

    By address and not view by view: most of these pages are allauth's, which says it of a few only.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.path.startswith(_ACCOUNT_PREFIXES):
            add_never_cache_headers(response)
        return response

    return middleware


def staff_second_factor(get_response: Handler) -> Handler:
    """Keep the roles of staff without a second factor asleep; end their session after a day of work.

    The site stays open to them as to anybody; the back office sends them to the page that sets one up.

    Where signing in is needed, who is signed out here is asked to sign in and comes back.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if not _is_staff(request):
            return get_response(request)
        if time.time() - request.session.get(SIGNED_IN_AT, 0) > settings.STAFF_SESSION_AGE:
            logout(request)
        elif not request.path.startswith(_OPEN_PREFIXES) and not is_mfa_enabled(request.user):
            if request.path.startswith(ADMIN_PREFIX):
                return redirect("mfa_index")
            request.user.put_roles_to_sleep()  # type: ignore[union-attr]
        return get_response(request)

    return middleware


def note_sign_in(request: HttpRequest, **kwargs: Any) -> None:
    """Receiver of ``user_logged_in``: the session says since when it is open."""
    request.session[SIGNED_IN_AT] = int(time.time())


def _is_staff(request: HttpRequest) -> bool:
    has_session = settings.SESSION_COOKIE_NAME in request.COOKIES
    return has_session and request.user.is_authenticated and request.user.needs_second_factor


class RecentProof:
    """Ask «C’est bien vous ?» before the pages of ``proving.GUARDED``, whatever the method.

    After allauth's own middleware: its exception of the same meaning is answered here first, so that no form
    is ever kept to be played after the proof.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return carried.after_proof(request, self.get_response(request))

    def process_view(self, request: HttpRequest, *view: Any) -> HttpResponse | None:
        match = request.resolver_match
        if match is None or match.view_name not in proving.GUARDED or not request.user.is_authenticated:
            return None
        return None if proving.has_recent_proof(request) else redirect(proving.proof_url(request))

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, ReauthenticationRequired) or not request.user.is_authenticated:
            return None
        request.session.pop(STATE_SESSION_KEY, None)
        return redirect(proving.proof_url(request))
