"""An act that asked «C'est bien vous ?» first, done by the proof itself: nobody chooses a role twice.

What was asked for waits in the session, under a number that stands in the address the proof leads back to.
The page of the proof says it, so that nobody confirms what somebody else left there; a proof asked for
anything else does not carry it out. It is done within the request that gives the proof, which is a POST.
"""

import secrets
import time
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from allauth.account.app_settings import REAUTHENTICATION_TIMEOUT
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from milliard.accounts import reauthentication as proving
from milliard.core.refusals import Refused

_STATE = "accounts_carried"
_NUMBER = "suite"
_PROOFS = frozenset(
    {"account_reauthenticate", "accounts:prove", "mfa_reauthenticate", "mfa_reauthenticate_webauthn"}
)
#: Name of an act -> what does it: (request, what it was asked with) -> the sentence shown afterwards.
Doing = Callable[[HttpRequest, Mapping[str, str]], str]
_ACTS: dict[str, Doing] = {}


def carries(name: str) -> Callable[[Doing], Doing]:
    """Declare an act that a proof may do."""

    def declare(act: Doing) -> Doing:
        _ACTS[name] = act
        return act

    return declare


def do_or_prove(request: HttpRequest, name: str, *, words: str, back: str, **asked: str) -> HttpResponse:
    """Do the act now, or once the person proved who they are; then go to ``back``.

    words: the act as the page of the proof says it, «donner le rôle … à …».
    """
    if proving.has_recent_proof(request):
        return _done(request, name, asked, back)
    number = secrets.token_hex(8)
    request.session[_STATE] = {
        "number": number,
        "name": name,
        "asked": asked,
        "words": words,
        "back": back,
        "at": time.time(),
    }
    after = f"{back}?{urlencode({_NUMBER: number})}"
    return redirect(proving.proof_url(request, back=after))


def waiting_words(request: HttpRequest) -> str:
    """What this proof will do, for its page; empty when it does nothing more."""
    asked = request.POST.get(REDIRECT_FIELD_NAME) or request.GET.get(REDIRECT_FIELD_NAME) or ""
    state = _state_for(request, str(asked))
    return str(state["words"]) if state else ""


def after_proof(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """What a proof answers, once it has done what waited for it."""
    match = request.resolver_match
    if request.method != "POST" or match is None or match.view_name not in _PROOFS:
        return response
    state = _state_for(request, response.headers.get("Location", ""))
    if state is None or not proving.has_recent_proof(request):
        return response
    del request.session[_STATE]
    return _done(request, state["name"], state["asked"], state["back"])


def _state_for(request: HttpRequest, after: str) -> dict[str, Any] | None:
    """What waits, when the address the proof leads to is the one it was asked for."""
    state: dict[str, Any] | None = request.session.get(_STATE)
    if state is None or time.time() - state["at"] > REAUTHENTICATION_TIMEOUT:
        return None
    parts = urlsplit(after)
    is_same = parts.path == state["back"] and parse_qs(parts.query).get(_NUMBER) == [state["number"]]
    return state if is_same and state["name"] in _ACTS else None


def _done(request: HttpRequest, name: str, asked: Mapping[str, str], back: str) -> HttpResponse:
    try:
        messages.success(request, _ACTS[name](request, asked))
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect(back)
