"""What is asked: a request, its parts, and its state, which only the money received decides."""

import datetime as dt
from collections.abc import Collection, Mapping

from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.utils import timezone

from milliard.accounts.models import User
from milliard.core.refusals import Refused
from milliard.payments.enums import PartKind, PaymentState, RequestState
from milliard.payments.models import Allocation, Payment, PaymentRequest, RequestPart
from milliard.payments.purposes import purpose_of
from milliard.payments.references import draw_reference
from milliard.payments.signals import RequestChange, requests_changed


class RequestClosed(Refused):
    """The request is paid or cancelled."""

    message = "Cette demande est déjà payée ou annulée."


@transaction.atomic(savepoint=False)
def open_request(
    *,
    purpose: str,
    parts: Mapping[PartKind, int],
    payer_name: str = "",
    payer_email: str = "",
    payer: User | None = None,
) -> PaymentRequest:
    """Ask for an amount, split by part (cents, above zero). The caller has asked its own policy."""
    declared = purpose_of(purpose)
    if not parts or not set(parts) <= set(declared.parts):
        raise ValueError(f"{purpose}: {sorted(parts)}")
    request = PaymentRequest(
        purpose=purpose,
        payer=payer,
        payer_name=payer_name,
        payer_email=payer_email,
        amount_cents=sum(parts.values()),
        asked_on=timezone.localdate(),
    )
    _save_with_reference(request)
    RequestPart.objects.bulk_create(
        RequestPart(request=request, kind=kind, amount_cents=parts[kind])
        for kind in declared.parts
        if kind in parts
    )
    return request


def _save_with_reference(request: PaymentRequest) -> None:
    while True:
        request.reference = draw_reference()
        request.clean_fields(exclude={"payer"})  # who pays was just read; the database holds the rest
        try:
            with transaction.atomic():
                request.save()
        except IntegrityError:
            if not PaymentRequest.objects.filter(reference=request.reference).exists():
                raise
        else:
            return


@transaction.atomic
def cancel_request(*, request: PaymentRequest) -> PaymentRequest:
    """Nothing more is asked. Money that was received stays; raises `RequestClosed` when all of it was.

    The caller has asked its own policy.
    """
    request = PaymentRequest.objects.select_for_update().get(pk=request.pk)
    if request.state == RequestState.CANCELLED:
        return request
    if request.state == RequestState.PAID:
        raise RequestClosed
    change_state(request, RequestState.CANCELLED)
    return request


def lock_requests(numbers: Collection[int]) -> list[PaymentRequest]:
    return list(PaymentRequest.objects.select_for_update().filter(pk__any=numbers).order_by("pk"))


def received_by_part(request: PaymentRequest) -> dict[int, int]:
    rows = Allocation.objects.filter(part__request=request).values_list("part")
    return dict(rows.annotate(cents=Sum("amount_cents")))


def refresh_request(request: PaymentRequest) -> None:
    """Count again what a locked request received, and tell whoever listens when that changes anything."""
    received = sum(received_by_part(request).values())
    was_cents, request.received_cents = request.received_cents, received
    if request.state == RequestState.CANCELLED and not received:
        state = RequestState.CANCELLED
    elif received == request.amount_cents:
        state = RequestState.PAID
    elif request.payments.filter(state=PaymentState.PENDING).exists():
        state = RequestState.PENDING
    elif received:
        state = RequestState.PARTLY_PAID
    elif was_cents or request.state == RequestState.REVERSED:
        state = RequestState.REVERSED
    else:
        state = RequestState.OPEN
    if state != request.state or received != was_cents:
        change_state(request, state)


def change_state(request: PaymentRequest, state: RequestState) -> None:
    was = RequestState(request.state)
    request.state = state
    if state == RequestState.PAID:
        request.settled_on = request.settled_on if was == RequestState.PAID else _last_received_on(request)
    elif state != RequestState.CANCELLED:
        request.settled_on = None
    request.save()
    requests_changed.send(PaymentRequest, changes=[_change(request, was)])


def unchanged(request: PaymentRequest) -> RequestChange:
    """A request to be told of again as it is."""
    return _change(request, RequestState(request.state))


def _change(request: PaymentRequest, was: RequestState) -> RequestChange:
    state = RequestState(request.state)
    return RequestChange(request.pk, request.purpose, request.received_cents, state, was)


def _last_received_on(request: PaymentRequest) -> dt.date:
    dates = Payment.objects.filter(allocations__part__request=request).order_by("-received_on")
    return dates.values_list("received_on", flat=True)[0]
