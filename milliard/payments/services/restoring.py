"""Money that went back and is here after all: a contest won, a match undone. Locks as in `ledger`."""

import datetime as dt

from django.db import transaction
from django.db.models import Sum

from milliard.accounts.models import User
from milliard.core import journal
from milliard.core.access import authorize
from milliard.payments.enums import Hold, ReversalKind
from milliard.payments.models import Payment, Reversal
from milliard.payments.policies import can_keep_books
from milliard.payments.services.ledger import allocate, set_hold, share_what_fits
from milliard.payments.services.requests import lock_requests


@transaction.atomic
def restore_payment(
    *, reversal: Reversal, occurred_on: dt.date, note: str = "", by: User | None = None
) -> Reversal:
    """Count again what a reversal took back, where it counted before; what is no longer asked is held.

    Asked twice, it is written once. Raises `NotAllowed`.
    """
    authorize(by, can_keep_books)
    back = dict(
        reversal.allocations.values_list("part__request").annotate(cents=-Sum("amount_cents")).order_by()
    )
    asked = {*back, reversal.payment.meant_for_id} if reversal.payment.meant_for_id else set(back)
    requests = lock_requests(asked)
    payment = Payment.objects.select_for_update().get(pk=reversal.payment_id)
    if known := Reversal.objects.filter(undoes=reversal).first():
        return known
    restored = Reversal.objects.create(
        payment=payment,
        kind=ReversalKind.RESTORED,
        amount_cents=-reversal.amount_cents,
        occurred_on=occurred_on,
        note=note,
        undoes=reversal,
        recorded_by=by,
    )
    was_allocated_cents = payment.allocated_cents
    payment.reversed_cents -= reversal.amount_cents
    payment.save()
    for request in requests:
        if request.pk in back and request.is_payable:
            allocate(payment, request, min(back[request.pk], request.due_cents), by=by)
        elif not back:
            share_what_fits(payment, request, by=by)
    if payment.unallocated_cents and not payment.hold:
        counts_as_before = bool(back) and payment.allocated_cents == was_allocated_cents + sum(back.values())
        hold = Hold.OVERPAID if counts_as_before else Hold.REQUEST_CLOSED
        set_hold(payment, hold if requests else Hold.UNMATCHED)
    if by is not None:
        journal.record("payments.payment.restored", payment, by=by)
    return restored
