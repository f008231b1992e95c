"""Dues: what one person is asked; what follows from the money received is `services.following`.

Order of locks: the payment request, then the member, as money arrives (`payments.services.ledger`).
"""

import datetime as dt
from collections.abc import Mapping

from django.db import transaction
from django.db.models import BigIntegerField
from django.utils import timezone

from milliard.accounts.models import User
from milliard.core.access import authorize
from milliard.core.prepared import PreparedQuery, Slot
from milliard.core.refusals import Refused
from milliard.members import policies
from milliard.members.enums import DepartureKind, EntryKind, MembershipState
from milliard.members.models import Departure, DuesRates, DuesRequest, Member, MembershipPeriod
from milliard.members.purposes import DUES
from milliard.members.reads import ASKED, with_state
from milliard.members.services.cards import draw_cards
from milliard.members.services.entries import write_entry
from milliard.payments.enums import PartKind, RequestState
from milliard.payments.models import PaymentRequest
from milliard.payments.services.requests import cancel_request, lock_requests, open_request

#: Nothing is here nor on its way: what was asked can be given up.
NOTHING_MOVES = (RequestState.OPEN, RequestState.REVERSED)


_LOCKED = PreparedQuery(lambda: Member.objects.filter(pk=Slot("pk", BigIntegerField())).select_for_update())


class JoiningClosed(Refused):
    """No rules of dues are in force."""

    message = "Les adhésions ne sont pas encore ouvertes."


class UnderTheFloor(Refused):
    """The amount is lower than the rules accept."""

    message = "Ce montant est trop petit."


class NothingToPay(Refused):
    """The dues are paid for long enough."""

    message = "Cette adhésion est à jour\u00a0: il n’y a rien à payer."


class DuesOnTheirWay(Refused):
    """Money is on its way for another amount."""

    message = "Un paiement est en cours pour cette adhésion\u00a0: attendez qu’il arrive."


class CannotReturn(Refused):
    """The person was excluded, or is dead."""

    message = "Cette adhésion a pris fin\u00a0: écrivez-nous pour en parler."


def rates_in_force(on: dt.date | None = None) -> DuesRates:
    """The rules of a day, today by default. Raises `JoiningClosed` before the first."""
    try:
        return DuesRates.objects.in_force(on or timezone.localdate())
    except DuesRates.DoesNotExist:
        raise JoiningClosed from None


@transaction.atomic
def ask_dues(*, member: Member, dues_cents: int, gift_cents: int = 0, by: User | None) -> DuesRequest:
    """Ask for dues, and a gift if one wants. Asked again for the same amounts, the same request comes back.

    Other amounts replace it, unless money is on its way or here already.

    Raises
    ------
    NotAllowed, JoiningClosed, UnderTheFloor, NothingToPay, CannotReturn, DuesOnTheirWay
    """
    authorize(by, policies.can_pay_dues, member)
    rates = rates_in_force()
    if dues_cents < rates.floor_cents or gift_cents < 0:
        raise UnderTheFloor
    member, asked = lock_dues(member)
    parts = {PartKind.DUES: dues_cents, **({PartKind.GIFT: gift_cents} if gift_cents else {})}
    if asked is not None:
        if _asks_for(asked.payment_request, parts):
            return asked
        _give_up(asked)
    _ensure_something_to_pay(member, rates)
    payer = by if by is not None and by.pk == member.account_id else member.account
    request = open_request(
        purpose=DUES.code, parts=parts, payer_name=member.name, payer_email=member.email, payer=payer
    )
    return DuesRequest.objects.create(
        member=member, payment_request=request, rates=rates, asked_on=timezone.localdate()
    )


def lock_dues(member: Member) -> tuple[Member, DuesRequest | None]:
    """Lock the request that is open, if any, then the member; both as they are now."""
    seen = ASKED.first(member=member.pk)
    if seen is not None:
        lock_requests([seen.payment_request_id])
    member = _LOCKED.rows(pk=member.pk)[0]
    asked = ASKED.first(member=member.pk)
    if asked is not None:
        asked.member = member
    return member, asked


def _asks_for(request: PaymentRequest, parts: Mapping[PartKind, int]) -> bool:
    return dict(request.parts.values_list("kind", "amount_cents")) == {
        kind.value: cents for kind, cents in parts.items()
    }


def _give_up(asked: DuesRequest) -> None:
    """Replace what was asked; money that is here or on its way is not left without its request."""
    if asked.payment_request.state not in NOTHING_MOVES:
        raise DuesOnTheirWay
    close_request(asked)


def close_request(asked: DuesRequest) -> None:
    """Nothing more is asked."""
    cancel_request(request=asked.payment_request)  # `following.follow_requests` closes it


def _ensure_something_to_pay(member: Member, rates: DuesRates) -> None:
    now = with_state(member.pk, rates, timezone.localdate())
    if now.state == MembershipState.CURRENT:
        raise NothingToPay
    if now.state == MembershipState.LEFT:
        left = Departure.objects.get(member=member, returned_on__isnull=True)
        if left.kind != DepartureKind.RESIGNED:
            raise CannotReturn
        if now.paid_until and now.paid_until >= timezone.localdate():
            raise NothingToPay


def write_return(left: Departure, on: dt.date, *, by: User | None = None) -> None:
    """A person who resigned is back."""
    left.returned_on = on
    left.full_clean()
    left.save()
    write_entry(member=left.member, kind=EntryKind.RETURNED, effective_on=on, by=by)


@transaction.atomic
def give_period(
    *, member: Member, starts_on: dt.date, ends_on: dt.date, by: User | None, reason: str
) -> MembershipPeriod:
    """Write a period that no request paid: from before the platform, or given, with the reason.

    Raises
    ------
    NotAllowed, ValidationError (it overlaps another)
    """
    authorize(by, policies.can_keep_register)
    member = Member.objects.select_for_update().get(pk=member.pk)
    period = MembershipPeriod(member=member, starts_on=starts_on, ends_on=ends_on)
    period.full_clean()
    period.save()
    entered = member.register.filter(kind=EntryKind.ENTERED).exists()
    kind = EntryKind.RENEWED if entered else EntryKind.ENTERED
    write_entry(member=member, kind=kind, effective_on=starts_on, by=by, reason=reason)
    draw_cards([member])
    return period
