"""What a line of a bank pays, as a person decides it; undone by a reversal. Alone: `statement_matching`.

Order of locks: the line, then what the ledger locks.
"""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from milliard.accounts.models import User
from milliard.core import journal
from milliard.core.access import authorize
from milliard.core.refusals import Refused
from milliard.payments.enums import Means, ReversalKind
from milliard.payments.models import BankLine, Payment, PaymentRequest
from milliard.payments.models.bank import BankLineState
from milliard.payments.policies import can_keep_books
from milliard.payments.services.ledger import (
    Received,
    allocate_payment,
    record_payment,
    reverse_payment,
)
from milliard.payments.services.proposals import WaitingLine
from milliard.payments.services.requests import RequestClosed
from milliard.payments.services.restoring import restore_payment


class LineDecided(Refused):
    """The line waits for nobody any more."""

    message = "Quelqu’un a déjà décidé de cette ligne\u00a0: rechargez la page."


class NothingChosen(Refused):
    """No request, or no payment, was chosen."""

    message = "Choisissez au moins une demande."


class NotThatWay(Refused):
    """Money that leaves pays nothing; money that comes takes nothing back."""

    message = "Cette ligne va dans l’autre sens\u00a0: ce geste n’est pas pour elle."


class NothingToUndo(Refused):
    """The line is not matched nor set aside."""

    message = "Il n’y a rien à défaire sur cette ligne."


@transaction.atomic
def match_line(
    *, line: BankLine, requests: Sequence[PaymentRequest], is_person: bool = False, by: User
) -> BankLine:
    """Count a line for the requests a person chose, in order; what is left is held.

    is_person: the payer bears the name of an organisation and is none.

    Raises
    ------
    NotAllowed, LineDecided, NotThatWay, NothingChosen, RequestClosed
    """
    authorize(by, can_keep_books)
    line = _locked(line)
    if line.amount_cents <= 0:
        raise NotThatWay
    if not requests:
        raise NothingChosen
    line.is_organisation = line.is_organisation and not is_person
    count_line(line, requests, by=by)
    journal.record("payments.bank_line.matched", line, by=by, data={"requests": len(requests)})
    return line


@transaction.atomic
def take_back_by_line(*, line: BankLine, payment: Payment, kind: ReversalKind, by: User) -> BankLine:
    """Say that a line below zero takes back money of a payment.

    Raises
    ------
    NotAllowed, LineDecided, NotThatWay, MoreThanReceived
    """
    authorize(by, can_keep_books)
    line = _locked(line)
    if line.amount_cents >= 0:
        raise NotThatWay
    take_line_back(line, payment, kind, by=by)
    journal.record("payments.bank_line.matched", line, by=by, data={"kind": kind.value})
    return line


@transaction.atomic
def set_line_aside(*, line: BankLine, note: str, by: User) -> BankLine:
    """Say why a line pays nothing that was asked: a grant, a deposit, interest."""
    authorize(by, can_keep_books)
    line = _locked(line)
    line.state, line.note = BankLineState.SET_ASIDE, note
    line.full_clean(exclude=["account", "statement"])
    line.save()
    journal.record("payments.bank_line.set_aside", line, by=by)
    return line


@transaction.atomic
def undo_line(*, line: BankLine, by: User) -> BankLine:
    """Put a line back among those that wait; what it paid is taken back, what it took back counts again.

    Raises
    ------
    NotAllowed, NothingToUndo
    """
    authorize(by, can_keep_books)
    line = BankLine.objects.select_for_update(of=("self",)).get(pk=line.pk)
    if line.state == BankLineState.TO_MATCH:
        raise NothingToUndo
    line.times_undone += line.state == BankLineState.MATCHED
    today = timezone.localdate()
    if line.reversal is not None:
        restore_payment(reversal=line.reversal, occurred_on=today, note="Rapprochement défait.", by=by)
    if line.payment is not None:
        left = line.payment.amount_cents - line.payment.reversed_cents
        if left:
            reverse_payment(
                payment=line.payment,
                amount_cents=left,
                kind=ReversalKind.MISRECORDED,
                occurred_on=today,
                note="Rapprochement défait.",
                by=by,
            )
    line.state, line.payment, line.reversal, line.note = BankLineState.TO_MATCH, None, None, ""
    line.proposals = []
    line.save()
    journal.record("payments.bank_line.undone", line, by=by)
    return line


def _locked(line: BankLine) -> BankLine:
    locked = BankLine.objects.select_for_update(of=("self",)).get(pk=line.pk)
    if locked.state != BankLineState.TO_MATCH:
        raise LineDecided
    return locked


def count_line(line: BankLine, requests: Sequence[PaymentRequest], *, by: User | None) -> None:
    said = received_of(line)
    if len(requests) == 1 or said.payer_company:
        line.payment = record_payment(received=said, request=requests[0], by=by)
    else:
        line.payment = record_payment(received=said, by=by)
        allocate_payment(payment=line.payment, shares=_in_order(line.amount_cents, requests), by=by)
    line.state = BankLineState.MATCHED
    line.save()


def _in_order(cents: int, requests: Sequence[PaymentRequest]) -> list[tuple[PaymentRequest, int]]:
    """Each request what it waits for, until nothing is left."""
    shares = []
    for request in requests:
        if not request.is_payable:
            raise RequestClosed
        share = min(cents, request.due_cents)
        if share:
            shares.append((request, share))
        cents -= share
    return shares


def take_line_back(line: BankLine, payment: Payment, kind: ReversalKind, *, by: User | None) -> None:
    line.reversal = reverse_payment(
        payment=payment,
        amount_cents=-line.amount_cents,
        kind=kind,
        occurred_on=line.booked_on,
        external_id=_external_id(line),
        by=by,
    )
    line.state = BankLineState.MATCHED
    line.save()


def received_of(line: BankLine | WaitingLine) -> Received:
    return Received(
        means=Means.TRANSFER,
        amount_cents=line.amount_cents,
        received_on=line.booked_on,
        external_id=_external_id(line),
        payer_name=line.counterparty,
        payer_company=line.counterparty or line.label[:170] if line.is_organisation else "",
        label=line.label,
    )


def _external_id(line: BankLine | WaitingLine) -> str:
    """The line's fingerprint; with a number after it when what it paid before was taken back."""
    if not line.times_undone:
        return line.fingerprint
    return f"{line.fingerprint}:{line.times_undone}"
