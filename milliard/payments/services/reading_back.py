"""Reading a payment back from HelloAsso and writing what it says: the only way its money enters the books.

Whatever made us look (a notification, true or forged, a person who comes back, the night's reconciliation)
only says where to look. One reading of a payment at a time: what is written is what was true last.
"""

import datetime as dt
from collections.abc import Iterable

from django.db import connection, transaction
from django.utils import timezone

from milliard.payments.enums import HELLOASSO, Hold, Means, NotificationOutcome, PaymentState, ReversalKind
from milliard.payments.helloasso.answers import RemotePayment, UnreadableAnswer, payment_ids, read_payment
from milliard.payments.helloasso.client import ProviderRefused, client
from milliard.payments.helloasso.signing import read_mark
from milliard.payments.models import Checkout, Payment, PaymentRequest
from milliard.payments.names import company_of
from milliard.payments.services.ledger import Received, record_payment, reverse_payment
from milliard.payments.services.restoring import restore_payment

_LOCK = 7_302
#: A page of payment is asked about for so long after it was opened.
_RECENT = dt.timedelta(days=2)
#: What HelloAsso may say is here again.
_MAY_RETURN = (ReversalKind.CONTESTED, ReversalKind.REFUSED_LATE)
#: What takes a whole payment back, where no operation of theirs says how much.
_TAKEN_BACK = {"Refunded": ReversalKind.REFUNDED, "Contested": ReversalKind.CONTESTED}


def read_payments_back(*, ids: Iterable[int]) -> NotificationOutcome:
    """Read each back; the best of what came of them. May raise `ProviderAway`."""
    found = {read_payment_back(payment_id=payment_id) for payment_id in ids}
    best = (
        outcome
        for outcome in (NotificationOutcome.READ_BACK, NotificationOutcome.UNREADABLE)
        if outcome in found
    )
    return next(best, NotificationOutcome.NOT_OURS)


def read_checkout_back(*, intent_id: int) -> NotificationOutcome:
    """Read back what was paid on a page of ours. May raise `ProviderAway`."""
    try:
        ids = payment_ids(client().checkout(intent_id))
    except ProviderRefused:
        return NotificationOutcome.NOT_OURS
    except UnreadableAnswer:
        return NotificationOutcome.UNREADABLE
    Checkout.objects.filter(intent_id=intent_id).update(read_at=timezone.now())
    return read_payments_back(ids=ids)


def read_request_back(*, request: PaymentRequest) -> None:
    """Read back what was paid on the pages opened lately for a request. May raise `ProviderAway`."""
    recent = request.checkouts.filter(created_at__gt=timezone.now() - _RECENT)
    for intent_id in recent.order_by("-pk").values_list("intent_id", flat=True)[:3]:
        read_checkout_back(intent_id=intent_id)


