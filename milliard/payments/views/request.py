"""What is asked, how far it is paid, and how to pay: the same page from the first day to the last.

It shows no name to strangers: its address is passed on, to a parent who pays, to a printer.
"""

import uuid
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import F, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import NoReverseMatch, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from milliard.core.access import public
from milliard.core.refusals import Refused
from milliard.payments.enums import Hold, RequestState
from milliard.payments.helloasso.client import is_set_up, page_source
from milliard.payments.models import PaymentRequest
from milliard.payments.policies import can_read_payer
from milliard.payments.purposes import purpose_of
from milliard.payments.references import spell


@dataclass(frozen=True, slots=True)
class PartLine:
    """One part of what is asked: «Cotisation», cents."""

    label: str
    amount_cents: int


@public
@never_cache
@require_safe
def request_page(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """What is asked, its state, and every way to pay what is due."""
    return show(request, found(public_id))


@public
@never_cache
@require_safe
def transfer_order(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """An order for the bank, to print and sign."""
    asked = found(public_id)
    return render(request, "payments/transfer_order.html", page_context(request, asked))


def found(public_id: uuid.UUID) -> PaymentRequest:
    return get_object_or_404(PaymentRequest, public_id=public_id)


def show(
    request: HttpRequest, asked: PaymentRequest, *, refusal: Refused | None = None, **more: Any
) -> HttpResponse:
    """The page of a request. ``refusal``: why what was wanted did not happen."""
    context = {**page_context(request, asked), "refusal": refusal.message if refusal else "", **more}
    response = render(request, "payments/request.html", context, status=409 if refusal else 200)
    if is_set_up():
        # The form's answer leads to HelloAsso: browsers hold a redirection to the same rule as the form.
        response._csp_update = {"form-action": [page_source()]}  # type: ignore[attr-defined]
    return response


def page_context(request: HttpRequest, asked: PaymentRequest) -> dict[str, Any]:
    """What the pages of a request show."""
    return {
        "asked": asked,
        "purpose": purpose_of(asked.purpose),
        "parts": [
            PartLine(part.get_kind_display(), part.amount_cents) for part in asked.parts.order_by("kind")
        ],
        "state": asked.state,
        "is_payable": asked.is_payable,
        "held_cents": held_cents(asked),
        "payer_name": asked.payer_name if can_read_payer(request.user, asked) else "",
        "is_online_open": is_set_up(),
        "continue_url": _continue_url(asked),
        "iban": spell(settings.PAYMENT_IBAN.replace(" ", "")),
        "holder": settings.PAYMENT_HOLDER,
        "cheque_address": settings.PAYMENT_CHEQUE_ADDRESS,
    }


def held_cents(asked: PaymentRequest) -> int:
    """Money that came for it and counts for nothing yet: nobody must be led to pay twice."""
    if asked.state == RequestState.PAID:
        return 0
    held = asked.payments.exclude(hold__in=(Hold.NONE, Hold.UNKNOWN_STATE))
    left = Sum(F("amount_cents") - F("allocated_cents") - F("reversed_cents"), default=0)
    cents: int = held.aggregate(left=left)["left"]
    return cents


def _continue_url(asked: PaymentRequest) -> str:
    """Where the payer goes on, in the app that asked; "" when it has no page for it."""
    try:
        return reverse(purpose_of(asked.purpose).return_url_name, args=[asked.public_id])
    except NoReverseMatch:
        return ""
