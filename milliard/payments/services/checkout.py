"""Opening a page of payment at HelloAsso for a request: one at a time, whatever is clicked how often."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from milliard.accounts.policies import Person
from milliard.core.access import authorize
from milliard.core.refusals import Refused
from milliard.payments import tasks
from milliard.payments.enums import PartKind, RequestState
from milliard.payments.helloasso.client import (
    ProviderAway,
    ProviderRefused,
    client,
    is_its_page,
    is_set_up,
)
from milliard.payments.helloasso.signing import mark
from milliard.payments.models import Checkout, PaymentRequest
from milliard.payments.policies import can_pay, can_read_payer
from milliard.payments.purposes import purpose_of
from milliard.payments.services.requests import RequestClosed, received_by_part

#: Of PostgreSQL's advisory locks: one page at a time for a request.
_LOCK = 7_301
#: HelloAsso's page lives fifteen minutes; one that is about to close is no longer handed out.
_LIVES = dt.timedelta(minutes=15)
_MARGIN = dt.timedelta(minutes=1)


class CardPaymentsClosed(Refused):
    """This installation has no account at HelloAsso."""

    message = "Le paiement en ligne n’est pas ouvert ici. Choisissez un autre moyen de payer."


class PaymentUnderWay(Refused):
    """A debit waits for the bank's answer: paying again would pay twice."""

    message = "Un paiement est déjà en cours pour cette somme\u00a0: inutile de payer une seconde fois."


class CardPaymentsAway(Refused):
    """HelloAsso does not answer."""

    message = (
        "HelloAsso ne répond pas en ce moment. Rien n’a été débité. Réessayez dans quelques minutes, ou"
        " choisissez un autre moyen de payer."
    )


@transaction.atomic
def open_checkout(*, request: PaymentRequest, by: Person | None = None) -> Checkout:
    """The page where what is due can be paid: the one that is open for it, or a new one.

    Raises
    ------
    CardPaymentsClosed, PaymentUnderWay, RequestClosed, CardPaymentsAway
    """
    authorize(by, can_pay, request)
    if not is_set_up():
        raise CardPaymentsClosed
    # Not the row: whoever counts money of this request must not wait for HelloAsso's answer.
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK, request.pk % 2**31])
    request.refresh_from_db()
    if request.state == RequestState.PENDING:
        raise PaymentUnderWay
    if not request.is_payable:
        raise RequestClosed
    is_prefilled = by is not None and can_read_payer(by, request) and by.pk == request.payer_id
    now = timezone.now()
    alive = request.checkouts.filter(
        expires_at__gt=now + _MARGIN, amount_cents=request.due_cents, is_prefilled=is_prefilled
    )
    return alive.order_by("-pk").first() or _open(request, is_prefilled=is_prefilled, now=now)


def _open(request: PaymentRequest, *, is_prefilled: bool, now: dt.datetime) -> Checkout:
    body = _asked(request)
    more = {"payer": _payer(request)} if is_prefilled else {}
    try:
        try:
            answer = client().create_checkout({**body, **more})
        except ProviderRefused:
            # A name it will not take (one letter, two alike): the person types it there.
            if not more:
                raise
            answer = client().create_checkout(body)
        intent_id, redirect_url = int(answer["id"]), str(answer["redirectUrl"])
    except (ProviderAway, ProviderRefused, KeyError, TypeError, ValueError):
        raise CardPaymentsAway from None
    if not is_its_page(redirect_url):
        raise CardPaymentsAway
    opened = Checkout.objects.create(
        request=request,
        intent_id=intent_id,
        redirect_url=redirect_url,
        amount_cents=request.due_cents,
        expires_at=now + _LIVES,
        is_prefilled=is_prefilled,
    )
    tasks.follow_checkout_soon(opened.pk)
    return opened


def _asked(request: PaymentRequest) -> dict[str, Any]:
    received = received_by_part(request)
    gift = sum(
        part.amount_cents - received.get(part.pk, 0) for part in request.parts.filter(kind=PartKind.GIFT)
    )

    def address(page: str) -> str:
        return f"{settings.SITE_URL}{reverse(f'payments:{page}', args=[request.public_id])}"

    return {
        "totalAmount": request.due_cents,
        "initialAmount": request.due_cents,
        "itemName": f"{purpose_of(request.purpose).label} {request}",
        "containsDonation": gift > 0,
        "backUrl": address("request"),
        "errorUrl": address("not_paid"),
        "returnUrl": address("returned"),
        "metadata": mark(request.public_id, request.purpose),
        "paymentOptions": {"enableSepa": True},
    }


def _payer(request: PaymentRequest) -> dict[str, str]:
    """What we know of who pays; a name is cut at its first space, and theirs to mend on the page."""
    first, _, last = request.payer_name.strip().partition(" ")
    names = {"firstName": first, "lastName": last.strip()} if last.strip() else {}
    return {**names, **({"email": request.payer_email} if request.payer_email else {})}
