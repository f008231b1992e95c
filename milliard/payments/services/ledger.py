"""The one place where money is counted: received, shared out, taken back.

Order of locks: requests by number, then payments by number. Whoever needs both takes them in this order.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Sum

from milliard.accounts.models import User
from milliard.core import journal
from milliard.core.access import authorize
from milliard.core.refusals import Refused
from milliard.payments.enums import HELLOASSO, Hold, Means, PartKind, PaymentState, RequestState, ReversalKind
from milliard.payments.models import Allocation, Payment, PaymentRequest, RequestPart, Reversal
from milliard.payments.policies import can_keep_books
from milliard.payments.purposes import purpose_of
from milliard.payments.services.requests import (
    RequestClosed,
    change_state,
    lock_requests,
    received_by_part,
    refresh_request,
)


class MoreThanReceived(Refused):
    """More would be shared out, or taken back, than the payment has."""

    message = "Ce paiement n’a pas tant d’argent disponible."


class SaidByHelloAsso(Refused):
    """What HelloAsso pays back, it tells."""

    message = (
        "Ce paiement est passé par HelloAsso\u00a0: remboursez-le là-bas, la reprise s’écrira ici toute"
        " seule. Il n’y a rien à saisir."
    )


class MoneyOfAnOrganisation(Refused):
    """Only a natural person pays what is asked of one."""

    message = "C’est une organisation qui a payé : son argent ne peut pas compter pour une personne."


class NotSettled(Refused):
    """The money is not here yet."""

    message = "Cet argent n’est pas encore arrivé."


@dataclass(frozen=True, slots=True)
class Received:
    """What a way of paying knows of a payment. ``external_id``: its provider's own name for it."""

    means: Means
    amount_cents: int
    received_on: dt.date
    external_id: str = ""
    external_state: str = ""
    state: PaymentState = PaymentState.SETTLED
    hold: Hold = Hold.NONE
    payer_name: str = ""
    payer_company: str = ""
    label: str = ""


@transaction.atomic
def record_payment(
    *, received: Received, request: PaymentRequest | None = None, by: User | None = None
) -> Payment:
    """Write money that arrived, once whatever says so again, and share it to ``request`` when it may be.

    Said again with another state, the state follows: pending becomes settled or refused. What does not fit
    the request (closed, organisation, more than asked) is kept, held for a person to decide.
    """
    locked = lock_requests([request.pk])[0] if request else None
    payment, is_new = _find_or_create(received, request=locked, by=by)
    if not is_new:
        _follow_state(payment, received)
    untouched = not payment.allocated_cents and not payment.reversed_cents
    if payment.state == PaymentState.SETTLED and locked and untouched:
        share_what_fits(payment, locked, by=by)
    elif payment.state == PaymentState.PENDING and locked and locked.is_payable:
        change_state(locked, RequestState.PENDING)
    elif payment.state == PaymentState.REFUSED and locked:
        refresh_request(locked)
    if payment.state == PaymentState.SETTLED and locked is None and is_new and not payment.hold:
        set_hold(payment, Hold.UNMATCHED)
    return payment


def _find_or_create(
    received: Received, *, request: PaymentRequest | None, by: User | None
) -> tuple[Payment, bool]:
    fields: dict[str, Any] = {
        name: getattr(received, name)
        for name in (
            "amount_cents",
            "received_on",
            "external_state",
            "state",
            "hold",
            "payer_name",
            "payer_company",
            "label",
        )
    }
    fields |= {"recorded_by": by, "meant_for": request}
    if not received.external_id:
        return Payment.objects.create(means=received.means, **fields), True
    payment, is_new = Payment.objects.get_or_create(
        means=received.means, external_id=received.external_id, defaults=fields
    )
    return Payment.objects.select_for_update().get(pk=payment.pk), is_new


def _follow_state(payment: Payment, received: Received) -> None:
    """What was settled goes back by a `Reversal`, never by a state; a debit that was refused may be tried
    again by its bank."""
    told: dict[str, Any] = {"external_state": received.external_state}
    if payment.state != PaymentState.SETTLED and payment.state != received.state:
        told |= {"state": received.state, "received_on": received.received_on}
    if payment.hold == Hold.UNKNOWN_STATE or received.hold == Hold.UNKNOWN_STATE:
        told["hold"] = received.hold
    changed = {name: value for name, value in told.items() if getattr(payment, name) != value}
    if changed:
        for name, value in changed.items():
            setattr(payment, name, value)
        payment.save()


def share_what_fits(payment: Payment, request: PaymentRequest, *, by: User | None) -> None:
    if payment.hold:
        return
    if _is_of_an_organisation(payment, request):
        set_hold(payment, Hold.ORGANISATION)
        return
    if request.state in (RequestState.PAID, RequestState.CANCELLED):
        set_hold(payment, Hold.REQUEST_CLOSED)
        return
    allocate(payment, request, min(payment.unallocated_cents, request.due_cents), by=by)
    if payment.unallocated_cents:
        set_hold(payment, Hold.OVERPAID)


