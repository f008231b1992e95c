"""Cheques and cash: received at a place, put on a slip, counted by a second person, found on a statement."""

import datetime as dt
from collections.abc import Sequence

from django.db import connection, transaction
from django.db.models import Sum
from django.utils import timezone

from milliard.accounts.models import User
from milliard.core import journal
from milliard.core.access import authorize
from milliard.core.refusals import Refused
from milliard.payments.enums import Means
from milliard.payments.models import BankLine, DepositSlip, Payment, PaymentRequest
from milliard.payments.models.bank import BankLineState
from milliard.payments.names import company_of
from milliard.payments.policies import can_keep_books, can_receive_at_place
from milliard.payments.services.ledger import Received, record_payment


class InTheFuture(Refused):
    message = "Cette date n’est pas encore venue."


class NothingToDeposit(Refused):
    message = "Rien à remettre\u00a0: ces pièces sont déjà sur un bordereau, reprises, ou d’un autre moyen."


class SlipClosed(Refused):
    message = "Ce bordereau est déjà clos."


class SamePerson(Refused):
    """Two people count."""

    message = "Une autre personne que celle qui a préparé le bordereau doit compter."


class CountedOtherwise(Refused):
    """The second count differs: nothing is closed."""

    message = "Le total compté n’est pas celui du bordereau. Recomptez ensemble\u00a0; rien n’est clos."


class NotThisLine(Refused):
    message = "Cette ligne du relevé n’a pas le montant du bordereau, ou elle est déjà rapprochée."


@transaction.atomic
def receive_at_place(
    *,
    means: Means,
    amount_cents: int,
    received_on: dt.date,
    payer_name: str,
    request: PaymentRequest | None = None,
    payer_company: str = "",
    label: str = "",
    by: User,
) -> Payment:
    """Record a cheque or cash handed over; ``label``: number and bank of the cheque, or the place.

    What is paid by an organisation, or fits no request, is kept for the treasurer.

    Raises
    ------
    NotAllowed, InTheFuture
    """
    authorize(by, can_receive_at_place)
    if received_on > timezone.localdate():
        raise InTheFuture
    received = Received(
        means=means,
        amount_cents=amount_cents,
        received_on=received_on,
        payer_name=payer_name,
        payer_company=company_of(company=payer_company, name=payer_name),
        label=label,
    )
    payment = record_payment(received=received, request=request, by=by)
    journal.record("payments.payment.received_at_place", payment, by=by)
    return payment


@transaction.atomic
def prepare_slip(*, means: Means, place: str, payments: Sequence[Payment], by: User) -> DepositSlip:
    """Put pieces on a new slip. Raises `NothingToDeposit` when one of them cannot be."""
    authorize(by, can_receive_at_place)
    wanted = {payment.pk for payment in payments}
    pieces = Payment.objects.to_deposit(means).select_for_update().filter(pk__in=wanted)
    if not wanted or {piece.pk for piece in pieces} != wanted:
        raise NothingToDeposit
    slip = DepositSlip(number=_next_number(), means=means, place=place, prepared_by=by)
    slip.full_clean()
    slip.save()
    Payment.objects.filter(pk__in=wanted).update(deposit_slip=slip)
    journal.record("payments.slip.prepared", slip, by=by)
    return slip


def _next_number() -> str:
    """«R2026-0042». Two at once: the second waits on the table of slips, which is small."""
    with connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {DepositSlip._meta.db_table} IN SHARE ROW EXCLUSIVE MODE")
    year = timezone.localdate().year
    last = DepositSlip.objects.filter(number__startswith=f"R{year}-").order_by("-number").first()
    return f"R{year}-{int(last.number[6:]) + 1 if last else 1:04d}"


@transaction.atomic
def take_off_slip(*, slip: DepositSlip, payment: Payment, by: User) -> None:
    """A piece is not there after all: it can be on another slip. Raises `SlipClosed`."""
    authorize(by, can_receive_at_place)
    slip = _open(slip)
    slip.payments.filter(pk=payment.pk).update(deposit_slip=None)


@transaction.atomic
def close_slip(*, slip: DepositSlip, counted_cents: int, by: User) -> DepositSlip:
    """A second person counted the same total.

    Raises
    ------
    NotAllowed, SlipClosed, SamePerson, CountedOtherwise
    """
    authorize(by, can_receive_at_place)
    slip = _open(slip)
    if slip.prepared_by_id == by.pk:
        raise SamePerson
    total = slip.payments.aggregate(cents=Sum("amount_cents"))["cents"] or 0
    if not total or counted_cents != total:
        raise CountedOtherwise
    slip.total_cents, slip.countersigned_by, slip.closed_at = total, by, timezone.now()
    slip.full_clean()
    slip.save()
    journal.record("payments.slip.closed", slip, by=by)
    return slip


@transaction.atomic
def match_slip(*, slip: DepositSlip, line: BankLine, by: User) -> DepositSlip:
    """The line of the statement is this slip's: nothing is counted twice. Raises `NotThisLine`."""
    authorize(by, can_keep_books)
    slip = DepositSlip.objects.select_for_update().get(pk=slip.pk)
    line = BankLine.objects.select_for_update().get(pk=line.pk)
    is_free = line.state == BankLineState.TO_MATCH and slip.bank_line_id is None
    if not is_free or slip.closed_at is None or line.amount_cents != slip.total_cents:
        raise NotThisLine
    line.state, slip.bank_line = BankLineState.MATCHED, line
    line.save()
    slip.save()
    return slip


def _open(slip: DepositSlip) -> DepositSlip:
    slip = DepositSlip.objects.select_for_update().get(pk=slip.pk)
    if slip.closed_at is not None:
        raise SlipClosed
    return slip
