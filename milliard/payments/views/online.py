"""Paying at HelloAsso: going there, and coming back, which proves nothing."""

import contextlib
import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from milliard.core.access import public
from milliard.core.rate_limit import Limit, limited
from milliard.core.refusals import Refused
from milliard.payments.helloasso.client import ProviderAway
from milliard.payments.services.checkout import open_checkout
from milliard.payments.services.reading_back import read_request_back
from milliard.payments.views.request import found, held_cents, show

#: Each costs calls to HelloAsso; a hall shares one address.
_LIMIT = Limit("payments.online", hits=300)
#: Seconds before each new look; then the person asks for it.
_LOOK_AGAIN_AFTER_S = (2, 3, 5, 8, 12, 20, 30)


@public
@never_cache
@require_POST
@limited(_LIMIT)
def checkout(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """To HelloAsso's page, after a look at whether an earlier one was paid meanwhile."""
    asked = found(public_id)
    with contextlib.suppress(ProviderAway):
        read_request_back(request=asked)
    try:
        opened = open_checkout(request=asked, by=request.user)
    except Refused as refusal:
        asked.refresh_from_db()
        return show(request, asked, refusal=refusal)
    response = redirect(opened.redirect_url)
    response.status_code = 303
    return response


@public
@never_cache
@require_safe
def returned(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Back from HelloAsso: what our books say, and until they do, that we look.

    The page looks again by itself, less and less often: a header does it, without JavaScript.
    """
    asked = found(public_id)
    is_unknown = asked.is_payable and not held_cents(asked)
    looks = request.GET.get("regard", "")
    look = int(looks) if looks.isdecimal() and len(looks) < 3 else 0
    waits = is_unknown and look < len(_LOOK_AGAIN_AFTER_S)
    response = show(request, asked, is_back=is_unknown, looks_again=waits)
    if waits:
        response.headers["Refresh"] = f"{_LOOK_AGAIN_AFTER_S[look]}; url={request.path}?regard={look + 1}"
    return response


@public
@never_cache
@require_safe
def not_paid(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """HelloAsso or the bank said no."""
    return show(request, found(public_id), has_failed=True)


@public
@never_cache
@require_POST
@limited(_LIMIT)
def check(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Ask HelloAsso now."""
    with contextlib.suppress(ProviderAway):
        read_request_back(request=found(public_id))
    return redirect("payments:returned", public_id)