@transaction.atomic
def read_payment_back(*, payment_id: int) -> NotificationOutcome:
    """Ask HelloAsso about a payment and write what it answers, if it is ours. May raise `ProviderAway`."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK, payment_id])
    try:
        remote = read_payment(client().payment(payment_id))
        checkout, request = _asked_for(remote)
    except ProviderRefused:
        return NotificationOutcome.NOT_OURS
    except UnreadableAnswer:
        return NotificationOutcome.UNREADABLE
    known = Payment.objects.filter(means__in=HELLOASSO, external_id=str(payment_id)).first()
    request = request or (known.meant_for if known else None)
    if request is None:
        return NotificationOutcome.NOT_OURS
    if remote.id != payment_id or remote.amount_cents == 0:
        return NotificationOutcome.UNREADABLE
    if remote.is_only_begun and known is None:
        return NotificationOutcome.READ_BACK
    hold = _hold_of(remote, known, asked_cents=checkout.amount_cents if checkout else remote.amount_cents)
    payment = record_payment(received=received_of(remote, known, hold), request=request)
    if payment.state == PaymentState.SETTLED:
        _count_again(payment, remote)
        _take_back(payment, remote)
    return NotificationOutcome.READ_BACK


def _asked_for(remote: RemotePayment) -> tuple[Checkout | None, PaymentRequest | None]:
    """The page of ours it was paid on, or the request our mark names on a page we have lost.

    What a notification says of it is not looked at: anybody may write one with a mark of their own.
    """
    if remote.intent_id is None:
        return None, None
    checkout = Checkout.objects.filter(intent_id=remote.intent_id).select_related("request").first()
    if checkout:
        return checkout, checkout.request
    named = read_mark(client().checkout(remote.intent_id).get("metadata"))
    if named is None:
        return None, None
    return None, PaymentRequest.objects.filter(public_id=named[0], purpose=named[1]).first()


def _hold_of(remote: RemotePayment, known: Payment | None, *, asked_cents: int) -> Hold:
    """Why a person must look at it, before who pays and what is due come in."""
    if remote.known_state is None or (known and known.amount_cents != remote.amount_cents):
        return Hold.UNKNOWN_STATE
    is_new = known is None or known.hold == Hold.UNKNOWN_STATE
    if is_new and not (remote.is_clear and remote.amount_cents == asked_cents):
        return Hold.AMOUNT_DIFFERS
    return Hold.NONE


def _count_again(payment: Payment, remote: RemotePayment) -> None:
    """Money that was taken back from us is said to be here again: a contest won, a debit tried again."""
    if remote.known_state != PaymentState.SETTLED or remote.state in _TAKEN_BACK:
        return
    lost = payment.reversals.filter(kind__in=_MAY_RETURN, undone_by=None)
    for reversal in lost.order_by("pk"):
        restore_payment(reversal=reversal, occurred_on=timezone.localdate(remote.updated_at))


def received_of(remote: RemotePayment, known: Payment | None, hold: Hold) -> Received:
    was_waiting = known is not None and known.state == PaymentState.PENDING
    return Received(
        means=Means(known.means) if known else remote.means,
        amount_cents=known.amount_cents if known else remote.amount_cents,
        received_on=timezone.localdate(remote.updated_at if was_waiting else remote.paid_at),
        external_id=str(remote.id),
        external_state=remote.state,
        # What nobody described is not counted as money.
        state=remote.known_state or PaymentState.PENDING,
        hold=hold,
        payer_name=remote.payer_name,
        payer_company=company_of(company=remote.payer_company, name=remote.payer_name),
    )


def _take_back(payment: Payment, remote: RemotePayment) -> None:
    """Refunds operation by operation; a contest or a late refusal, which have none, by the payment's name."""
    today = timezone.localdate(remote.updated_at)
    for refund in remote.refunds_done:
        _reverse(payment, refund.amount_cents, ReversalKind.REFUNDED, str(refund.id), refund.on or today)
    kind = _TAKEN_BACK.get(remote.state)
    if remote.known_state == PaymentState.REFUSED:
        kind = ReversalKind.REFUSED_LATE
    if kind and not (kind == ReversalKind.REFUNDED and remote.refunds):
        _reverse(payment, payment.amount_cents, kind, _name_of(payment, remote, kind), today)


def _name_of(payment: Payment, remote: RemotePayment, kind: ReversalKind) -> str:
    """«contested-12»; contested once more after it was won, «contested-12:1»."""
    times = payment.reversals.filter(kind=kind, undone_by__isnull=False).count()
    return f"{kind}-{remote.id}:{times}" if times else f"{kind}-{remote.id}"


def _reverse(payment: Payment, cents: int, kind: ReversalKind, external_id: str, on: dt.date) -> None:
    payment.refresh_from_db()
    cents = min(cents, payment.amount_cents - payment.reversed_cents)
    if cents > 0:
        reverse_payment(
            payment=payment, amount_cents=cents, kind=kind, occurred_on=on, external_id=external_id
        )