@transaction.atomic
def allocate_payment(
    *, payment: Payment, shares: Sequence[tuple[PaymentRequest, int]], by: User | None
) -> Payment:
    """Share a payment among requests: (request, cents above zero). What is left stays held.

    Raises
    ------
    NotAllowed, NotSettled, MoreThanReceived, RequestClosed, MoneyOfAnOrganisation
    """
    authorize(by, can_keep_books)
    requests = {request.pk: request for request in lock_requests([request.pk for request, _ in shares])}
    payment = Payment.objects.select_for_update().get(pk=payment.pk)
    if payment.state != PaymentState.SETTLED:
        raise NotSettled
    if sum(cents for _, cents in shares) > payment.unallocated_cents:
        raise MoreThanReceived
    for request, cents in shares:
        locked = requests[request.pk]
        if not locked.is_payable and locked.state != RequestState.PENDING:
            raise RequestClosed
        if not 0 < cents <= locked.due_cents:
            raise RequestClosed("Cette demande n’attend pas tant d’argent.")
        allocate(payment, locked, cents, by=by)
    set_hold(payment, Hold.OVERPAID if payment.unallocated_cents else Hold.NONE)
    journal.record("payments.payment.allocated", payment, by=by)
    return payment


def count_payment(*, payment: Payment, request: PaymentRequest, by: User) -> Payment:
    """Count what is left of a payment for a request a person chose, as far as it waits for money.

    Raises
    ------
    NotAllowed, MoneyOfAnOrganisation, NotSettled, MoreThanReceived, RequestClosed
    """
    cents = min(payment.unallocated_cents, request.due_cents)
    return allocate_payment(payment=payment, shares=[(request, cents)], by=by)


@transaction.atomic
def reverse_payment(
    *,
    payment: Payment,
    amount_cents: int,
    kind: ReversalKind,
    occurred_on: dt.date,
    external_id: str = "",
    note: str = "",
    by: User | None = None,
) -> Reversal:
    """Take money back from a payment: what was not shared out first, then gifts, then dues.

    With an ``external_id`` already known, nothing more is written. Without one a person writes it by hand,
    which nobody does for what HelloAsso holds.

    Raises
    ------
    NotAllowed, SaidByHelloAsso, NotSettled, MoreThanReceived
    """
    authorize(by, can_keep_books)
    if not external_id and payment.means in HELLOASSO and by is not None:
        raise SaidByHelloAsso
    shared = Allocation.objects.filter(payment=payment).values_list("part__request", flat=True)
    requests = lock_requests(set(shared))
    payment = Payment.objects.select_for_update().get(pk=payment.pk)
    if external_id and (known := payment.reversals.filter(external_id=external_id).first()):
        return known
    if payment.state != PaymentState.SETTLED:
        raise NotSettled
    if not 0 < amount_cents <= payment.amount_cents - payment.reversed_cents:
        raise MoreThanReceived
    reversal = Reversal(
        payment=payment,
        kind=kind,
        amount_cents=amount_cents,
        occurred_on=occurred_on,
        external_id=external_id,
        note=note,
        recorded_by=by,
    )
    reversal.full_clean()
    reversal.save()
    _take_back(payment, reversal, by=by)
    for request in requests:
        refresh_request(request)
    if by is not None:
        journal.record("payments.payment.reversed", payment, by=by, data={"kind": kind.value})
    return reversal


def _take_back(payment: Payment, reversal: Reversal, *, by: User | None) -> None:
    left = max(0, reversal.amount_cents - payment.unallocated_cents)
    held = (
        payment.allocations.values("part", "part__kind").annotate(cents=Sum("amount_cents")).order_by("part")
    )
    gifts_first = sorted(held, key=lambda row: row["part__kind"] != PartKind.GIFT)
    back = []
    for row in gifts_first:
        cents = min(left, row["cents"])
        if cents > 0:
            back.append(
                Allocation(
                    payment=payment,
                    part_id=row["part"],
                    reversal=reversal,
                    amount_cents=-cents,
                    allocated_by=by,
                )
            )
            left -= cents
    Allocation.objects.bulk_create(back)
    payment.allocated_cents += sum(row.amount_cents for row in back)
    payment.reversed_cents += reversal.amount_cents
    if not payment.unallocated_cents and payment.hold != Hold.UNKNOWN_STATE:
        payment.hold = Hold.NONE
    payment.save()


def allocate(payment: Payment, request: PaymentRequest, cents: int, *, by: User | None) -> None:
    """Fill the parts of a locked request, in their order. Raises `MoneyOfAnOrganisation`."""
    if _is_of_an_organisation(payment, request):
        raise MoneyOfAnOrganisation
    left = cents
    received = received_by_part(request)
    for part in _parts_in_order(request):
        share = min(left, part.amount_cents - received.get(part.pk, 0))
        if share > 0:
            Allocation.objects.create(payment=payment, part=part, amount_cents=share, allocated_by=by)
            left -= share
    payment.allocated_cents += cents - left
    payment.save()
    refresh_request(request)


def _is_of_an_organisation(payment: Payment, request: PaymentRequest) -> bool:
    return bool(payment.payer_company) and purpose_of(request.purpose).natural_persons_only


def _parts_in_order(request: PaymentRequest) -> list[RequestPart]:
    order = purpose_of(request.purpose).parts
    return sorted(request.parts.all(), key=lambda part: order.index(PartKind(part.kind)))


def set_hold(payment: Payment, hold: Hold) -> None:
    if payment.hold != hold:
        payment.hold = hold
        payment.save(update_fields=["hold", "updated_at"])
