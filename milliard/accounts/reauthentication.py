"""«C’est bien vous ?»: before an account's keys change hands, whoever holds the session proves it again.

allauth asks for a password or a second factor again, and lets people who have neither pass. Most of ours have
neither: they prove it by a code sent to their address, or by having signed in a moment ago. A form sent
without proof is not kept and played later, as allauth does: whoever left it there would have it carried out
by the next person's proof. The page is opened afresh instead.
"""

import secrets
import time
from typing import cast
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.account.app_settings import REAUTHENTICATION_TIMEOUT
from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate
from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.http import url_has_allowed_host_and_scheme

from milliard.accounts.emails import PROOF_CODE
from milliard.accounts.models import User
from milliard.core.mail import queue_mail
from milliard.core.rate_limit import Limit, is_once_too_often
from milliard.core.refusals import Refused

#: Names of the addresses that change what opens an account, or close it for good.
GUARDED = frozenset(
    {
        "accounts_staff:invitation_invite",
        "account_change_password",
        "account_email",
        "account_set_password",
        "accounts:account_erase",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_deactivate_totp",
        "mfa_download_recovery_codes",
        "mfa_edit_webauthn",
        "mfa_generate_recovery_codes",
        "mfa_remove_webauthn",
        "mfa_view_recovery_codes",
    }
)
TRIES = 3
_SENDS = Limit("accounts.proof", hits=6, window_s=3_600)
# Counted in the database too: requests sent at the same moment all read the same session.
_GUESSES = Limit("accounts.proof.guess", hits=TRIES * _SENDS.hits, window_s=3_600)
_STATE = "members_proof"


class WrongCode(Refused):
    """Not the code; the person may try again."""

    message = "Ce n’est pas ce code\u00a0: regardez le dernier e-mail reçu."


class CodeIsOver(Refused):
    """No code is waited for any more: too old, tried too often, or used."""

    message = "Ce code ne vaut plus\u00a0: demandez-en un autre."


class TooManyCodes(Refused):
    """Six codes an hour for one account, three tries each."""

    message = "Beaucoup de codes sont déjà partis\u00a0: réessayez dans une heure."


def has_recent_proof(request: HttpRequest) -> bool:
    """Whether who holds the session proved who they are within allauth's delay (five minutes)."""
    if other_ways(request):
        return bool(did_recently_reauthenticate(request))
    since = time.time() - REAUTHENTICATION_TIMEOUT
    return any(record["at"] >= since for record in get_authentication_records(request, _me(request)))


def other_ways(request: HttpRequest) -> list[str]:
    """Addresses of allauth's own pages that take this person's password or second factor."""
    return [way["url"] for way in get_adapter().get_reauthentication_methods(request.user)]


def proof_url(request: HttpRequest, *, back: str = "") -> str:
    """Where to prove it, then come back by a plain visit: to ``back``, or to the same page."""
    back = back or (request.get_full_path() if request.method in {"GET", "HEAD"} else request.path)
    return f"{page_of_proof(request)}?{urlencode({REDIRECT_FIELD_NAME: back})}"


def page_of_proof(request: HttpRequest) -> str:
    """allauth's page for those who have a password or a second factor, ours for the others."""
    return (other_ways(request) or [reverse("accounts:prove")])[0]


def url_after(request: HttpRequest) -> str:
    """The page the person came from, on this site only."""
    asked = str(request.POST.get(REDIRECT_FIELD_NAME) or request.GET.get(REDIRECT_FIELD_NAME) or "")
    is_ours = url_has_allowed_host_and_scheme(
        asked, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return asked if is_ours else reverse("accounts:account")


def send_code(request: HttpRequest) -> None:
    """Mail a code to the person's own address; the session keeps its keyed hash. Raises `TooManyCodes`."""
    user = _me(request)
    if is_once_too_often(str(user.pk), _SENDS):
        raise TooManyCodes
    code = f"{secrets.randbelow(1_000_000):06d}"
    queue_mail(PROOF_CODE, to=user.email, context={"code": code})
    request.session[_STATE] = {"hash": _hash(user, code), "at": time.time(), "tries": 0}


def is_waiting(request: HttpRequest) -> bool:
    """Whether a code was sent and can still be typed."""
    state = request.session.get(_STATE)
    return state is not None and time.time() - state["at"] <= settings.CODE_FOR_S


def check_code(request: HttpRequest, typed: str) -> None:
    """Take the proof. Raises `WrongCode`, `CodeIsOver`, `TooManyCodes`."""
    state = request.session.pop(_STATE, None)
    if state is None or time.time() - state["at"] > settings.CODE_FOR_S:
        raise CodeIsOver
    user = _me(request)
    if is_once_too_often(str(user.pk), _GUESSES):
        raise TooManyCodes
    if not constant_time_compare(state["hash"], _hash(user, "".join(typed.split()))):
        if state["tries"] + 1 >= TRIES:
            raise CodeIsOver
        request.session[_STATE] = {**state, "tries": state["tries"] + 1}
        raise WrongCode
    record_authentication(request, user, method="code", reauthenticated=True)


def _hash(user: User, code: str) -> str:
    return salted_hmac("accounts.proof", f"{user.pk}|{code}", algorithm="sha256").hexdigest()


def _me(request: HttpRequest) -> User:
    return cast(User, request.user)
