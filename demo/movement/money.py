"""Money that waits for somebody: on its way, contested, too much, an organisation's, pieces to count.

Through the services, as it would have come: a treasurer finds each kind of case once.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby, islice
from typing import Any

from django.db.models import Sum
from django.utils import timezone

from milliard.accounts.models import User
from milliard.payments.enums import HELLOASSO, Hold, Means, PaymentState, ReversalKind
from milliard.payments.models import DepositSlip, Payment, PaymentRequest
from milliard.payments.services.deposits import prepare_slip, receive_at_place
from milliard.payments.services.ledger import Received, record_payment, reverse_payment

PLACE = "Maison inventée de Brest"
#: Pieces received since then are not at the bank yet.
_DEPOSITED_AFTER = dt.timedelta(days=12)


def write_waiting_money(*, today: dt.date, organiser: User, treasurer: User) -> None:
    """Every way money may wait; the requests still open are those of people who began."""
    opened = iter(
        PaymentRequest.objects.filter(dues_request__closed_on=None).exclude(payer_email="").order_by("pk")
    )
    for number, request in enumerate(islice(opened, 9)):
        _say(f"attente-{number}", request, today, means=Means.HELLOASSO_SEPA, state=PaymentState.PENDING)
    for number, request in enumerate(islice(opened, 2)):
        _say(f"refus-{number}", request, today, means=Means.HELLOASSO_SEPA, state=PaymentState.REFUSED)
    _too_much(next(opened), today)
    _of_an_organisation(next(opened), today)
    _say("inconnu", next(opened), today, hold=Hold.UNKNOWN_STATE, external_state="Registered")
    _at_the_place(opened, today, organiser)
    _taken_back(today, treasurer)


def _say(
    name: str,
    request: PaymentRequest | None,
    on: dt.date,
    *,
    means: Means = Means.HELLOASSO_CARD,
    **said: Any,
) -> Payment:
    usual = Received(
        means=means,
        amount_cents=request.amount_cents if request else 2000,
        received_on=on,
        external_id=f"demo-{name}",
        payer_name=request.payer_name if request else "",
    )
    return record_payment(received=replace(usual, **said), request=request)


def _too_much(request: PaymentRequest, today: dt.date) -> None:
    _say("trop", request, today - dt.timedelta(days=3), amount_cents=request.amount_cents + 1000)


def _of_an_organisation(request: PaymentRequest, today: dt.date) -> None:
    """A person asked, their cooperative paid: it is kept aside, and nobody is a member by it."""
    company = "SCOP Inventée du Port"
    _say("organisation", request, today - dt.timedelta(days=9), payer_company=company, payer_name=company)


def _at_the_place(opened: Iterator[PaymentRequest], today: dt.date, organiser: User) -> None:
    """Cheques and cash of an evening: on a slip, waiting for a second person to count."""
    asked = list(islice(opened, 5))
    pieces = [
        receive_at_place(
            means=Means.CHEQUE,
            amount_cents=request.amount_cents,
            received_on=today - dt.timedelta(days=1),
            payer_name=request.payer_name,
            request=request,
            label=f"Chèque {8_000_000 + request.pk}, Banque inventée",
            by=organiser,
        )
        for request in asked
    ]
    prepare_slip(means=Means.CHEQUE, place=PLACE, payments=pieces, by=organiser)
    receive_at_place(
        means=Means.CASH,
        amount_cents=500,
        received_on=today,
        payer_name="Quelqu’un Exemple",
        label="Sans référence, dans la boîte",
        by=organiser,
    )


def _taken_back(today: dt.date, treasurer: User) -> None:
    """Two debits contested by a person's bank and one payment given back, which HelloAsso tells; one written
    by mistake."""
    cases = (
        (Means.HELLOASSO_SEPA, ReversalKind.CONTESTED, 2),
        (Means.HELLOASSO_CARD, ReversalKind.REFUNDED, 1),
        (Means.CASH, ReversalKind.MISRECORDED, 1),
    )
    for means, kind, count in cases:
        settled = Payment.objects.filter(means=means, allocated_cents__gt=0, deposit_slip=None)
        before = settled.filter(
            received_on__range=(today - dt.timedelta(days=60), today - dt.timedelta(days=2))
        )
        for payment in before.order_by("-received_on", "pk")[:count]:
            reverse_payment(
                payment=payment,
                amount_cents=payment.amount_cents,
                kind=kind,
                occurred_on=today - dt.timedelta(days=1),
                by=None if means in HELLOASSO else treasurer,
            )


def write_slips(*, today: dt.date, organiser: User, treasurer: User) -> None:
    """What was received at the place goes to the bank once a month, counted by two."""
    pieces = Payment.objects.filter(
        means__in=(Means.CHEQUE, Means.CASH), received_on__lt=today - _DEPOSITED_AFTER
    ).order_by("received_on", "pk")
    months = [(key, list(of)) for key, of in groupby(pieces, key=lambda one: one.received_on.replace(day=1))]
    for month, of_month in months:
        for means in (Means.CHEQUE, Means.CASH):
            taken = [piece.pk for piece in of_month if piece.means == means]
            if taken:
                _closed_slip(month, means, taken, organiser, treasurer)


def _closed_slip(month: dt.date, means: Means, pieces: list[int], organiser: User, treasurer: User) -> None:
    held = Payment.objects.filter(pk__in=pieces)
    last = max(held.values_list("received_on", flat=True))
    closed_at = timezone.make_aware(dt.datetime.combine(last + dt.timedelta(days=1), dt.time(18)))
    year = month.year
    slip = DepositSlip.objects.create(
        number=f"R{year}-{DepositSlip.objects.filter(number__startswith=f'R{year}-').count() + 1:04d}",
        means=means,
        place=PLACE,
        prepared_by=organiser,
        countersigned_by=treasurer,
        closed_at=closed_at,
        total_cents=held.aggregate(cents=Sum("amount_cents"))["cents"],
    )
    DepositSlip.objects.filter(pk=slip.pk).update(prepared_at=closed_at - dt.timedelta(hours=2))
    held.update(deposit_slip=slip)
